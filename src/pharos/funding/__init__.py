"""Who pays for learners: schemes, places reserved, claims by result."""
