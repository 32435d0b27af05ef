"""Cases of the ENIC centres. Comes with a later issue; nothing imports it yet."""
