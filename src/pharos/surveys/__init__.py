"""Questionnaires, campaigns, responses. Comes with a later issue; nothing imports it yet."""
