"""A quality body's decision as a signed statement: the EndorsementCredential of Open Badges 3.0.

The body that decided signs, about the programme version or, where the decision is about a
provider, about the provider. What was decided stands in words and, for machines, in alignments
whose target types begin with `ext:`, as in our badges. A statement holds for a few weeks and
is renewed at its own address while the decision stands, so whoever has no register at hand
learns of a withdrawal by its end. OB 3.0, sections B.1.9 and B.2.5.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from pharos.core.openbadges.document import CONTEXTS, demonstration_terms, profile
from pharos.core.openbadges.facts import Coded, LanguageMap, Organisation
from pharos.core.openbadges.texts import both_texts, in_english

Json = dict[str, Any]
TYPE: Final = "EndorsementCredential"
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision in force, as facts; days are legal days, `until` is exclusive."""

    address: str
    """The address of the decision; its statement lies below it."""
    number: str
    kind: Coded
    outcome: Coded
    decided_at: str
    """Local midnight of the day of the decision, with its offset."""
    first_day: date
    until: date | None
    agency: Organisation
    subject: str
    """The address of the programme version, or the DID of the provider."""
    subject_name: LanguageMap
    holder: Organisation
    language: str
    """The state language."""
    basis: Coded | None = None
    """How it came about, and the address of the report that it rests on."""
    scope: tuple[Coded, ...] = ()
    """What limits it: kinds of programme, levels, fields; empty for a single programme."""


def statement_address(decision_address: str) -> str:
    """Where the statement of a decision lies; this is its id as well."""
    return f"{decision_address}/statement"


def document(
    decided: Decided, *, valid_from: str, valid_until: str, origin: str, demonstration: bool
) -> Json:
    """The unsigned statement, which holds from and until these instants."""
    me = statement_address(decided.address)
    name = f"{in_english(decided.kind.name)}: {in_english(decided.subject_name)}"
    made: Json = {
        "@context": list(CONTEXTS),
        "id": me,
        "type": ["VerifiableCredential", TYPE],
        "name": name,
        "description": f"Decision {decided.number} of {in_english(decided.agency.name)}.",
        "issuer": profile(
            decided.agency,
            decided.language,
            id=decided.agency.id,
            address_id=f"{decided.agency.address}#address",
        ),
        "awardedDate": decided.decided_at,
        "validFrom": valid_from,
        "validUntil": valid_until,
        "credentialSubject": {
            "id": decided.subject,
            "type": ["EndorsementSubject"],
            "endorsementComment": comment(decided),
            "alignment": list(_alignments(decided)),
        },
    }
    if demonstration:
        made["termsOfUse"] = [demonstration_terms(origin)]
    return made


def comment(decided: Decided) -> str:
    """The decision in one sentence of English."""
    term = f"from {decided.first_day.isoformat()}"
    if decided.until is not None:
        term += f" to {(decided.until - _ONE_DAY).isoformat()}"
    holder = in_english(decided.holder.name)
    about = in_english(decided.subject_name)
    subject = holder if about == holder else f"{about} of {holder}"
    return (
        f"{in_english(decided.agency.name)} decided on {subject}: "
        f"{in_english(decided.kind.name)}, {in_english(decided.outcome.name)}, {term} "
        f"(decision {decided.number})."
    )


def _alignments(decided: Decided) -> Iterator[Json]:
    """What machines read: number, kind, outcome, term and scope of the decision."""
    number = Coded(decided.number, {"en": f"Decision {decided.number}"})
    holder = Coded(decided.holder.id, decided.holder.name, decided.holder.address)
    term = Coded(_interval(decided), {"en": "Term of the decision"})
    for fragment, kind, coded in (
        ("decision", "ext:Decision", number),
        ("kind", "ext:DecisionKind", decided.kind),
        ("outcome", "ext:DecisionOutcome", decided.outcome),
        ("holder", "ext:DecisionHolder", holder),
        ("term", "ext:DecisionTerm", term),
        *((("basis", "ext:DecisionBasis", decided.basis),) if decided.basis else ()),
        *((f"scope-{n}", "ext:DecisionScope", one) for n, one in enumerate(decided.scope, 1)),
    ):
        yield _alignment(decided, fragment, kind, coded)


def _interval(decided: Decided) -> str:
    """An ISO 8601 interval of whole days, the last one inclusive; `..` for an open end."""
    last = ".." if decided.until is None else (decided.until - _ONE_DAY).isoformat()
    return f"{decided.first_day.isoformat()}/{last}"


def _alignment(decided: Decided, fragment: str, kind: str, coded: Coded) -> Json:
    english = in_english(coded.name)
    made: Json = {
        "id": f"{statement_address(decided.address)}#{fragment}",
        "type": ["Alignment"],
        "targetType": kind,
        "targetName": english,
        "targetUrl": coded.uri or decided.address,
        "targetCode": coded.code,
    }
    others = [text for text in both_texts(coded.name, decided.language) if text != english]
    if others:
        made["targetDescription"] = "".join(others)
    return made


def is_statement(document: Mapping[str, Any]) -> bool:
    """Whether a credential speaks of somebody's decision and not of an award."""
    types = document.get("type")
    return TYPE in (types if isinstance(types, list) else [types])
