"""The further facts of a programme's page, and the same for machines."""

from dataclasses import replace
from datetime import date

from pharos.catalogue.parts import Extra
from pharos.nations import files
from pharos.nations.parameters.designer import ExtraField
from pharos.portal.queries import described

WORDS = {"hy": "Խոսք", "ka": "სიტყვა", "en": "A word"}
RED = {"hy": "կարմիր", "ka": "წითელი", "en": "red"}


def test_fields_of_a_nation_are_told_in_the_order_of_its_file() -> None:
    """A23: label and value of each, in the form of its type; a field that is gone is left out."""
    kinds = ("words", "choice", "day", "yes_no", "text")
    fields = {
        kind: ExtraField(kind, kind, WORDS, WORDS, {"red": RED} if kind == "choice" else {},
                         (), "proposal")
        for kind in kinds
    }  # fmt: skip
    shipped = files.history("XD")[-1]
    nation = replace(shipped, designer=replace(shipped.designer, extra_fields=fields))
    given = (
        Extra("gone", "1"),
        Extra("text", "A 12"),
        Extra("yes_no", "no"),
        Extra("day", "2026-02-28"),
        Extra("choice", "red"),
        Extra("words", None, WORDS),
    )
    told = list(described.extra(given, nation))
    assert [one.code for one in told] == list(kinds)
    assert (told[0].text, told[1].text, told[4].text) == (WORDS, RED, {"und": "A 12"})
    assert (told[2].day, told[3].said) == (date(2026, 2, 28), "page_described_no")


def test_shipped_fields_have_labels_in_three_languages() -> None:
    for code in ("AM", "GE", "XD"):
        for field in files.history(code)[-1].designer.extra_fields.values():
            assert set(field.label) == set(field.hint) == {"hy", "ka", "en"}
            assert field.mark == "proposal"
