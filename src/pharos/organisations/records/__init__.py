"""Who keeps the records of a closed organisation, and what they are asked."""
