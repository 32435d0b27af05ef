"""The frozen corpus: every document keeps the verdict that it has, for ever."""

import csv
import io
import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from pharos.verification.command import EXIT, run

CORPUS = Path(__file__).parents[1] / "corpus"
with (CORPUS / "cases.csv").open(newline="") as _stream:
    CASES = list(csv.DictReader(_stream))
# The cases of one register in one call: its bundle is read and its lists are proven once.
GROUPS = sorted({(case["bundle"], case["at"], case["store"]) for case in CASES})
FOREIGN = "../vectors/"


@cache
def told(bundle, at, store):
    """What `pharos verify` answers to every file of a group, by the file."""
    mine = [c for c in CASES if (c["bundle"], c["at"], c["store"]) == (bundle, at, store)]
    files = [CORPUS / case["file"] for case in mine]
    out = io.StringIO()
    code = run(
        files,
        at=at,
        trust=CORPUS / "bundles" / f"{bundle}.json",
        store=CORPUS / store if store else None,
        json=True,
        out=out,
        err=io.StringIO(),
    )
    assert code in EXIT.values()
    answer = json.loads(out.getvalue())
    answers = answer.get("results", [answer])
    return {case["file"]: one for case, one in zip(mine, answers, strict=True)}


@pytest.mark.parametrize("group", GROUPS, ids="|".join)
def test_every_document_keeps_its_verdict(group):
    answers = told(*group)
    other = []
    for case in CASES:
        if (case["bundle"], case["at"], case["store"]) != group:
            continue
        answer = answers[case["file"]]
        unpassed = " ".join(
            f"{check['id']}:{check['code']}"
            for check in answer["checks"]
            if check["outcome"] in ("failed", "unknown") and check["code"] != "not_checked"
        )
        if (answer["verdict"], unpassed) != (case["verdict"], case["unpassed"]):
            other.append((case["file"], answer["verdict"], unpassed, case["about"]))
    assert other == []


def test_the_corpus_is_large_and_of_every_kind():
    files = {case["file"] for case in CASES}
    verdicts = Counter(case["verdict"] for case in CASES)
    assert len(files) >= 150
    assert all((CORPUS / file).is_file() for file in files)
    assert min(verdicts.values()) >= 20
    assert set(verdicts) == {"VALID", "INVALID", "INDETERMINATE"}
    assert sum(file.startswith(FOREIGN) for file in files) >= 25


def test_what_nobody_reads_is_never_called_wrong():
    """*Not supported* and *cannot say* make INDETERMINATE, never VALID and never INVALID."""
    for case in CASES:
        codes = [one.partition(":")[2] for one in case["unpassed"].split()]
        unknown = {"not_supported", "key_unavailable", "status_unavailable", "issuer_not_listed"}
        if codes and unknown.issuperset(codes):
            assert case["verdict"] == "INDETERMINATE", case
