"""Prepare, sign, deliver, suspend, revoke: from a confirmed award to its credential."""
