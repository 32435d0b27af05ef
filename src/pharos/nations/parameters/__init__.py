"""What nations decide, in groups: a frozen value each, read strictly from its table."""
