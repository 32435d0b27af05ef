"""The pages and doors of verification, one module an audience."""
