"""The elements of the data dictionary, read back from a compact code."""

import random
from dataclasses import replace

from manytongues import in_all_languages

from pharos.core import compactqr
from pharos.core.elements import Extent, carried, differences, elements_of
from pharos.core.openbadges.facts import Reference
from pharos.core.openbadges.specimen import AWARD, ISSUER, NON_FORMAL, PROGRAMME, STATUS
from pharos.core.verify.readers import qr

RPL = replace(AWARD, pathway="rpl", latin_name=None, grade=None)
FULL = replace(
    PROGRAMME,
    prerequisite_programmes=(Reference("https://a.example/p", {"en": "Before"}),),
    stacks_into=(Reference("https://a.example/q", {"en": "After"}),),
    further={"en": "More", "hy": "Ավելին"},
    further_address="https://a.example/more",
)
SIGNATURE = b"1" * 64


def letters(count, first, last):
    """Text that does not shrink."""
    made = random.Random(count)
    return "".join(chr(made.randint(ord(first), ord(last))) for _ in range(count))


LONG = replace(
    PROGRAMME,
    prerequisites={"hy": letters(900, "ա", "ֆ"), "en": letters(900, "a", "z")},
    outcomes=tuple(
        replace(one, text={"hy": letters(400 + n, "ա", "ֆ"), "en": letters(400 + n, "a", "z")})
        for n, one in enumerate(PROGRAMME.outcomes)
    ),
)


def lacks(programme, award, issuer=ISSUER):
    signing_input = compactqr.signing_input(
        programme,
        issuer,
        award,
        STATUS,
        kid="did:web:a.example#key",
        created="2026-11-22T10:00:00Z",
        demonstration=True,
    )
    text = compactqr.text(signing_input, SIGNATURE)
    read = qr.read(text.encode("ascii")).credential.elements()
    return differences(elements_of(programme, issuer, award, STATUS), read)


def test_a_code_tells_every_element_but_those_of_the_table():
    """A full code leaves more out: the table tells the most, and all of it occurs."""
    found = [lacks(p, a) for p in (PROGRAMME, NON_FORMAL, FULL, LONG) for a in (AWARD, RPL)]
    found.append(lacks(in_all_languages(FULL), AWARD, in_all_languages(ISSUER)))
    met = {item for one in found for item in one.items()}
    table = {(element, one.extent) for element, one in carried("qr").items()}
    assert table <= met
    whole = {element for element, extent in table if extent is Extent.NONE}
    assert all(item in table or item[0] in whole for item in met)
