"""Skill needs of employers and ministries, and who stands behind a programme."""
