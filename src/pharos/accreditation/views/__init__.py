"""The doors of accreditation, one module an audience."""
