"""What this context shows over HTTP."""
