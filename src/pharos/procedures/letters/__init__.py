"""Letters in the state language and English: told of the record, set as PDF."""

from pharos.procedures.letters.making import render
from pharos.procedures.letters.paper import Letter
from pharos.procedures.letters.telling import letters_of

__all__ = ["Letter", "letters_of", "render"]
