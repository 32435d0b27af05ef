"""People, their API clients, and the one matrix of who may do what."""
