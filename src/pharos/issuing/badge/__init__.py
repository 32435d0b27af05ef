"""The badge of an award as a picture, with the signed Open Badge baked in."""

from pharos.issuing.badge.making import PNG, SVG, Told, baked, picture, told_of

__all__ = ["PNG", "SVG", "Told", "baked", "picture", "told_of"]
