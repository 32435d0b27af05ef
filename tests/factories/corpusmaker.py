"""Makes the documents of `tests/corpus/made` and their lines; writes over nothing that is there.

    python -m corpusmaker FOLDER

Each form of an award is issued once in a register in memory and then broken in one place at a
time, or judged by a register that differs in one thing. What must come out stands beside each
scenario and is compared before a line is written.
"""

import copy
import csv
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import elmcorpus
import registerworld as rw
import tokenworld as tw
from corpusbroken import Made, broken

from pharos.core import compactqr, dataintegrity, strict
from pharos.core import openbadges as ob
from pharos.core.did import KeyState
from pharos.core.sdjwt import learning
from pharos.core.verify import EmptyStore, verify

FIELDS = ("file", "bundle", "at", "store", "verdict", "unpassed", "about")
Change = Callable[[tw.TokenWorld], None]


class Maker:
    """The register, its documents and the lines that tell of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.world = tw.TokenWorld()
        self.documents = list(self._documents())
        self.lines: list[dict[str, str]] = []

    def _facts(self) -> Any:
        return tw.facts()

    def _badge(self) -> dict[str, Any]:
        return ob.document(*self._facts(), origin=rw.ORIGIN, demonstration=True)

    def _documents(self) -> Iterator[Made]:
        world, badge = self.world, self._badge()
        for name, suite, key in (
            ("badge", dataintegrity.RDFC, "academy"),
            ("badge-jcs", dataintegrity.JCS, "academy"),
        ):
            issued = world.issue(copy.deepcopy(badge), name=key, suite=suite)
            yield Made(name, ".json", issued.raw, issued.tlog_proof)
        yield self._ecdsa(badge)
        for name, algorithm in (("jwt", "ES256"), ("jwt-eddsa", "EdDSA")):
            token = world.jwt(copy.deepcopy(badge), algorithm=algorithm)
            yield Made(name, ".jwt", token.raw, token.tlog_proof)
        wallet = world.sd_jwt()
        yield Made("wallet", ".sd-jwt", wallet.raw, wallet.tlog_proof)
        claims = learning.eu_claims(
            *self._facts(), iss=tw.ISS, token_list=tw.TOKEN_LIST,
            issued_at=rw.ISSUED, demonstration=True,
        )  # fmt: skip
        europe = world.sd_jwt(claims)
        yield Made("wallet-eu", ".sd-jwt", europe.raw, europe.tlog_proof)
        yield self._code()
        sealed = elmcorpus.good(world)
        yield Made("sealed", ".json", sealed.raw, sealed.tlog_proof)

    def _ecdsa(self, badge: dict[str, Any]) -> Made:
        options = dataintegrity.proof_options(
            badge, verification_method=self.world.kid,
            created=strict.format_instant(rw.ISSUED), cryptosuite=dataintegrity.ECDSA_RDFC,
        )  # fmt: skip
        signing_input = dataintegrity.hash_data(badge, options)
        signature = self.world.sign_token(signing_input)
        signed = dataintegrity.with_proofs(badge, [(options, signature)])
        token = self.world.entered(json.dumps(signed, ensure_ascii=False).encode(), signing_input)
        return Made("badge-p256", ".json", token.raw, token.tlog_proof)

    def _code(self) -> Made:
        signing_input = compactqr.signing_input(
            *self._facts(), kid=self.world.kid, created=strict.format_instant(rw.ISSUED),
            demonstration=True, registration="DM-2026-17",
        )  # fmt: skip
        text = compactqr.text(signing_input, self.world.sign_token(signing_input))
        return Made("code", ".txt", text.encode(), None)

    # --- registers --------------------------------------------------------------------

    def bundle(self, change: Change | None = None) -> Any:
        """The register's bundle after a change, with all its lists."""
        world = copy.deepcopy(self.world)
        world.log = self.world.log
        if change is not None:
            change(world)
        return world.trust(status_lists=[*world.status_lists(), *world.token_lists])

    # --- lines ------------------------------------------------------------------------

    def add(
        self, name: str, raw: bytes, proof: bytes | None, bundle: str, at: datetime,
        verdict: str, about: str, decisive: str = "",
    ) -> None:  # fmt: skip
        """Write a document once and its line; stops when the verdict is another."""
        file = self.folder / "made" / name
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(raw)
            if proof is not None:
                file.with_name(file.name + ".tlog-proof").write_bytes(proof)
        trust = self.bundles[bundle]
        report = verify(file.read_bytes(), trust=trust, at=at, tlog_proof=proof, store=EmptyStore())
        unpassed = unpassed_of(report)
        if report.verdict.value != verdict or decisive not in unpassed:
            said = f"{name} {bundle}: {report.verdict.value} {unpassed}"
            sys.stderr.write(f"OTHER {said}, not {verdict} {decisive}: {about}\n")
        self.lines.append(
            {"file": f"made/{name}", "bundle": bundle, "at": strict.format_instant(at),
             "store": "", "verdict": report.verdict.value, "unpassed": unpassed, "about": about}
        )  # fmt: skip

    def make(self) -> None:
        """Every document under every register, and every document broken in each way."""
        self.bundles = {name: self.bundle(change) for name, change, *_ in REGISTERS}
        self._write_bundles()
        for made in self.documents:
            good = f"{made.form}/good{made.suffix}"
            for name, _, at, verdict, decisive, about in REGISTERS:
                expected, code = verdict, decisive
                if made.form == "code" and name in NO_WITNESS:
                    expected, code = NO_WITNESS[name]
                self.add(good, made.raw, made.tlog_proof, name, at, expected, about, code)
            for name, raw, verdict, decisive, about in broken(made):
                file = f"{made.form}/{name}{made.suffix}"
                self.add(file, raw, made.tlog_proof, "register", rw.NOW, verdict, about, decisive)

    def _write_bundles(self) -> None:
        folder = self.folder / "bundles"
        folder.mkdir(parents=True, exist_ok=True)
        for name, trust in self.bundles.items():
            file = folder / f"{name}.json"
            if not file.exists():
                file.write_bytes(trust.to_json())


def unpassed_of(report: Any) -> str:
    """Every check that failed or is unknown, with its code."""
    return " ".join(
        f"{check.id}:{check.code}"
        for check in report.checks
        if check.outcome.value in ("failed", "unknown") and check.code != "not_checked"
    )


# --- registers that differ in one thing ---------------------------------------------------


def _keys(state: KeyState, **times: Any) -> Change:
    def change(world: tw.TokenWorld) -> None:
        after = tw.public_key("academy-documents-after")
        world.use_keys(
            world.key("academy", rw.ACADEMY, state=state, **times),
            world.key("academy-old", rw.ACADEMY, active_from=times["active_until"]),
            world.key_of(world.document_key, state=state, **times),
            world.key_of(after, active_from=times["active_until"]),
        )
        # the keys that came after them sign the lists of today
        world.status_issuer = ("academy-old", rw.ACADEMY)
        kid = f"{rw.ACADEMY}#{after.multikey}"
        world.token_lists = [world.token_list(kid=kid, signed_by="academy-documents-after")]

    return change


def _status(index: int | None, *, suspended: bool = False) -> Change:
    def change(world: tw.TokenWorld) -> None:
        assert index is not None
        (world.suspended if suspended else world.revoked).add(index)
        world.token_lists = [world.token_list({index: 2 if suspended else 1})]

    return change


def _no_lists(world: tw.TokenWorld) -> None:
    world.status_lists = lambda **changes: []  # type: ignore[method-assign]
    world.token_lists = []


def _old_lists(world: tw.TokenWorld) -> None:
    world.status_from = rw.NOW - timedelta(days=30)
    world.status_until = rw.NOW - timedelta(days=23)
    world.token_lists = [world.token_list(at=world.status_from, until=world.status_until)]


def _ended(world: tw.TokenWorld) -> None:
    term = type(world.decisions[2].decision.term)
    world.change_decision("programme", term=term(date(2026, 1, 1), date(2026, 6, 1)))


def _unknown_academy(world: tw.TokenWorld) -> None:
    world.issuers = world.issuers[1:]
    world.decisions, world.status_lists = [], lambda **changes: []  # type: ignore[method-assign]
    world.token_lists = []


AFTER = rw.LOGGED + timedelta(minutes=30)
BEFORE = rw.ISSUED - timedelta(days=1)
REGISTERS: list[tuple[str, Change | None, datetime, str, str, str]] = [
    ("register", None, rw.NOW, "VALID", "", "all is right"),
    ("revoked", _status(rw.INDEX), rw.NOW, "INVALID", "status:revoked", "revoked"),
    ("suspended", _status(rw.INDEX, suspended=True), rw.NOW, "INVALID", "status:suspended",
     "suspended"),
    ("neighbour-revoked", _status(rw.INDEX + 1), rw.NOW, "VALID", "", "another place is revoked"),
    ("no-lists", _no_lists, rw.NOW, "INDETERMINATE", "status:status_unavailable",
     "no list at hand is never a pass"),
    ("old-lists", _old_lists, rw.NOW, "INDETERMINATE", "status:status_expired",
     "a list that is too old says nothing"),
    ("retired-after", _keys(KeyState.RETIRED, active_until=AFTER), rw.NOW, "VALID", "",
     "the key was retired after the log saw the document"),
    ("retired-before", _keys(KeyState.RETIRED, active_until=BEFORE), rw.NOW, "INVALID",
     "issuer:key_not_valid_at_time", "the key was retired before"),
    ("compromised-after", _keys(KeyState.COMPROMISED, active_until=AFTER, compromised_at=AFTER),
     rw.NOW, "VALID", "", "the key was in other hands only after the log saw the document"),
    ("compromised-before",
     _keys(KeyState.COMPROMISED, active_until=AFTER, compromised_at=BEFORE), rw.NOW, "INVALID",
     "issuer:key_compromised", "the key was in other hands before the log saw the document"),
    ("programme-ended", _ended, rw.NOW, "INVALID",
     "accredited_at_award:not_accredited_at_award", "the programme was not accredited any more"),
    ("unknown-academy", _unknown_academy, rw.NOW, "INVALID", "issuer:issuer_key_unknown",
     "an id below our own host that the register does not know"),
]  # fmt: skip
# What differs for a code on paper, with which no witness of the log comes.
NO_WITNESS = {
    "retired-after": ("INDETERMINATE", "issuer:key_time_unproven"),
    "compromised-after": ("INDETERMINATE", "issuer:key_compromised"),
    "compromised-before": ("INDETERMINATE", "issuer:key_compromised"),
}


VECTORS = Path(__file__).parents[1] / "vectors"
FOREIGN = ("openbadges", "openbadges-2.0", "clr", "elm")


def foreign() -> Iterator[dict[str, str]]:
    """Lines of the official samples as a verifier without network judges them."""
    trust = Maker(Path()).bundle()
    for folder in FOREIGN:
        for file in sorted((VECTORS / folder).iterdir()):
            if file.is_file() and file.name != "NOTICE" and file.suffix != ".ttl":
                report = verify(
                    file.read_bytes(), trust=trust, at=rw.NOW, tlog_proof=None, store=EmptyStore()
                )
                yield {
                    "file": f"../vectors/{folder}/{file.name}", "bundle": "register",
                    "at": strict.format_instant(rw.NOW), "store": "",
                    "verdict": report.verdict.value, "unpassed": unpassed_of(report),
                    "about": f"official sample: {folder} {file.stem}",
                }  # fmt: skip


def main(folder: Path) -> None:
    """Make what is missing and write the lines of its cases to `cases.csv`."""
    maker = Maker(folder)
    maker.make()
    maker.lines += foreign()
    with (folder / "cases.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(maker.lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
