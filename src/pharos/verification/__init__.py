"""Check any credential: the trust bundle, the nine checks in sentences, the command."""
