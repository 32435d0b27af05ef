"""The doors of the register of bodies, one module an audience."""
