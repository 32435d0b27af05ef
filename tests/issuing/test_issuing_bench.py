"""`pharos bench` runs with small counts and says ratios; how large they are is not judged here."""

import importlib.util
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from pharos import cli
from pharos.issuing.bench import command, figures, prints, rosters
from pharos.issuing.bench.figures import Line


def run(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = cli.run(["bench", *words])
    return code, capfd.readouterr().out


def test_verifying_is_measured_against_raw_verification(capfd) -> None:
    code, out = run(capfd, "verify", "--count", "5", "--rounds", "2", "--json")
    lines = json.loads(out)["lines"]
    assert code == 0
    assert lines[0]["unit"] == "ratio"
    assert 0 < lines[0]["low"] <= lines[0]["value"] <= lines[0]["high"]
    assert len(lines[0]["facts"]["raw_per_second"]) == 2
    assert lines[0]["facts"]["credentials"] == 5


def test_tokens_are_measured_against_the_bare_signature(capfd) -> None:
    code, out = run(capfd, "tokens", "--count", "5", "--rounds", "2", "--json")
    [line] = json.loads(out)["lines"]
    assert code == 0
    assert line["name"] == "SD-JWT VC issue, facts to token : raw ECDSA P-256 sign"
    assert 0 < line["low"] <= line["value"] <= line["high"]
    code, _ = run(capfd, "tokens", "--count", "1", "--rounds", "1", "--peers", "/nowhere")
    assert code == 1


def test_printing_is_measured_and_says_what_it_is_measured_beside(capfd) -> None:
    code, out = run(capfd, "print", "--count", "2", "--rounds", "1", "--json")
    [line] = json.loads(out)["lines"]
    assert code == 0
    assert line["value"] > 0
    installed = importlib.util.find_spec("weasyprint") is not None
    assert ("not installed" in line["name"]) is not installed
    assert line["goal"] == (4 if installed else None)


def test_weasyprint_is_given_the_same_words(monkeypatch) -> None:
    """Where it is not installed, a stand-in of its interface is told what it would set."""
    told = []

    class Page:
        def __init__(self, string: str) -> None:
            told.append(string)

        def write_pdf(self, **_: object) -> bytes:
            return b"%PDF-1.7"

    fonts = SimpleNamespace(FontConfiguration=lambda: None)
    other = SimpleNamespace(HTML=Page, CSS=lambda **_: None, text=SimpleNamespace(fonts=fonts))
    monkeypatch.setattr(prints.importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(prints.importlib, "import_module", lambda name: other)
    [line] = prints.measure(count=1, rounds=1)
    assert line.name == "sealed certificate in PDF : WeasyPrint's unsealed one"
    assert line.goal == 4
    facts = prints._told(0)
    for text in facts["texts"]:
        for label, value in text["facts"]:
            assert label in told[0]
            assert value in told[0]
    assert "<svg" in told[0]


def test_issuing_revoking_and_finding_are_measured_in_a_database_of_their_own(
    capfd, monkeypatch
) -> None:
    states = []
    really = command._measured_in

    def noted(state: Path, *rest: object) -> object:
        states.append(state)
        return really(state, *rest)

    monkeypatch.setattr(command, "_measured_in", noted)
    code, out = run(capfd, "all", "--count", "30", "--rounds", "1", "--json")
    lines = {line["name"]: line for line in json.loads(out)["lines"]}
    assert code == 0
    ratio = lines["bulk issue eddsa-rdfc-2022 : raw Ed25519 sign"]
    assert ratio["goal"] == 0.25
    assert ratio["value"] > 0
    assert ratio["facts"]["rows"] == 30
    assert lines["roster file to credential : raw Ed25519 sign"]["value"] < ratio["value"]
    assert lines["storage a credential, indexes included"]["unit"] == "bytes"
    assert lines["peak memory of the issuing process"]["value"] > 0
    assert lines["revocation to published, signed list"]["unit"] == "s"
    assert [name for name in lines if name.startswith("point look-up")]
    for page in ("catalogue", "programme", "verdict"):
        served = lines[f"{page} page p95 : static file of its size p95"]
        assert (served["goal"], served["at_least"]) == (8.0, False)
        assert served["value"] > 0
        page_bytes, file_bytes = served["facts"]["bytes"]
        assert page_bytes > 5_000
        assert file_bytes > 1_000
    # nothing of it stays
    assert len(states) == 1
    assert not states[0].exists()


def test_the_settings_of_an_installation_do_not_reach_what_measures(monkeypatch) -> None:
    assert command._is_setting("PHAROS_ORIGIN")
    assert command._is_setting("DATABASE_URL")
    assert not command._is_setting("PATH")


def test_a_measuring_process_that_fails_is_said(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(command.sys, "executable", "/bin/false")
    with pytest.raises(command.BenchFailed):
        command._measured_in(tmp_path, [command.Part.ISSUE], 1, 1)


@pytest.mark.parametrize(
    ("value", "at_least", "said"),
    [(0.3, True, "reached"), (0.2, True, "below"), (0.2, False, "reached"), (0.3, False, "above")],
)
def test_the_table_says_on_which_side_of_its_goal_a_figure_lies(value, at_least, said) -> None:
    line = Line("a : b", value, "ratio", low=0.1, high=0.4, goal=0.25, at_least=at_least)
    text = command.table([line.as_dict()])
    assert text.splitlines()[1].endswith(said)
    assert "0.1-0.4" in text


def test_a_figure_of_rounds_is_their_median() -> None:
    line = figures.of_rounds("x", "ratio", [0.3, 0.1, 0.2], goal=0.2)
    assert (line.value, line.low, line.high, line.reached) == (0.2, 0.1, 0.3, True)
    assert Line("y", 1.0, "s").reached is None
    assert figures.percentile([5.0, 1.0, 3.0, 2.0, 4.0], 0.5) == 3.0


def test_invented_learners_are_all_different() -> None:
    from datetime import date

    raw = rosters.roster(200, start=7, award_date=date(2026, 1, 1)).decode()
    rows = raw.splitlines()[1:]
    assert len(set(rows)) == 200
    assert len({row.split(",")[5] for row in rows}) == 200
    many = [
        rosters.roster(2_000, start=n, award_date=date(2026, 1, 1)) for n in (0, 20_000, 40_000)
    ]
    people = [tuple(r.split(",")[:5]) for raw in many for r in raw.decode().splitlines()[1:]]
    assert len(set(people)) == 6_000
