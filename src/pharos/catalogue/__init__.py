"""Programmes, their frozen versions and descriptors."""
