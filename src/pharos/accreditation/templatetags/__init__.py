"""Template tags of the pages of deciding bodies."""
