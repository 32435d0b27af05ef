"""The doors of the register, one module an audience."""
