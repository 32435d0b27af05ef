"""What the public pages show, gathered from the contexts below."""
