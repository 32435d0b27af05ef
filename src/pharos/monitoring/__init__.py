"""Indicators and open data. Comes with a later issue; nothing imports it yet."""
