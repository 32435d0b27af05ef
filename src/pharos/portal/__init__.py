"""What everybody sees: home, the verify page, the page of a credential, base templates."""
