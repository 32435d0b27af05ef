"""Pages of the state register: officials' look-ups, what persons see of them, quality of data."""
