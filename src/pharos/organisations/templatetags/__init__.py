"""Template tags about organisations and the people in them."""
