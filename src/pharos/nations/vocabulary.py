"""The closed words that the files of nations and the contexts above them share.

A nation's file may use only these words; the contexts above store them as codes. A word is
never renamed: what was signed and logged names it for ever.
"""

from collections.abc import Mapping
from typing import Final

LanguageMap = Mapping[str, str]

LEGAL_STATUSES: Final = ("none", "draft", "pilot", "in_force")

PROGRAMME_KINDS: Final = (
    "non_formal", "credit_bearing", "regulated_30", "carved_out", "vet_training",
)  # fmt: skip

# What an authority decides. `authorisation` is the right of a provider to act in the register,
# `institution` and `programme` are quality decisions, `licence` is the ministry's permit for a
# regulated course, `format` the approval of a certificate's form.
DECISION_KINDS: Final = ("authorisation", "institution", "programme", "licence", "format")

# What a deciding body examines in a procedure (REFERENCE 4.2). Several programmes of one
# application are a cluster; a programme of two or more providers is a joint one.
CASE_KINDS: Final = (
    "authorisation", "institution", "programme", "cluster", "joint", "carve_out", "follow_up",
)  # fmt: skip

# What an application brings beside the evidence for each criterion.
CASE_DOCUMENTS: Final = (
    "application", "self_evaluation", "internal_decision", "programme_description", "staff",
    "agreement", "mapping", "remedies",
)  # fmt: skip

# Why a provider pays no tariff.
EXEMPTIONS: Final = ("public_body", "renewal_after_conditions", "national_priority")

CYCLES: Final = ("short", "first", "second", "third")  # QF-EHEA 0 to 3

# What a part of a country is called in its law.
REGION_KINDS: Final = ("marz", "city", "region", "autonomous_republic", "municipality")

LANGUAGES: Final = ("hy", "ka", "en", "ru")

# Where a figure or rule comes from: the white paper of Armenia (W), the status-quo reports of
# Armenia (A) and Georgia (G), another public source, knowledge that nobody checked, or a
# proposal of this product, which is a parameter and not law.
MARKS: Final = ("seed W", "seed A", "seed G", "public", "knowledge", "proposal")
