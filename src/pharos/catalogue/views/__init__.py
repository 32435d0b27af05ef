"""The doors of the catalogue, one module an audience."""
