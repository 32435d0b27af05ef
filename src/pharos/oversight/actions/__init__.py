"""What can be done after a decision: filed by the provider, handled and decided by the body."""
