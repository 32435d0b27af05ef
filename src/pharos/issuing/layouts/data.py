"""What a template is given: one JSON, `award.json`, made of the facts of the certificate.

Everything is text, and the same members are there for every award, so that a template which
sets the specimens sets every certificate. `MEMBERS` is the documentation that stands beside
the editor.
"""

from collections.abc import Mapping
from typing import Any, Final

FILE: Final = "award.json"
CODE: Final = "qr.svg"
# address in the JSON, as typst writes it -> the sentence that explains it
MEMBERS: Final[Mapping[str, str]] = {
    "name": "name",
    "latin": "latin",
    "number": "number",
    "address": "address",
    "demonstration": "demonstration",
    "languages": "languages",
    "texts.at(0).provider": "provider",
    "texts.at(0).certificate": "certificate",
    "texts.at(0).title": "title",
    "texts.at(0).date": "date",
    "texts.at(0).outcomes": "outcomes",
    "texts.at(0).facts": "facts",
    "texts.at(0).fact.volume": "volume",
    "texts.at(0).fact.level": "level",
    "texts.at(0).fact.quality": "quality",
    "texts.at(0).fact.legal_basis": "legal_basis",
    "texts.at(0).registered": "registered",
    "texts.at(0).words": "words",
    "signatories": "signatories",
}
# every code is there in every award; what an award does not have is empty
FACTS: Final = (
    "award_date", "programme", "volume", "level", "field", "participation", "languages",
    "assessment", "supervision", "grade", "pathway", "quality", "legal_basis",
)  # fmt: skip


def of(told: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a template, from the facts of a certificate."""
    return {
        "name": told["name"],
        "latin": told["latin"] or "",
        "number": told["number"],
        "address": told["address"],
        "demonstration": told["demonstration"],
        "languages": list(told["languages"]),
        "texts": [_text(one) for one in told["texts"]],
        "signatories": [dict(one) for one in told["signatories"]],
    }


def _text(one: Mapping[str, Any]) -> dict[str, Any]:
    words = one["words"]
    codes = {words[code]: code for code in FACTS if code in words}
    named = {codes[label]: value for label, value in one["facts"] if label in codes}
    return {
        "language": one["language"],
        "provider": one["provider"],
        "certificate": one["certificate"],
        "award": one.get("award", ""),
        "title": one["title"],
        "date": one["date"],
        "outcomes": list(one["outcomes"]),
        "facts": [{"label": label, "value": value} for label, value in one["facts"]],
        "fact": {code: named.get(code, "") for code in FACTS},
        "registered": one["registered"][1] if one["registered"] else "",
        "words": dict(words),
    }
