"""Documents of the frozen corpus with one thing wrong: what a stranger or an attacker changes."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import elmcorpus
import registerworld as rw

Broken = tuple[str, bytes, str, str, str]


@dataclass(frozen=True)
class Made:
    """A document of one form, right in everything."""

    form: str
    suffix: str
    raw: bytes
    tlog_proof: bytes | None


def broken(made: Made) -> Iterator[Broken]:
    """The document with one thing wrong: its name, its bytes, what must come out and why."""
    yield "cut", made.raw[: len(made.raw) // 2], "INVALID", "", "half of the file is missing"
    if made.form == "sealed":
        yield from elmcorpus.broken(made.raw)
    elif made.suffix == ".json":
        yield from _broken_json(made)
    elif made.form.startswith("jwt"):
        yield from _broken_token(made)
    elif made.suffix == ".sd-jwt":
        yield from _broken_wallet(made)
    else:
        yield from _broken_code(made)


def _changed(raw: bytes, change: Callable[[Any], None]) -> bytes:
    document = json.loads(raw)
    change(document)
    return json.dumps(document, ensure_ascii=False).encode()


def _put(path: str, value: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        *steps, last = [int(s) if s.isdigit() else s for s in path.split("/")]
        for step in steps:
            document = document[step]
        if value is None:
            del document[last]
        else:
            document[last] = value

    return change


def _broken_json(made: Made) -> Iterator[Broken]:
    raw = made.raw
    wrong = "proof:signature_wrong"
    subject, achievement = "credentialSubject", "credentialSubject/achievement"
    for name, path, value, code, about in (
        ("name-changed", f"{subject}/identifier/0/identityHash", "Another Person", wrong,
         "another learner"),
        ("credits-changed", f"{subject}/creditsEarned", 60, wrong, "more credits"),
        ("title-changed", f"{achievement}/name", "Doctor", wrong, "another title"),
        ("date-changed", "awardedDate", "2026-11-19T00:00:00+04:00", wrong, "another day"),
        ("index-changed", "credentialStatus/0/statusListIndex", "5", wrong, "another place"),
        ("status-removed", "credentialStatus", None, wrong, "no status entry any more"),
        ("member-undefined", "grade", "A", "format:undefined_term",
         "a member that no context defines"),
        ("proof-removed", "proof", None, "proof:proof_missing", "no proof"),
        ("proof-value-short", "proof/0/proofValue", "z3", "proof:", "a signature too short"),
        ("suite-unknown", "proof/0/cryptosuite", "md5-2020", "proof:cryptosuite_not_allowed",
         "a suite that nobody allows"),
        ("purpose-other", "proof/0/proofPurpose", "authentication", "proof:proof_purpose",
         "a proof that was not made to assert"),
        ("method-other", "proof/0/verificationMethod", f"{rw.COLLEGE}#z6MkNobody", "",
         "a key of another provider"),
        ("issuer-other", "issuer/id", rw.COLLEGE, "", "the award of another provider"),
        ("context-other", "@context/1", "https://other.example/context", "format:",
         "a context that is not ours"),
        ("context-order", "@context", list(reversed(json.loads(raw)["@context"])), "format:",
         "contexts in another order"),
        ("expired", "validUntil", "2026-11-01T00:00:00Z", "", "an end that was added"),
        ("time-without-zone", "validFrom", "2026-11-22T08:00:00", "format:",
         "an instant without a zone"),
    ):  # fmt: skip
        yield name, _changed(raw, _put(path, value)), "INVALID", code, about
    twice = raw.replace(b'"awardedDate"', b'"awardedDate": "2020-01-01T00:00:00Z", "awardedDate"')
    yield "member-twice", twice, "INVALID", "format:malformed_json", "a member stands twice"
    chain = _changed(raw, _put("proof/0/previousProof", "urn:uuid:0"))
    yield "proof-chained", chain, "INDETERMINATE", "proof:not_supported", "chains are not read"
    second = json.loads(raw)["proof"][0] | {"proofValue": "z" + "3" * 86}
    added = _changed(raw, lambda document: document["proof"].append(second))
    yield "second-proof-wrong", added, "INVALID", "proof:", "one wrong proof beside a right one"
    bbs = second | {"cryptosuite": "bbs-2023", "proofValue": "u2V0C"}
    mixed = _changed(raw, lambda document: document["proof"].append(bbs))
    unread = "a proof that is not read beside a right one"
    yield "second-proof-unread", mixed, "INDETERMINATE", "proof:not_supported", unread


def _parts(raw: bytes) -> tuple[Any, Any, str, str]:
    """Header, payload, signature and what follows of a compact token."""
    token, tilde, rest = raw.decode().partition("~")
    header, payload, signature = token.split(".")
    return _json(header), _json(payload), signature, tilde + rest


def _json(text: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def _text(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _token(header: Any, payload: Any, signature: str, rest: str) -> bytes:
    return f"{_text(header)}.{_text(payload)}.{signature}{rest}".encode()


def _broken_token(made: Made) -> Iterator[Broken]:
    header, payload, signature, rest = _parts(made.raw)
    wrong = "proof:signature_wrong"
    for name, changes, code, about in (
        ("alg-none", {"alg": "none"}, "alg_not_allowed", "no signature is none"),
        ("alg-None", {"alg": "None"}, "alg_not_allowed", "no signature, in other letters"),
        ("alg-hs256", {"alg": "HS256"}, "alg_not_allowed", "a secret shared with everybody"),
        ("typ-list", {"typ": "statuslist+jwt"}, "typ_mismatch", "a token of another kind"),
        ("crit-unknown", {"crit": ["x"], "x": 1}, "crit_unsupported", "something critical"),
        ("kid-path", {"kid": "../../etc/passwd"}, "", "a name of a key that is a path"),
        ("kid-other", {"kid": f"{rw.COLLEGE}#key"}, "", "a key of another provider"),
        ("header-changed", {"cty": "x"}, wrong, "a header that was not signed"),
    ):
        raw = _token(header | changes, payload, signature, rest)
        yield name, raw, "INVALID", code, about
    without = _token(header | {"alg": "none"}, payload, "", rest)
    yield "alg-none-bare", without, "INVALID", "alg_not_allowed", "no signature at all"
    for name, changes, about in (
        ("iss-other", {"iss": rw.COLLEGE}, "another issuer among the claims"),
        ("jti-other", {"jti": "urn:uuid:0"}, "another id among the claims"),
        ("payload-changed", {"name": "Doctor"}, "a claim that was not signed"),
    ):
        yield name, _token(header, payload | changes, signature, rest), "INVALID", "", about
    padded = made.raw + b"=="
    yield "padded", padded, "INVALID", "format:malformed", "base64 with padding"
    other = _token(header, payload, _text(b"\x01" * 64), rest)
    yield "signature-other", other, "INVALID", wrong, "another signature"
    der = _token(header, payload, _text(b"\x30\x44" + b"\x01" * 68), rest)
    yield "signature-der", der, "INVALID", "proof:", "a signature in DER"


def _broken_wallet(made: Made) -> Iterator[Broken]:
    yield from (one for one in _broken_token(made) if one[0] not in ("padded", "jti-other"))
    token, *shown = made.raw.decode().split("~")[:-1]
    less = "~".join((token, *shown[1:], "")).encode()
    yield "one-held-back", less, "VALID", "", "the holder shows less"
    none = f"{token}~".encode()
    yield "all-held-back", none, "VALID", "", "the holder shows nothing personal"
    twice = "~".join((token, *shown, shown[0], "")).encode()
    yield "disclosure-twice", twice, "INVALID", "sd_structure", "a disclosure stands twice"
    forged = _text(["c2FsdHNhbHRzYWx0c2FsdA", "grade", "A"])
    alien = "~".join((token, *shown, forged, "")).encode()
    yield "disclosure-alien", alien, "INVALID", "sd_structure", "a disclosure that nobody signed"
    reserved = _text(["c2FsdHNhbHRzYWx0c2FsdA", "_sd", []])
    alien = "~".join((token, *shown, reserved, "")).encode()
    yield (
        "disclosure-reserved",
        alien,
        "INVALID",
        "sd_structure",
        "a disclosure with a reserved name",
    )
    header, payload, signature, rest = _parts(made.raw)
    md5 = _token(header, payload | {"_sd_alg": "md5"}, signature, rest)
    yield "digest-md5", md5, "INVALID", "sd_alg_not_allowed", "a digest that is too weak"


def _broken_code(made: Made) -> Iterator[Broken]:
    text = made.raw.decode()
    middle = len(text) // 2
    other = text[:middle] + ("A" if text[middle] != "A" else "B") + text[middle + 1 :]
    yield "letter-changed", other.encode(), "INVALID", "", "one letter of the code is another"
    yield "prefix-only", text[:8].encode(), "INVALID", "format:malformed", "nothing behind it"
    lower = text[:9].encode() + text[9:].lower().encode()
    yield "small-letters", lower, "INVALID", "format:malformed", "letters that a code has not"
