"""The demonstration in its order: world, rosters, files and verdicts, the refusal."""

import hashlib
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pharos.issuing import certificate, inline
from pharos.issuing.certificate.making import FOLDER
from pharos.portal.demo import awarding, seeding
from pharos.portal.demo.awarding import Awarded
from pharos.portal.demo.proving import Files, Proved
from pharos.portal.demo.seeding import Seeding
from pharos.portal.demo.telling import Teller, all_as_expected
from pharos.portal.demo.world import World

DEFAULT_FOLDER = Path("demo")
REPORT = "report"


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the demonstration came to."""

    figures: dict[str, int]
    awarded: list[Awarded]
    proved: list[Proved]
    files: Files
    seconds: float

    @property
    def ok(self) -> bool:
        return all_as_expected(self.awarded, self.proved)

    @property
    def refusals(self) -> list[Awarded]:
        return [one for one in self.awarded if one.roster.refused is not None]

    @property
    def page(self) -> str:
        """The address of the first credential's page."""
        return certificate.address(self.awarded[0].credential) if self.awarded[0].credential else ""

    def as_dict(self, language: str) -> dict[str, Any]:
        """The answer of `pharos demo --json`."""
        return {
            "ok": self.ok,
            "demonstration": True,
            "seconds": round(self.seconds, 3),
            "register": self.figures,
            "rosters": [
                {
                    "file": one.roster.file,
                    "provider": one.roster.organisation,
                    "programme": one.roster.programme,
                    "kept": one.kept,
                    "as_expected": one.is_as_expected,
                    **one.outcome.as_dict(language, seconds=one.seconds),
                }
                for one in self.awarded
            ],
            "verdicts": [one.as_dict(language) for one in self.proved],
            "files": [str(file) for file in self.files.written],
            "page": self.page,
        }


def show(world: World, teller: Teller, *, folder: Path = DEFAULT_FOLDER) -> Shown:
    """Make and tell everything; writes the files and the report into `folder`."""
    began = time.monotonic()
    teller.begin()
    made = Seeding(world, format_hash=_format_hash())
    with teller.waiting("preparing"):
        for _ in made.steps():
            pass
    teller.world(seeding.figures())
    awarded = _award(made, teller)
    with teller.waiting("publishing"):
        inline.settle()
    figures = seeding.figures()
    teller.say("log", **figures)
    files = Files(folder)
    proved = files.write(awarded)
    for place, one in enumerate(proved, 1):
        teller.verdict(place, one)
    shown = Shown(figures, awarded, proved, files, time.monotonic() - began)
    for place, refusal in enumerate(shown.refusals, len(proved) + 1):
        teller.refusal(place, refusal)
    _write_report(shown, teller)
    teller.files(files)
    teller.say("page", address=shown.page)
    teller.say("done" if shown.ok else "failed", seconds=f"{shown.seconds:.1f}")
    return shown


def _award(made: Seeding, teller: Teller) -> list[Awarded]:
    teller.say("rosters")
    awarded = []
    with teller.bar() as bar:
        rosters = awarding.award_all(made, bar.move)
        for roster in made.world.rosters:
            bar.begin(teller.text("awarding", file=roster.file), roster.rows)
            awarded.append(next(rosters))
            teller.roster(awarded[-1])
    return awarded


def _write_report(shown: Shown, teller: Teller) -> None:
    shown.files.write_text(f"{REPORT}.txt", "\n".join(teller.lines) + "\n")
    told = json.dumps(shown.as_dict(teller.language), ensure_ascii=False, indent=2)
    shown.files.write_text(f"{REPORT}.json", told + "\n")


def _format_hash() -> bytes:
    """What an agency approves as the certificate's format: the text that sets it."""
    return hashlib.sha256((FOLDER / "certificate.typ").read_bytes()).digest()
