"""Whether entries of the register are still true: confirmed by their owners, day by day."""
