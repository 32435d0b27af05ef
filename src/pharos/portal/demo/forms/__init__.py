"""Certificate forms of the acting universities: drawn for the demonstration, ours."""
