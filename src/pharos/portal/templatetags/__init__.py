"""Words for templates: no template has text of its own."""
