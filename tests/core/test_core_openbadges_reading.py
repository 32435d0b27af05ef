"""The elements of the data dictionary, read back from an Open Badge."""

from dataclasses import replace

import pytest
from manytongues import in_all_languages

from pharos.core.elements import carried, differences, elements_of
from pharos.core.openbadges import document
from pharos.core.openbadges.facts import Reference
from pharos.core.openbadges.reading import elements
from pharos.core.openbadges.specimen import AWARD, ISSUER, NON_FORMAL, PROGRAMME, STATUS

RPL = replace(AWARD, pathway="rpl", latin_name=None, grade=None)
BOUND = replace(AWARD, holder="did:key:z6Mk", valid_until="2030-01-01T00:00:00Z")
FULL = replace(
    PROGRAMME,
    prerequisite_programmes=(Reference("https://a.example/p", {"en": "Before"}),),
    stacks_into=(Reference("https://a.example/q", {"en": "After"}),),
    further={"en": "More", "hy": "Ավելին"},
    further_address="https://a.example/more",
)


def made(programme, award, issuer=ISSUER):
    return document(
        programme, issuer, award, STATUS, origin="https://a.example", demonstration=True
    )


PROGRAMMES = [PROGRAMME, NON_FORMAL, FULL]
AWARDS = [AWARD, RPL, BOUND]


def lacks(programme, issuer, award):
    record = elements_of(programme, issuer, award, STATUS)
    return differences(record, elements(made(programme, award, issuer)))


def test_an_open_badge_tells_every_element_but_those_of_the_table():
    """What it lacks of any award is in the table, and every line of the table occurs."""
    found = [lacks(p, ISSUER, a) for p in PROGRAMMES for a in AWARDS]
    found.append(lacks(in_all_languages(FULL), in_all_languages(ISSUER), AWARD))
    assert {item for one in found for item in one.items()} == {
        (name, one.extent) for name, one in carried("ob3").items()
    }


@pytest.mark.parametrize("member", ["credentialSubject", "issuer", "credentialStatus", "name"])
@pytest.mark.parametrize("value", [None, [], {}, "text", [{}, {}], 5])
def test_odd_documents_tell_less_and_raise_nothing(member, value):
    elements(made(PROGRAMME, AWARD) | {member: value})
