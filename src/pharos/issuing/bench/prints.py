"""Printing: the certificate of an award, set and sealed, beside WeasyPrint's unsealed page.

Both set the same words in the same fonts with the same code; WeasyPrint attaches nothing, tags
nothing and seals nothing. It is a program of others that Pharos does not need: where it is not
installed, the rate of ours stands alone and says so.
"""

import html
import importlib
import importlib.util
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec

from pharos.core import certificates, p256
from pharos.issuing.bench import figures
from pharos.issuing.bench.figures import Line

GOAL: Final = 4.0
OTHER: Final = "weasyprint"
_AT: Final = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
_NUMBER: Final = "3d0b9a7e-3f0c-4b62-9a55-0d6c1b6f3a11"
_SECOND: Final = "en"
_ROWS: Final = 14
_DOCUMENT: Final = json.dumps({"id": f"urn:uuid:{_NUMBER}", "padding": "x" * 6_000}).encode()


def measure(*, count: int, rounds: int) -> list[Line]:
    """Each round sets and seals so many certificates, and lets WeasyPrint set as many."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pharos.config.settings")
    import django

    django.setup()
    ours, theirs = _ours(), _theirs()
    ours(0)
    rates, ratios = [], []
    for _ in range(rounds):
        rates.append(_rate(ours, count))
        if theirs is not None:
            ratios.append(rates[-1] / _rate(theirs, max(1, count // 4)))
    facts = {"certificates": count, "bytes": len(ours(0))}
    if theirs is None:
        name = "sealed certificate in PDF (WeasyPrint is not installed: no ratio)"
        return [figures.of_rounds(name, "per s", rates, facts=facts)]
    return [
        figures.of_rounds(
            "sealed certificate in PDF : WeasyPrint's unsealed one",
            "ratio", ratios, goal=GOAL, facts=facts | {"per_second": rates},
        )
    ]  # fmt: skip


def _rate(once: Callable[[int], bytes], count: int) -> float:
    begin = perf_counter()
    for number in range(count):
        once(number)
    return count / (perf_counter() - begin)


def _told(number: int) -> dict[str, Any]:
    """A made-up award in Armenian and English; each number is another learner."""
    from pharos.issuing.certificate import facts

    return {
        "languages": ["hy", _SECOND],
        "name": f"Աննա Նմուշյան {number}",
        "latin": f"Anna Nmushyan {number}",
        "number": _NUMBER,
        "address": f"http://localhost:8000/c/{_NUMBER}",
        "demonstration": True,
        "texts": [_in(language, dict(facts.words(language))) for language in ("hy", _SECOND)],
        "signatories": [{"names": ["Անահիտ Նմուշյան"], "offices": ["ռեկտոր", "Rector"]}],
    }


def _in(language: str, words: dict[str, str]) -> dict[str, Any]:
    text = {"hy": "Տվյալների վրա հիմնված դասավանդում", "en": "Teaching on the ground of data"}
    return {
        "language": language,
        "words": words,
        "provider": {"hy": "Նմուշային ակադեմիա", "en": "Specimen Academy"}[language],
        "certificate": {"hy": "հավաստագիր", "en": "certificate"}[language],
        "title": text[language],
        "date": {"hy": "20 նոյեմբերի, 2026 թ.", "en": "20 November 2026"}[language],
        "facts": [[f"{text[language]} {row}", f"{text[language]}, {row}"] for row in range(_ROWS)],
        "outcomes": [f"{text[language]} {row}" for row in range(6)],
        "registered": None,
    }


def _ours() -> Callable[[int], bytes]:
    from pharos.issuing.certificate import making
    from pharos.registry import pades

    key = ec.generate_private_key(ec.SECP256R1())
    chain = [_certificate(key)]

    def once(number: int) -> bytes:
        pdf = making.make(_told(number), document=_DOCUMENT, tlog_proof="proof", created=_AT)
        waiting = pades.prepare(pdf, chain, reason="Specimen Academy", at=_AT)
        return waiting.signed(p256.sign(waiting.signing_input, key))

    return once


def _certificate(key: ec.EllipticCurvePrivateKey) -> bytes:
    to_be_signed = certificates.to_be_signed(
        certificates.Subject("Specimen Academy", "specimen"),
        p256.compressed(key.public_key()),
        first=_AT - timedelta(days=1),
        last=_AT + timedelta(days=365),
        serial=7,
    )
    return certificates.certificate(to_be_signed, p256.sign(to_be_signed, key))


def _theirs() -> Callable[[int], bytes] | None:
    if importlib.util.find_spec(OTHER) is None:
        return None
    other = importlib.import_module(OTHER)
    from pharos.issuing.certificate import making

    fonts = other.text.fonts.FontConfiguration()
    style = other.CSS(string=_style(making.FOLDER.as_uri()), font_config=fonts)

    def once(number: int) -> bytes:
        page = other.HTML(string=_page(_told(number)))
        made: bytes = page.write_pdf(stylesheets=[style], font_config=fonts)
        return made

    return once


def _style(folder: str) -> str:
    faces = "".join(
        f"@font-face{{font-family:'{family}';font-weight:{weight};"
        f"src:url({folder}/fonts/{family.replace(' ', '')}-{name}.ttf)}}"
        for family in ("Noto Sans", "Noto Sans Armenian", "Noto Sans Georgian")
        for weight, name in ((400, "Regular"), (700, "Bold"))
    )
    return faces + (
        "@page{size:A4;margin:2cm}body{font:10pt 'Noto Sans','Noto Sans Armenian'}"
        "section{text-align:center;break-after:page}td,th{border-bottom:1px solid #ccc;"
        "text-align:left;vertical-align:top;padding:3pt}small{color:#4b5966}"
    )


def _page(told: dict[str, Any]) -> str:
    """The same words as on our certificate, in the elements that a page has for them."""
    from pharos.issuing.certificate import making

    first, second = told["texts"]
    code = making.drawn(told["address"])
    head = "".join(
        f"<p>{html.escape(text)}</p>"
        for text in (
            first["provider"], second["provider"], first["certificate"], second["certificate"],
            told["name"], told["latin"], first["title"], second["title"], first["date"],
        )
    )  # fmt: skip
    rows = "".join(
        f"<tr><th>{html.escape(one[0])}<br><small>{html.escape(other[0])}</small></th>"
        f"<td>{html.escape(one[1])}<br><small>{html.escape(other[1])}</small></td></tr>"
        for one, other in zip(first["facts"], second["facts"], strict=True)
    )
    outcomes = "".join(
        f"<li>{html.escape(one)}<br><small>{html.escape(other)}</small></li>"
        for one, other in zip(first["outcomes"], second["outcomes"], strict=True)
    )
    return (
        f"<html lang='hy'><body><section>{head}{code}</section>"
        f"<table>{rows}</table><ol>{outcomes}</ol></body></html>"
    )
