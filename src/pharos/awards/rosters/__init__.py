"""A roster as it comes: bytes in, a table of named cells out. It judges no value."""
