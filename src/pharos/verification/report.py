"""A report for people and programs: the verdict's JSON, and plain text, in three languages."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from pharos.common.sentences import catalogue, sentence
from pharos.core.strict import format_instant
from pharos.core.verify import Check, Outcome, Report, Verdict

LONGEST_WORD = 300
# Days of our own writing hold it; it moves nothing on a terminal.
_NO_BREAK = "\N{NO-BREAK SPACE}"
MARKS = {
    Outcome.PASSED: "✓",
    Outcome.FAILED: "✗",
    Outcome.UNKNOWN: "?",
    Outcome.NOT_APPLICABLE: "–",
}
SUBJECT = (
    "credential",
    "title",
    "issuer",
    "holder",
    "award_date",
    "valid_until",
    "programme",
    "credits",
    "level",
    "seals",
)
DECISION_KINDS = ("authorisation", "institution", "programme", "licence", "format")


def to_json(report: Report, *, at: datetime, language: str = "en") -> dict[str, Any]:
    """The verdict as the command and the API answer it; plain JSON."""
    facts = report.facts
    return {
        "verdict": report.verdict.value,
        "message": verdict_sentence(report, language),
        "demonstration": facts.get("demonstration", False),
        "legal_basis": facts.get("legal_basis"),
        "checks": [
            {
                "id": check.id,
                "outcome": check.outcome.value,
                "code": check.code,
                "message": message(check, language),
                **_ending(check),
            }
            for check in report.checks
        ],
        "subject": {name: facts[name] for name in SUBJECT if facts.get(name) is not None},
        "at": format_instant(at),
    }


def _ending(check: Check) -> dict[str, object]:
    """Why and since when a credential of the register ended, as code and instant (E12)."""
    known = "since" in check.facts
    return {name: check.facts[name] for name in ("reason", "since")} if known else {}


def to_text(report: Report, *, at: datetime, language: str = "en") -> str:
    """The verdict for a reader: its sentence, the award, and every check with its sentence."""
    lines = [f"{report.verdict.value}  {verdict_sentence(report, language)}"]
    if report.facts.get("demonstration"):
        lines.append(sentence("verdict_demonstration", language))
    lines += ["", *_told(report, at, language), ""]
    for check in report.checks:
        name = sentence(f"verify_check_{check.id}", language)
        outcome = sentence(f"verify_outcome_{check.outcome.value}", language)
        lines.append(f"{MARKS[check.outcome]} {name}: {outcome} ({check.code})")
        lines.append(f"    {message(check, language)}")
    return "\n".join(lines)


def message(check: Check, language: str) -> str:
    """The sentence of a check, with its facts in the reader's words, and a reason where known."""
    words = _words(check.facts, language)
    told = [sentence(_sentence_code(check, language), language, words)]
    reason = f"verify_reason_{check.facts.get('reason')}"
    if reason in catalogue(language):
        told.append(sentence(reason, language))
    for name, code in (("stated_reason", "stated"), ("page", "page")):
        if check.facts.get(name):
            told.append(sentence(f"verify_reason_{code}", language, words))
    return " ".join(told)


def _sentence_code(check: Check, language: str) -> str:
    """The sentence by what is known: the time of an ending, or that no list told it."""
    code = f"verify_{check.code}"
    if "since" in check.facts:
        code = f"{code}_since"
    elif "page" in check.facts:
        code = f"{code}_listed"
    elif "list_time" in check.facts and check.facts["list_time"] is None:
        code = f"{code}_unlisted"
    return code if code in catalogue(language) else f"verify_{check.code}"


def verdict_sentence(report: Report, language: str) -> str:
    """The sentence of the verdict; a suspension, which may pass, has one of its own."""
    failed = [check.code for check in report.checks if check.outcome is Outcome.FAILED]
    weighing = [code for code in failed if code != "not_accredited_now"]
    if report.verdict is Verdict.INVALID and weighing == ["suspended"]:
        return sentence("verdict_suspended", language)
    return sentence(f"verdict_{report.verdict.value.lower()}", language)


def name_in(names: object, language: str) -> str:
    """The name in the reader's language, else in English, else the first there is."""
    if not isinstance(names, Mapping) or not names:
        return ""
    return str(names.get(language) or names.get("en") or next(iter(names.values())))


def _told(report: Report, at: datetime, language: str) -> Iterator[str]:
    facts = report.facts
    issuer = facts.get("issuer")
    basis = facts.get("legal_basis")
    rows: list[tuple[str, str]] = [("title", name_in(facts.get("title"), language))]
    if isinstance(issuer, Mapping):
        label = "issuer" if issuer["listed"] else "issuer_claimed"
        rows.append((label, name_in(issuer["name"], language) or str(issuer["id"])))
    holder = facts.get("holder")
    if isinstance(holder, list):
        rows.append(("holder", " / ".join(dict.fromkeys(holder))))
    rows.append(("award_date", str(facts.get("award_date") or "")))
    if isinstance(basis, Mapping):
        words = {"source": _plain(basis["source"])}
        rows.append(("legal_basis", sentence(f"verify_legal_{basis['status']}", language, words)))
    rows.append(("at", format_instant(at)))
    for label, value in rows:
        if value:
            yield f"{sentence(f'verify_told_{label}', language)}: {_plain(value)}"


def _words(facts: Mapping[str, object], language: str) -> dict[str, object]:
    """Facts as words of a sentence: names in the language, lists in one line, no controls."""
    words: dict[str, object] = {}
    for name, value in facts.items():
        if name == "name":
            words["issuer_name"] = _plain(name_in(value, language))
        elif name in ("missing", "decisions"):
            words[name] = "; ".join(_decisions(value, language))
        elif value is None or isinstance(value, str | int | float):
            words[name] = "–" if value is None else _plain(value)
    return words


def _decisions(told: object, language: str) -> Iterator[str]:
    for decision in told if isinstance(told, Iterable) else ():
        kind = decision["kind"]
        code = f"verify_decision_{kind}"
        words = sentence(code, language) if code in catalogue("en") else _plain(kind)
        agency = _plain(name_in(decision.get("agency"), language))
        reason = decision["reason"]
        if reason is None:
            number = _plain(decision.get("number", ""))
            told_as = f"{words} ({agency}, {number})" if agency else words
            appeal = sentence("verify_standing_under_appeal", language)
            yield f"{told_as}, {appeal}" if decision.get("under_appeal") else told_as
        else:
            because = sentence(f"verify_standing_{reason}", language, _days(decision))
            yield f"{words} – {because}"


def _days(decision: Mapping[str, Any]) -> dict[str, object]:
    """Days as people see them: the last day of a term, not the one after it."""
    days: dict[str, object] = {"first_day": decision.get("first_day", "")}
    if decision.get("until"):
        last = date.fromisoformat(decision["until"]) - timedelta(days=1)
        days["last_day"] = last.isoformat()
    if decision.get("since"):
        days["since"] = decision["since"]
    return days


def _plain(value: object) -> str:
    """Text of strangers without anything that a terminal would obey."""
    text = str(value)[:LONGEST_WORD]
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() or character == _NO_BREAK
                   else "\N{REPLACEMENT CHARACTER}"
                   for character in text)  # fmt: skip
