"""The elements of the data dictionary, read back from both types of SD-JWT VC."""

from dataclasses import replace
from typing import Any

import pytest
import tokenworld as tw
from registerworld import ISSUED, ORIGIN

from pharos.core import jose, sdjwt
from pharos.core.elements import carried, differences, elements_of
from pharos.core.openbadges.facts import Reference
from pharos.core.openbadges.specimen import AWARD, ISSUER, NON_FORMAL, PROGRAMME, STATUS
from pharos.core.sdjwt import learning, typemetadata
from pharos.core.sdjwt.elements import elements

RPL = replace(AWARD, pathway="rpl", latin_name=None, grade=None)
BOUND = replace(AWARD, holder="did:web:wallet.example", valid_until="2030-01-01T00:00:00Z")
FULL = replace(
    PROGRAMME,
    prerequisite_programmes=(Reference("https://a.example/p", {"en": "Before"}),),
    stacks_into=(Reference("https://a.example/q", {"en": "After"}),),
    further={"en": "More", "hy": "Ավելին"},
    further_address="https://a.example/more",
)
MORE: dict[str, Any] = {
    "iss": tw.ISS, "token_list": tw.TOKEN_LIST, "issued_at": ISSUED, "demonstration": True,
}  # fmt: skip


def read(claims: learning.Claims) -> dict[str, Any]:
    """The claims as a verifier gets them who is shown everything."""
    made = claims.unsigned(kid="did:web:a.example#k", salt=tw.salt)
    return sdjwt.read(made.signed(b"\1" * 64)).claims


@pytest.mark.parametrize("programme", [PROGRAMME, NON_FORMAL, FULL], ids=["one", "free", "full"])
@pytest.mark.parametrize("award", [AWARD, RPL, BOUND], ids=["course", "rpl", "bound"])
def test_our_own_type_tells_every_element(programme: Any, award: Any) -> None:
    record = elements_of(programme, ISSUER, award, STATUS)
    made = learning.own_claims(programme, ISSUER, award, STATUS, origin=ORIGIN, **MORE)
    assert differences(record, elements(read(made))) == {}
    assert carried("sd-jwt-vc") == {}


@pytest.mark.parametrize("programme", [PROGRAMME, FULL], ids=["one", "full"])
@pytest.mark.parametrize("award", [AWARD, RPL, BOUND], ids=["course", "rpl", "bound"])
def test_the_eu_type_tells_every_element_but_those_of_the_table(programme: Any, award: Any) -> None:
    record = elements_of(programme, ISSUER, award, STATUS)
    made = learning.eu_claims(programme, ISSUER, award, STATUS, **MORE)
    lacks = differences(record, elements(read(made)))
    table = carried("sd-jwt-vc-eu")
    assert lacks == {name: one.extent for name, one in table.items() if name in record}


def test_what_was_held_back_is_absent() -> None:
    made = learning.own_claims(PROGRAMME, ISSUER, AWARD, STATUS, origin=ORIGIN, **MORE)
    token = sdjwt.read(made.unsigned(kid="k", salt=tw.salt).signed(b"\1" * 64))
    shown = sdjwt.read(sdjwt.select(token, lambda path: path == ("latin_name",)))
    found = elements(shown.claims)
    assert found["holder_name"] == {"latin": AWARD.latin_name}
    assert not {"grade", "pathway_taken"} & set(found)


@pytest.mark.parametrize("vct", [typemetadata.EU_VCT, "https://a.example/other"])
@pytest.mark.parametrize("value", [None, [], {}, "text", [{}, {}, 1], 5, [None], True])
def test_odd_claims_tell_less_and_raise_nothing(vct: str, value: object) -> None:
    own = learning.own_claims(FULL, ISSUER, BOUND, STATUS, origin=ORIGIN, **MORE).payload
    eu = learning.eu_claims(FULL, ISSUER, BOUND, STATUS, **MORE).payload
    for claim in own | eu:
        elements(own | eu | {claim: value, "vct": vct})
    assert jose.json_bytes(own)
