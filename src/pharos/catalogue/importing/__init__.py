"""A catalogue that was written elsewhere, as drafts: judged row by row, never published (A34)."""
