"""A roster on its way from a file to a batch: `rules` (plain), `models`, `drafts` (sealed rows)."""
