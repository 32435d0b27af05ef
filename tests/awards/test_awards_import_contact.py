"""The two columns by which a learner is written to: judged, kept in the box, given to mails."""

import pytest
from rosteracts import confirmed, refused_with, single

from pharos.awards import queries, rules
from pharos.awards.models import Award, Learner
from pharos.awards.rosters import headings, values
from pharos.awards.rosters.headings import Field
from pharos.common import personkeys, tenancy
from pharos.common.errors import NotFound
from pharos.common.ids import uuid7


def contact_of(world, report):
    with tenancy.scope(world.actor("head-ge")):
        award = Award.objects.get(batch_id=report.batch)
        return queries.contact(award.id)


@pytest.mark.parametrize("heading", ["E-mail", "Էլ. փոստ", "ელფოსტა"])
def test_the_address_is_headed_in_three_languages(heading):
    assert headings.field_of(heading) is Field.EMAIL


@pytest.mark.parametrize("word", ["hy", "Հայերեն", "Armenian", "სომხური"])
def test_the_language_is_named_in_three_languages(word):
    assert values.word("language", word) == "hy"


@pytest.mark.parametrize(
    "cell", ["nino", "nino@example", "a b@example.org", "=x@example.org", "n\u200b@example.org"]
)
def test_what_is_no_address_keeps_the_row_out(row, expected, cell):
    """UPL-06: an address that a spreadsheet would run is none."""
    (found,) = rules.judge_row(row(email=cell), expected()).problems
    assert (found.column, found.code) == ("email", "email_unreadable")


def test_an_unknown_language_keeps_the_row_out(row, expected):
    (found,) = rules.judge_row(row(language="Klingon"), expected()).problems
    assert (found.column, found.code) == ("language", "word_unknown")


def test_a_learner_is_written_to(world):
    report = single(world, email="nino@example.org", language="ქართული")
    confirmed(world, report.batch)
    found = contact_of(world, report)
    assert (found.name.latin, found.email, found.language) == (
        "Nino Beridze", "nino@example.org", "ka",
    )  # fmt: skip
    owner = world.organisations["golden-fleece-demo-university"].id
    with tenancy.scope(world.actor("head-ge")):
        (one,) = queries.chunk(owner, report.batch, 0)
        box = bytes(Learner.objects.get().box)
    assert (one.email, one.language) == ("nino@example.org", "ka")
    assert b"example.org" not in box


def test_without_the_columns_both_are_empty(world):
    report = single(world)
    confirmed(world, report.batch)
    found = contact_of(world, report)
    assert (found.email, found.language) == ("", "")


def test_the_newest_address_counts_and_an_empty_cell_takes_nothing_away(world):
    first = single(world, email="old@example.org", language="en")
    confirmed(world, first.batch)
    second = single(
        world, programme="spreadsheet-skills", email="new@example.org", award_date="2025-02-14"
    )
    confirmed(world, second.batch)
    found = contact_of(world, second)
    assert (found.email, found.language) == ("new@example.org", "en")


def test_nobody_is_written_to_after_an_erasure(world):
    from moments import NOW

    report = single(world, email="nino@example.org")
    confirmed(world, report.batch)
    with tenancy.scope(world.actor("head-ge")):
        award = Award.objects.get(batch_id=report.batch)
        personkeys.destroy(Learner.objects.get().person_key_id, now=NOW)
        with refused_with("person_erased", personkeys.Erased):
            queries.contact(award.id)
        with refused_with("award_unknown", NotFound):
            queries.contact(uuid7())
