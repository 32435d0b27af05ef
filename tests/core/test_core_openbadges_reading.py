"""The elements of the data dictionary, read back from an Open Badge."""

from dataclasses import replace

import pytest

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


def made(programme, award):
    return document(
        programme, ISSUER, award, STATUS, origin="https://a.example", demonstration=True
    )


@pytest.mark.parametrize("programme", [PROGRAMME, NON_FORMAL, FULL], ids=["one", "free", "full"])
@pytest.mark.parametrize("award", [AWARD, RPL, BOUND], ids=["course", "rpl", "bound"])
def test_an_open_badge_tells_every_element_but_those_of_the_table(programme, award):
    record = elements_of(programme, ISSUER, award, STATUS)
    lacks = differences(record, elements(made(programme, award)))
    allowed = {name: one.extent for name, one in carried("ob3").items() if name in record}
    assert lacks == allowed


@pytest.mark.parametrize("member", ["credentialSubject", "issuer", "credentialStatus", "name"])
@pytest.mark.parametrize("value", [None, [], {}, "text", [{}, {}], 5])
def test_odd_documents_tell_less_and_raise_nothing(member, value):
    elements(made(PROGRAMME, AWARD) | {member: value})
