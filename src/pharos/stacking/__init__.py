"""Learners stack awards towards degrees. Comes with a later issue; nothing imports it yet."""
