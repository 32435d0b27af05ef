"""Letters of a case in the state language and English: told of its record, set as PDF."""

from pharos.procedures.letters.making import render
from pharos.procedures.letters.telling import Letter, letters_of

__all__ = ["Letter", "letters_of", "render"]
