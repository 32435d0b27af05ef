"""The facts of a made-up certificate, as they come to a typesetter."""

from datetime import UTC, datetime

from pharos.issuing.certificate import facts

CREATED = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def told(language="hy", **changes):
    """Facts of a made-up award, in one language and English."""
    names = {"hy": "Աննա Տեր-Պետրոսյան", "ka": "ნინო ნიმუშაძე"}
    both = [
        {
            "language": code,
            "words": dict(facts.words(code)),
            "provider": "Ակադեմիա",
            "certificate": {"hy": "հավաստագիր", "ka": "სერტიფიკატი", "en": "certificate"}[code],
            "title": "Data analysis",
            "date": "21",
            "facts": [["a", "b"], ["c", "d"], ["volume", "6 ECTS"]],
            "outcomes": ["One", "Two"],
            "registered": None,
        }
        for code in (language, "en")
    ]
    made = {
        "languages": [language, "en"],
        "name": names[language],
        "latin": "Anna Ter-Petrosyan",
        "number": "3d0b9a7e-3f0c-4b62-9a55-0d6c1b6f3a11",
        "address": "http://localhost:8000/c/3d0b9a7e-3f0c-4b62-9a55-0d6c1b6f3a11",
        "demonstration": True,
        "texts": both,
        "signatories": [{"names": ["Ա. Բ."], "offices": ["Ռեկտոր", "Rector"]}],
    }
    return made | changes
