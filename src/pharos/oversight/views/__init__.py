"""The pages of what follows a decision."""
