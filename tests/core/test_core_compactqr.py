"""The compact code: small enough to print, exact in what it carries, strict in what it reads."""

import zlib
from dataclasses import replace
from hashlib import sha512
from typing import Any

import cbor2
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from pharos.core import base45, compactqr
from pharos.core.compactfacts import BARE, FULL, LEFT_OUT, ONE_LANGUAGE
from pharos.core.errors import CoreError, Malformed, TooLarge
from pharos.core.openbadges import document as open_badge
from pharos.core.openbadges import specimen
from pharos.core.openbadges.annex import annex_one
from pharos.core.openbadges.facts import Outcome

KID = "did:web:register.example.org:providers:specimen-institute#zDnaeExample"
CREATED = "2026-11-22T10:00:00Z"
NOISE = sha512(b"signature").digest()
GEORGIAN = replace(
    specimen.PROGRAMME,
    title={"ka": "მონაცემებზე დაფუძნებული სწავლება სკოლაში", "en": "Teaching with data"},
    language="ka",
    languages=("ka",),
    outcomes=tuple(
        Outcome(
            {
                "ka": f"{number}. ირჩევს შესაფერის მონაცემებს და ხსნის მათ მნიშვნელობას კლასში",
                "en": f"{number}. Chooses fitting data and explains to a class what they mean",
            },
            "skill",
        )
        for number in range(1, 7)
    ),
    prerequisites={"ka": "ბაკალავრის ხარისხი", "en": "A bachelor's degree"},
)
GEORGIAN_AWARD = replace(specimen.AWARD, native_name="ნინო ნიმუშაძე", latin_name="Nino Nimushadze")


def signed(programme: Any = specimen.PROGRAMME, award: Any = specimen.AWARD, **facts: Any) -> str:
    made = compactqr.signing_input(
        programme,
        specimen.ISSUER,
        award,
        specimen.STATUS,
        kid=KID,
        created=CREATED,
        demonstration=True,
        **facts,
    )
    return compactqr.text(made, NOISE)


@pytest.mark.parametrize(
    ("plain", "encoded"),
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"", "")],
)
def test_base45_is_that_of_its_standard(plain: bytes, encoded: str) -> None:
    """RFC 9285, section 4.3 and 4.4."""
    assert base45.encode(plain) == encoded
    assert base45.decode(encoded) == plain


@pytest.mark.parametrize("text", [":::", "A", "GGW", "::", "ab8", "BB8A"])
def test_base45_refuses_what_it_never_writes(text: str) -> None:
    with pytest.raises(Malformed):
        base45.decode(text)


@given(st.binary(max_size=300))
def test_base45_gives_back_any_bytes(value: bytes) -> None:
    assert base45.decode(base45.encode(value)) == value


def test_what_is_read_is_what_was_told() -> None:
    """Every element of Annex I, and the status entries, as the Open Badge has them."""
    code = compactqr.read(signed())
    told = code.told
    assert told.award == specimen.AWARD
    assert told.status == specimen.STATUS
    assert (told.demonstration, told.detail, told.registration) == (True, FULL, None)
    shown = open_badge(
        told.programme, told.issuer, told.award, told.status,
        origin=specimen.ORIGIN, demonstration=True,
    )  # fmt: skip
    original = specimen.credential()
    assert shown["credentialStatus"] == original["credentialStatus"]
    assert shown["termsOfUse"] == original["termsOfUse"]
    told_elements, elements = annex_one(shown), annex_one(original)
    # further information and the awards it leads to are left out, and said to be
    assert {name for name in elements if told_elements[name] != elements[name]} == {"O4", "O5"}
    assert {"programme.further", "programme.stacks_into"} <= LEFT_OUT
    assert told_elements["O4"]["ways"] == elements["O4"]["ways"]


@pytest.mark.parametrize(
    "award",
    [
        replace(specimen.AWARD, latin_name=None, grade=None, pathway="rpl"),
        replace(specimen.AWARD, valid_until="2031-11-20T00:00:00Z", pathway="mixed"),
        replace(specimen.AWARD, holder="did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"),
    ],
)
@pytest.mark.parametrize("programme", [specimen.PROGRAMME, specimen.NON_FORMAL, GEORGIAN])
def test_each_kind_and_pathway_is_carried(programme: Any, award: Any) -> None:
    told = compactqr.read(signed(programme, award, registration="DM-1")).told
    assert told.award == award
    assert told.registration == "DM-1"
    assert told.programme.title == programme.title
    assert [one.text for one in told.programme.outcomes] == [one.text for one in programme.outcomes]
    assert (told.programme.ects, told.programme.workload_hours) == (
        programme.ects, programme.workload_hours,
    )  # fmt: skip


@pytest.mark.parametrize("programme", [specimen.PROGRAMME, GEORGIAN])
def test_it_fits_a_code_that_a_telephone_reads_from_paper(programme: Any) -> None:
    """Version 25 or less, in the scripts of both nations, with six outcomes in two languages."""
    text = signed(programme, GEORGIAN_AWARD)
    level = "m" if len(text) <= compactqr.MAX_CHARACTERS_M else "l"
    code = segno.make(text, error=level, boost_error=False)
    assert code.mode == "alphanumeric"
    assert int(code.version) <= 25


def test_long_texts_give_way_before_the_code_grows() -> None:
    def with_outcomes(count: int) -> Any:
        texts = [sha512(bytes([number])).hexdigest() for number in range(count)]
        # nothing repeats, so that nothing shrinks but the digits
        return replace(
            specimen.PROGRAMME,
            outcomes=tuple(Outcome({"hy": t, "en": t[::-1]}, "skill") for t in texts),
        )

    details = {count: compactqr.read(signed(with_outcomes(count))).told for count in (2, 4, 20)}
    assert {n: told.detail for n, told in details.items()} == {
        2: FULL, 4: ONE_LANGUAGE, 20: BARE,
    }  # fmt: skip
    assert len(details[20].programme.outcomes) == 20
    assert [one.kind for one in details[20].programme.outcomes] == ["skill"] * 20
    with pytest.raises(TooLarge):
        signed(replace(specimen.PROGRAMME, title={"hy": "".join(map(chr, range(0x531, 0xE00)))}))


def test_the_same_award_gives_the_same_bytes_and_the_signature_is_not_in_its_identity() -> None:
    """VER-08: the identity is that of what was signed."""
    one, two = signed(), compactqr.text(compactqr.read(signed()).signing_input, bytes(64))
    assert one != two
    assert compactqr.read(one).signing_input == compactqr.read(two).signing_input
    assert one == signed()


def parts(text: str) -> Any:
    packed = base45.decode(text.removeprefix(compactqr.PREFIX))
    return cbor2.loads(zlib.decompress(packed)).value


def wrapped(raw: bytes, tail: bytes = b"") -> str:
    return compactqr.PREFIX + base45.encode(zlib.compress(raw) + tail)


def rewritten(change: Any) -> str:
    protected, unprotected, payload, signature = parts(signed())
    header, claims = cbor2.loads(protected), cbor2.loads(payload)
    header, claims = change(dict(header), dict(claims))
    pieces = [cbor2.dumps(header, canonical=True), unprotected,
              cbor2.dumps(claims, canonical=True), signature]  # fmt: skip
    return wrapped(cbor2.dumps(cbor2.CBORTag(18, pieces), canonical=True))


def test_a_header_names_es256_and_nothing_else() -> None:
    """VER-01: another algorithm, none at all, and further headers are refused by allow-list."""
    for header in ({}, {1: -7}, {1: -7, 4: b"x", 2: [99]}):
        with pytest.raises(CoreError, match="header"):
            compactqr.read(rewritten(lambda _, claims, header=header: (header, claims)))
    for algorithm in (0, None, "none", -8, 5):
        with pytest.raises(CoreError) as refusal:
            compactqr.read(rewritten(lambda h, c, a=algorithm: (h | {1: a}, c)))
        assert refusal.value.code == "cryptosuite_not_allowed"


def test_times_are_whole_seconds_of_years_that_have_awards() -> None:
    """VER-12: texts, fractions, negative and far years are refused."""
    for instant in ("1", 1.5, True, -(10**12), 10**12, 2**62, None):
        with pytest.raises(Malformed):
            compactqr.read(rewritten(lambda h, c, at=instant: (h, c | {6: at})))


def test_a_member_twice_or_written_otherwise_is_refused() -> None:
    """VER-09: CBOR has one writing; duplicate keys, long integers and open lengths have none."""
    payload = parts(signed())[2]
    pieces = (
        b"\xbf" + payload[1:] + b"\xff",
        b"\xa2\x01\x02\x01\x03",
        b"\x18\x01",
        payload + b"\x00",
        b"\xbf\xff",
    )
    for other in pieces:
        protected, unprotected, _, signature = parts(signed())
        whole = cbor2.dumps(cbor2.CBORTag(18, [protected, unprotected, other, signature]))
        with pytest.raises(CoreError):
            compactqr.read(wrapped(whole))
    with pytest.raises(CoreError):
        compactqr.read(rewritten(lambda h, c: (h, c | {-65538: "more"})))
    with pytest.raises(CoreError):
        compactqr.read(rewritten(lambda h, c: (h, c | {-65537: c[-65537] | {99: 1}})))


def test_a_bomb_is_not_inflated() -> None:
    """VER-10: what a code may hold has a limit before anything is read."""
    with pytest.raises(TooLarge):
        compactqr.read(wrapped(bytes(10 * compactqr.MAX_INFLATED)))
    with pytest.raises(Malformed):
        compactqr.read(wrapped(b"\x81" * 900))
    with pytest.raises(Malformed):
        compactqr.read(wrapped(b"\x01", tail=b"x"))


@given(st.integers(0, 1400), st.sampled_from("0123456789ABC$%:"))
def test_any_text_gives_a_value_or_our_refusal(place: int, letter: str) -> None:
    text = signed()
    for other in (text[:place], text[:place] + letter + text[place + 1 :], letter + text):
        try:
            compactqr.read(other)
        except CoreError:
            continue
