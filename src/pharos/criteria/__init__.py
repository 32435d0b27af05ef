"""Criteria of quality as agencies word them, mapped to the European standards."""
