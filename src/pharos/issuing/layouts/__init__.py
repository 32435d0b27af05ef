"""Certificates in a provider's own form: its typst template, checked, versioned and pinned."""
