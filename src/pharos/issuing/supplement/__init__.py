"""The supplement of an award: eight blocks in two languages, as a page and as a PDF."""

from pharos.issuing.supplement.facts import of
from pharos.issuing.supplement.making import render
from pharos.issuing.supplement.model import Block, Line, Row, Supplement

__all__ = ["Block", "Line", "Row", "Supplement", "of", "render"]
