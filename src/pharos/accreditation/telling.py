"""Decisions and changes in words, in any of our languages: as they are published.

The same rows stand in the preview, before the second person, and on the public page.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlsplit

from pharos.accreditation import queries
from pharos.accreditation.documents import NewChange, NewDecision, Scope
from pharos.accreditation.models import Decision
from pharos.catalogue import queries as catalogue
from pharos.common.dates import day_text
from pharos.common.i18n import LANGUAGES, choose
from pharos.common.sentences import sentence
from pharos.core.did import url_of
from pharos.nations import codes
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.registry import queries as registry
from pharos.standards import queries as standards

_ONE_DAY: Final = timedelta(days=1)
Value = tuple[str, str]
"""A text, and its language where that is not the reader's."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a decision: what it is about, and what it says."""

    code: str
    label: str
    values: tuple[Value, ...]


def rows(content: NewDecision | NewChange, agency: Organisation, language: str) -> list[Row]:
    """The lines of a decision or a change as everybody reads them."""
    found = (
        _decision(content, agency, language)
        if isinstance(content, NewDecision)
        else _change(content, agency, language)
    )
    return [Row(code, sentence(code, language), tuple(values)) for code, values in found if values]


def differences(before: Iterable[Row], after: Iterable[Row]) -> list[tuple[Row, Row | None]]:
    """The lines that are not the same: as it is now, and as it was (None: it was not there)."""
    old = {row.code: row for row in before}
    new = {row.code: row for row in after}
    changed = [
        (row, old.get(code))
        for code, row in new.items()
        if code not in old or old[code].values != row.values
    ]
    gone = [(Row(code, row.label, ()), row) for code, row in old.items() if code not in new]
    return changed + gone


def public_path(organisation: Organisation) -> str:
    """The address of a body's public page."""
    return urlsplit(url_of(registry.did_of(organisation))).path.removesuffix("/did.json")


def period(first_day: date | None, until: date | None, language: str) -> str:
    """A term in words; its last day is inclusive."""
    if first_day is None:
        return ""
    first = day_text(first_day, language)
    if until is None:
        return sentence("page_term_open", language, {"first": first})
    last = day_text(until - _ONE_DAY, language)
    return sentence("page_term", language, {"first": first, "last": last})


Lines = Iterator[tuple[str, list[Value]]]


def _decision(content: NewDecision, agency: Organisation, language: str) -> Lines:
    holder = organisations.by_id(queries.id_in(content.organisation))
    yield "page_decision_what", _plain(sentence(f"page_deciding_kind_{content.kind}", language))
    yield "page_case_outcome", _plain(sentence(f"page_outcome_{content.outcome}", language))
    yield "page_case_holder", [text_in(holder.name, language)]
    if content.version is not None:
        version = catalogue.version(queries.id_in(content.version))
        yield "page_programme", [text_in(version.descriptor.title, language)]
        yield "page_programme_version", _plain(str(version.number))
    if content.format is not None:
        found = queries.certificate_format(queries.id_in(content.format))
        yield "page_case_format", _plain(str(found.number))
        yield "page_formats_hash", _plain(bytes(found.content_hash).hex())
    if content.quality is not None:
        yield "page_decision_quality", [text_in(codes.qa_types()[content.quality].label, language)]
    yield from _foreign(content, language)
    yield from _common(content, agency, language)
    yield from _bonds(content, language)
    yield "page_decision_term", _plain(period(content.first_day, content.until, language))
    nation = holder.nation or ""
    yield from _scope(content.scope, nation, content.decided_on, language)
    yield "page_case_conditions", [_condition(one.text, one.due, language) for one in
                                   content.conditions]  # fmt: skip
    yield from _ends(content, language)


def _change(content: NewChange, agency: Organisation, language: str) -> Lines:
    decision = queries.decision(queries.id_in(content.decision))
    holder = organisations.by_id(decision.organisation_id)
    yield "page_change_what", _plain(sentence(f"page_change_{content.kind}", language))
    yield (
        "page_change_of",
        _plain(f"{sentence(f'page_deciding_kind_{decision.kind}', language)}, {decision.number}"),
    )
    yield "page_case_holder", [text_in(holder.name, language)]
    if decision.version is not None:
        yield "page_programme", [text_in(decision.version.descriptor.title, language)]
    yield from _common(content, agency, language)
    yield "page_change_term", _plain(period(content.first_day, content.until, language))
    yield from _appeal(content, decision, language)
    if content.applied_on is not None:
        yield "page_change_applied", _plain(day_text(content.applied_on, language))
    if content.teach_out_until is not None:
        last = content.teach_out_until - _ONE_DAY
        yield "page_change_teach_out", _plain(day_text(last, language))
    if content.retroactive_from is not None:
        back = day_text(content.retroactive_from, language)
        yield "page_change_back", _plain(sentence("page_change_fraud", language, {"day": back}))
    if content.scope is not None:
        yield from _scope(content.scope, holder.nation or "", content.decided_on, language)
    yield from _ends(content, language)


def _foreign(content: NewDecision, language: str) -> Lines:
    """The body abroad that decided, and the days of its entry in EQAR."""
    if (foreign := content.foreign) is not None:
        name, tag = text_in(foreign.name, language)
        yield "page_decision_foreign", [(f"{name} ({foreign.country})", tag)]
        registered = period(foreign.register_from, foreign.register_until, language)
        yield "page_decision_foreign_registered", _plain(registered)


def _bonds(content: NewDecision, language: str) -> Lines:
    for code, id in (("page_decision_follows", content.follows),
                     ("page_decision_renews", content.renews)):  # fmt: skip
        if id is not None:
            other = queries.decision(queries.id_in(id))
            kind = sentence(f"page_deciding_kind_{other.kind}", language)
            yield code, _plain(f"{kind}, {other.number}")


def _appeal(content: NewChange, decision: Decision, language: str) -> Lines:
    if content.kind not in ("under_appeal", "appeal_closed"):
        return
    about = sentence("page_appeal_against_decision", language)
    for one in decision.changes.all():
        if str(one.id) == content.contests:
            about = f"{sentence(f'page_change_{one.kind}', language)}, {one.number}"
    yield "page_change_contests", _plain(about)
    if content.kind == "under_appeal":
        code = "page_change_suspensive" if content.suspensive else "page_change_not_suspensive"
        yield "page_change_appeal_effect", _plain(sentence(code, language))
    if content.outcome is not None:
        yield (
            "page_change_appeal_outcome",
            _plain(sentence(f"page_appeal_outcome_{content.outcome}", language)),
        )


def _common(content: NewDecision | NewChange, agency: Organisation, language: str) -> Lines:
    yield "page_decision_by", [text_in(agency.name, language)]
    yield "page_decision_number", _plain(content.number)
    yield "page_case_decided", _plain(day_text(content.decided_on, language))


def _ends(content: NewDecision | NewChange, language: str) -> Lines:
    yield "page_case_reasons", [text_in(content.reasons, language)] if content.reasons else []
    yield "page_case_link", _plain(content.link or "")


def _scope(scope: Scope, nation: str, on: date, language: str) -> Lines:
    yield "page_scope_levels", _plain(", ".join(str(one) for one in scope.levels or ()))
    names = codes.fields_of_education()
    yield (
        "page_scope_fields",
        [
            text_in(names[one].numbered if one in names else {"und": one}, language)
            for one in scope.fields or ()
        ],
    )
    if scope.kinds and nation in standards.all_codes():
        terms = standards.nation(nation, on=on).terms
        yield (
            "page_scope_kinds",
            [text_in(terms[one], language) if one in terms else (one, "") for one in scope.kinds],
        )


def _condition(text: Mapping[str, str], due: date, language: str) -> Value:
    told, found = text_in(text, language)
    day = day_text(due, language)
    return sentence("page_case_condition", language, {"text": told, "day": day}), found


def _plain(text: str) -> list[Value]:
    return [(text, "")] if text else []


def text_in(texts: Mapping[str, str], language: str) -> Value:
    """The text in this language, or another with its tag."""
    chosen = choose(texts, language)
    if texts.get(language) == chosen:
        return chosen, ""
    return chosen, next((tag for tag in LANGUAGES if texts.get(tag) == chosen), "")
