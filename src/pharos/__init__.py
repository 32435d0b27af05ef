"""Pharos: a national micro-credential registry for Armenia and Georgia."""

__version__ = "0.1.0"
