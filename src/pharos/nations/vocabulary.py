"""The closed words that the files of nations and the contexts above them share.

A nation's file may use only these words; the contexts above store them as codes. A word is
never renamed: what was signed and logged names it for ever.
"""

from collections.abc import Mapping
from typing import Final

LanguageMap = Mapping[str, str]

LEGAL_STATUSES: Final = ("none", "draft", "pilot", "in_force")

PROGRAMME_KINDS: Final = ("non_formal", "credit_bearing", "regulated_30")

# What an authority decides. `authorisation` is the right of a provider to act in the register,
# `institution` and `programme` are quality decisions, `licence` is the ministry's permit for a
# regulated course, `format` the approval of a certificate's form.
DECISION_KINDS: Final = ("authorisation", "institution", "programme", "licence", "format")

CYCLES: Final = ("short", "first", "second", "third")  # QF-EHEA 0 to 3

LANGUAGES: Final = ("hy", "ka", "en", "ru")

# Where a figure or rule comes from: the white paper of Armenia (W), the status-quo reports of
# Armenia (A) and Georgia (G), another public source, knowledge that nobody checked, or a
# proposal of this product, which is a parameter and not law.
MARKS: Final = ("seed W", "seed A", "seed G", "public", "knowledge", "proposal")
