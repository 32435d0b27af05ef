"""The doors of awards, one module an audience."""
