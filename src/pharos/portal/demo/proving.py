"""What is to be seen: files are written, and verified from the files as anybody would."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from pharos.common import clock
from pharos.common.settings import settings
from pharos.core import tiles
from pharos.core.bundle import TrustBundle
from pharos.core.verify import EmptyStore, Outcome, Report, Verdict, Verifier
from pharos.portal.demo.awarding import Awarded
from pharos.verification import exporting
from pharos.verification import report as reports

BUNDLE = "trust-bundle.json"
ALTERED = "altered.json"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a verdict must be: the word, and the one check that must have failed, if any."""

    verdict: Verdict
    failed: str | None = None

    def holds(self, report: Report) -> bool:
        failed = {check.id for check in report.checks if check.outcome is Outcome.FAILED}
        if self.failed is None:
            return report.verdict is self.verdict and not failed
        return report.verdict is self.verdict and self.failed in failed


@dataclass(frozen=True, slots=True)
class Proved:
    """A file and the verdict on it."""

    name: str
    file: Path
    expected: Expected
    report: Report
    at: datetime

    @property
    def is_as_expected(self) -> bool:
        return self.expected.holds(self.report)

    def as_dict(self, language: str) -> dict[str, Any]:
        return {
            "name": self.name,
            "file": str(self.file),
            "as_expected": self.is_as_expected,
            **reports.to_json(self.report, at=self.at, language=language),
        }


# Which file shows what, by the nation of its roster's programme; in the order of telling.
_SHOWN = (
    ("armenia", "teacher-course", Expected(Verdict.VALID)),
    ("georgia", "data-analysis", Expected(Verdict.VALID)),
)
_ENDED = (("ended_term", "spreadsheet-skills", Expected(Verdict.VALID, "accredited_now")),)


class Files:
    """The folder with everything that the demonstration leaves to be tried."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written: list[Path] = []

    def write(self, awarded: Sequence[Awarded]) -> list[Proved]:
        """Write documents, proofs, certificates and the trust bundle, and verify them."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._write(BUNDLE, exporting.published_bundle(settings()))
        credentials = {one.roster.programme: one.credential for one in awarded if one.credential}
        proved = self._documents(_SHOWN, credentials)
        altered = [self._altered(one.file) for one in proved[:1]]
        return [*proved, *altered, *self._documents(_ENDED, credentials)]

    def write_text(self, name: str, text: str) -> None:
        self._write(name, text.encode("utf-8"))

    def _documents(
        self, cases: Sequence[tuple[str, str, Expected]], credentials: dict[str, UUID]
    ) -> list[Proved]:
        """One of each roster; one that came to nothing was told with its reasons."""
        return [self._document(*one, credentials) for one in cases if one[1] in credentials]

    def _document(
        self, name: str, programme: str, expected: Expected, credentials: dict[str, UUID]
    ) -> Proved:
        credential, file = credentials[programme], self.folder / f"{programme}.json"
        self.written += exporting.write(credential, "ob3", file, now=clock.now())
        pdf = self.folder / f"{programme}.pdf"
        self.written += exporting.write(credential, "pdf", pdf, now=clock.now())
        return self._proved(name, file, expected)

    def _altered(self, original: Path) -> Proved:
        """The first document with another name in it, beside the proof of the true one."""
        document = json.loads(original.read_bytes())
        document["credentialSubject"]["achievement"]["name"] += " II"
        self._write(ALTERED, json.dumps(document, ensure_ascii=False).encode())
        proof = original.with_name(original.name + exporting.SIDECAR)
        if proof.exists():
            self._write(ALTERED + exporting.SIDECAR, proof.read_bytes())
        return self._proved("altered", self.folder / ALTERED, Expected(Verdict.INVALID, "proof"))

    def _proved(self, name: str, file: Path, expected: Expected) -> Proved:
        at = clock.now()
        sidecar = file.with_name(file.name + exporting.SIDECAR)
        verifier = Verifier(self._trust(), EmptyStore())
        proof = sidecar.read_bytes() if sidecar.exists() else None
        report = verifier.verify(file.read_bytes(), at=at, tlog_proof=proof)
        return Proved(name, file, expected, report, at)

    def _trust(self) -> TrustBundle:
        raw = (self.folder / BUNDLE).read_bytes()
        return TrustBundle.from_json(raw, installation=settings().installation)

    def _write(self, name: str, content: bytes) -> None:
        tiles.write_file(self.folder / name, content)
        self.written.append(self.folder / name)
