"""Officials' access to a person's achievements, with a ground, and the exchange of registers."""
