"""Forms of a procedure; labels and errors are codes of sentences."""
