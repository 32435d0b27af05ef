"""The supplement: eight blocks in two languages, whose print says what the data says, no more."""

import csv
import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest

from pharos.catalogue.descriptors import Descriptor
from pharos.common import tenancy
from pharos.core.openbadges.facts import Coded, QualityAssurance
from pharos.issuing import facts as issued
from pharos.issuing import queries, supplement
from pharos.issuing.supplement import making, model, sources

CRITERIA = Path(__file__).parents[1] / "vectors" / "domain" / "recognition-criteria-armenia-q11.csv"
BLOCKS = (
    "holder", "credential", "level", "content", "assessment", "quality", "use", "certification",
)  # fmt: skip
# Which rows answer each criterion of question 11 of the Armenian survey.
ANSWERS = {
    "quality": {"quality_type", "quality_decision", "quality_term", "quality_state"},
    "verification": {"verify", "number", "signatories"},
    "level": {"level", "framework", "cycle"},
    "outcomes": {"outcomes", "objective"},
    "workload": {"ects", "hours", "hours_per_credit"},
    "assessment": {"assessment", "grade", "scale"},
    "identity": {"supervision", "name"},
    "other": {"further", "prerequisites", "pathway", "legal_basis", "system"},
}
ROSTERS = {"ge": (), "am": ("teachers.csv", "teacher-course")}
SCRIPTS = {"ge": "\u10d0-\u10ff", "am": "\u0531-\u0587"}


@pytest.fixture(params=["ge", "am"])
def record(request: pytest.FixtureRequest, issuers: Any) -> tuple[str, Any, Any]:
    """The nation, a worker of its provider, and the facts of an issued credential."""
    nation = request.param
    row = issuers.issued(*ROSTERS[nation], nation=nation)[0]
    worker = issuers.worker(nation)
    with tenancy.scope(worker):
        return nation, worker, issued.of(row.id)


def told(record: Any, worker: Any, pathway: str, **more: Any) -> Any:
    with tenancy.scope(worker):
        return supplement.of(replace(record, award=replace(record.award, pathway=pathway)), **more)


def printed(made: Any, record: Any, code: str | None = None) -> bytes:
    return making.make(
        made, document=record.document, tlog_proof="proof", created=record.row.created, code=code
    )


def poppler(raw: bytes, *arguments: str) -> str:
    """The text of the PDF as another program reads it; a missing program fails."""
    program = shutil.which("pdftotext")
    assert program is not None, "these tests need poppler-utils"
    done = subprocess.run(
        [program, *arguments, "-", "-"], input=raw, check=True, capture_output=True
    )
    return done.stdout.decode()


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def expected(made: Any) -> str:
    """Everything that the print has to say, in its order, without blanks."""

    def pair(texts: Any) -> list[str]:
        return list(dict.fromkeys(texts))

    out: list[str] = []
    if made.demonstration:
        out.append(" · ".join(made.demonstration))
    out += [*made.title, made.name, *pair(made.award), *made.about]
    for number, block in enumerate(made.blocks, 1):
        out += [f"{number}. {block.title[0]}", *block.title[1:]]
        for row in block.rows:
            out += pair(row.label)
            for place, line in enumerate(row.lines, 1):
                out += [f"{place}."] if row.is_numbered else []
                out += pair(line.texts)
    return bare("".join([*out, *made.attached]))


def without_footers(raw: bytes, made: Any) -> str:
    """The text in the order it is drawn, less the number and the page at each foot."""
    word = model.words(made.languages[0])["page"]
    pages = poppler(raw, "-raw").split("\f")[:-1]
    kept = []
    for place, page in enumerate(pages, 1):
        foot = bare(made.number + word.format(page=place, pages=len(pages)))
        text = bare(page)
        assert foot in text
        kept.append(text.replace(foot, "", 1) if text.startswith(foot) else text.removesuffix(foot))
    return "".join(kept)


@pytest.mark.parametrize("pathway", ["course", "rpl", "mixed"])
def test_its_printed_text_equals_the_data(record: Any, pathway: str) -> None:
    """OUT-09: hy+en and ka+en, course and prior learning: the same words, no more and no fewer."""
    nation, worker, facts = record
    made = told(facts, worker, pathway)
    raw = printed(made, facts)
    assert made.languages == ({"am": "hy", "ge": "ka"}[nation], "en")
    assert without_footers(raw, made) == expected(made)
    whole = poppler(raw)
    assert len(re.findall(f"[{SCRIPTS[nation]}]", whole)) > 800
    assert not re.search("[\ufffd\u1c90-\u1cbf\ue000-\uf8ff]", whole)
    assert made.row("pathway").lines[0].texts == model.Voice(made.languages).say(pathway)


def test_it_answers_the_eight_recognition_criteria_by_itself(record: Any) -> None:
    """Each criterion of question 11 finds its answer in rows that say something."""
    _, worker, facts = record
    with CRITERIA.open(encoding="utf-8") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    assert codes == list(ANSWERS)
    for pathway in ("course", "rpl"):
        made = told(facts, worker, pathway)
        text = bare(poppler(printed(made, facts), "-raw"))
        for keys in ANSWERS.values():
            for key in keys:
                row = made.row(key)
                assert row.lines, key
                for line in row.lines:
                    for said in line.texts:
                        assert said.strip(), key
                        assert bare(said) in text, key


def test_it_has_eight_blocks_and_says_in_each_language_what_it_says_in_the_other(
    record: Any,
) -> None:
    _, worker, facts = record
    made = told(facts, worker, "course")
    assert tuple(block.key for block in made.blocks) == BLOCKS
    for block in made.blocks:
        assert block.rows
        for row in block.rows:
            for texts in (block.title, row.label, *(line.texts for line in row.lines)):
                assert len(texts) == len(made.languages) == 2
                assert all(text.strip() for text in texts), row.key


def test_it_says_what_the_signed_credential_says(record: Any) -> None:
    """The same record: names, grade, credits, outcomes and decisions are those that were signed."""
    _, worker, facts = record
    made = told(facts, worker, "course")

    def lines(key: str) -> list[str]:
        rows = [row for block in made.blocks for row in block.rows if row.key == key]
        return [text for row in rows for line in row.lines for text in line.texts]

    assert lines("name")[0] == facts.award.native_name
    assert lines("latin")[0] == facts.award.latin_name
    assert lines("number")[0] == facts.award.credential
    assert set(facts.programme.title.values()) >= set(lines("title"))
    assert lines("grade")[0] == facts.award.grade
    assert lines("ects")[1] == f"{facts.programme.ects.normalize():f}"
    assert len(made.row("outcomes").lines) == len(facts.programme.outcomes)
    decisions = " ".join(lines("quality_decision"))
    for one in facts.programme.quality:
        if one.decision:
            assert one.decision in decisions
    assert made.address.endswith(facts.award.credential)


def test_what_markup_would_obey_is_only_text(record: Any) -> None:
    """OUT-02: a name with markup of the typesetter or of a page is set letter by letter."""
    _, worker, facts = record
    name = '#strong[x] $a^2$ *b* `d` <e> \\ #read("/etc/passwd") {{ 7*7 }} <script>'
    changed = replace(facts, award=replace(facts.award, native_name=name))
    made = told(changed, worker, "course")
    assert bare(name) in bare(poppler(printed(made, facts), "-raw"))


def test_the_number_of_the_national_register_is_told_once_there_is_one(record: Any) -> None:
    _, worker, facts = record
    assert told(facts, worker, "course", registered="DM-7").row("national_number").lines[
        0
    ].texts == ("DM-7", "DM-7")
    assert told(facts, worker, "course").row("national_number").lines[0].texts[1]


def test_it_is_a_tagged_archive_file_with_the_credential_and_the_same_each_time(
    record: Any,
) -> None:
    _, worker, facts = record
    made = told(facts, worker, "course")
    raw = printed(made, facts)
    assert raw == printed(made, facts)
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == made.languages[0]
        attached = pdf.attachments["credential.json"].get_file().read_bytes()
        assert attached == facts.document
        assert {str(one.AFRelationship) for one in pdf.Root.AF} == {"/Source", "/Supplement"}


def test_each_credential_has_one(record: Any) -> None:
    _, worker, facts = record
    with tenancy.scope(worker):
        assert making.told(facts.row.id).number == facts.award.credential
        assert supplement.render(facts.row.id).startswith(b"%PDF-1.7")
        assert queries.document(facts.row.id) == facts.document


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_its_words_are_there_in_three_languages(language: str) -> None:
    english, words = model.words("en"), model.words(language)
    assert words.keys() == english.keys()
    for name, word in words.items():
        if name not in ("scale_of",):
            assert sorted(re.findall(r"{\w+}", word)) == sorted(
                re.findall(r"{\w+}", english[name])
            ), name


def as_kind(monkeypatch: Any, facts: Any, kind: str, **changes: Any) -> Any:
    """The same award as one of another kind, with another descriptor."""
    known = sources.catalogue.version(facts.row.version_id)
    document = known.descriptor.to_dict() | changes
    document = {name: value for name, value in document.items() if value is not None}
    level = document.get("nqf_level")
    version = SimpleNamespace(
        descriptor=Descriptor.from_dict(document), nation=known.nation, kind=kind, level=level
    )
    monkeypatch.setattr(sources.catalogue, "version", lambda _: version)
    quality = facts.programme.quality
    if kind == "non_formal":
        quality = (QualityAssurance(Coded("internal", {"en": "Internal"})),)
    programme = replace(
        facts.programme,
        ects=facts.programme.ects if kind != "non_formal" else None,
        level=facts.programme.level if level else None,
        quality=quality,
        supervision=None if kind == "non_formal" else facts.programme.supervision,
    )
    award = replace(
        facts.award,
        grade=None if kind == "non_formal" else facts.award.grade,
        latin_name=None,
        valid_until="2031-06-30T20:00:00Z",
    )
    return replace(facts, programme=programme, award=award)


NONE_OF_IT = {
    "ects": None, "hours_per_credit": None, "contact_hours": None, "nqf_level": None,
    "eqf_level": None, "qf_ehea_cycle": None, "level_assigned_by": None, "supervision": None,
    "grading_scale": None, "entitlement": None, "purposes": [], "stackability": None,
}  # fmt: skip
PARENT = "http://localhost:8000/programmes/golden-fleece-demo-university/degree/v1"
RECOGNISING = {
    "programme": PARENT, "max_ects": "6", "agreement": "2025/3", "first_day": "2025-01-01",
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("non_formal", NONE_OF_IT),
        ("credit_bearing", {"recognising_programmes": [RECOGNISING], "purposes": ["access"]}),
        ("regulated_30", {"parent_programme": PARENT, "supervision": None}),
    ],
)
def test_every_kind_of_programme_has_one_and_what_is_absent_is_said(
    record: Any, monkeypatch: Any, kind: str, changes: Any
) -> None:
    """Hours and never 0 credits; no level, no grade, no decision: each in so many words."""
    _, worker, facts = record
    with tenancy.scope(worker):
        other = as_kind(monkeypatch, facts, kind, **changes)
    for pathway in ("course", "rpl"):
        made = told(other, worker, pathway)
        assert without_footers(printed(made, facts), made) == expected(made)
        for block in made.blocks:
            assert block.rows
            for row in block.rows:
                assert row.lines
                assert all(text.strip() for line in row.lines for text in line.texts), row.key
        said = model.Voice(made.languages).say
        assert made.row("valid_until").lines[0].texts[1] == "30 June 2031"
        if kind == "non_formal":
            assert made.row("ects").lines[0].texts == said("ects_none")
            assert made.row("level").lines[0].texts == said("level_none")
            assert made.row("grade").lines[0].texts == said("grade_none")
            assert made.row("quality_decision").lines[0].texts == said("not_external")
            assert made.row("effect").lines[0].texts == said("none")
        elif kind == "credit_bearing":
            assert PARENT in made.row("recognising").lines[0].texts[0]
            assert made.row("access").lines[0].texts == said("access_stated")
        else:
            assert made.row("part_of").lines[0].texts == (PARENT, PARENT)
