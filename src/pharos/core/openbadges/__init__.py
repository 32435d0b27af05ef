"""The Open Badges 3.0 document of an award, and the Annex I elements read back from it.

`document(...)` turns plain facts into an unsigned `OpenBadgeCredential`: a Verifiable
Credential 2.0 that uses the contexts of W3C and 1EdTech and none of our own; what they have
no term for stands in an alignment whose target type begins with `ext:`. `annex_one(...)`
reads every element of Annex I of the Council Recommendation of 16 June 2022 back.
"""

from pharos.core.openbadges.annex import ELEMENTS, annex_one, missing_elements
from pharos.core.openbadges.document import CONTEXTS, document, is_demonstration
from pharos.core.openbadges.facts import (
    Award,
    Coded,
    Grading,
    Issuer,
    LanguageMap,
    LegalBasis,
    Level,
    Organisation,
    Outcome,
    Programme,
    QualityAssurance,
    Reference,
    Status,
)

__all__ = [
    "CONTEXTS",
    "ELEMENTS",
    "Award",
    "Coded",
    "Grading",
    "Issuer",
    "LanguageMap",
    "LegalBasis",
    "Level",
    "Organisation",
    "Outcome",
    "Programme",
    "QualityAssurance",
    "Reference",
    "Status",
    "annex_one",
    "document",
    "is_demonstration",
    "missing_elements",
]
