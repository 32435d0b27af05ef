"""The doors of issuing, one module an audience."""
