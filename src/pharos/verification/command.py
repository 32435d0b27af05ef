"""`pharos verify`, `export` and `publish`.

`verify` is the engine on files, without database, Django or network. Its exit codes: 0 all
VALID, 1 one INVALID, 2 one INDETERMINATE and none INVALID, 64 usage.
"""

import json as json_module
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from pharos.common import clock, shipped
from pharos.common.errors import Unavailable
from pharos.common.sentences import LANGUAGES, sentence
from pharos.core import limits
from pharos.core.bundle import TrustBundle
from pharos.core.errors import CoreError
from pharos.core.verify import EmptyStore, Report, Store, Verdict, Verifier, containers, instant_of
from pharos.core.verify.seals import SealRoots
from pharos.verification import endings, sealroots
from pharos.verification import report as reports
from pharos.verification.store import FolderStore, StoreRefused

if TYPE_CHECKING:
    from pharos.verification.fetching import Fetcher

USAGE = 64
EXIT = {Verdict.VALID: 0, Verdict.INVALID: 1, Verdict.INDETERMINATE: 2}
SIDECAR = ".tlog-proof"
PROOF_LIMIT = 1024 * 1024
TRUST_BUNDLE = "trust-bundle"
# As `issuing.offers` has them; asking there would load Django for a word of help.
FORMATS = (
    "ob3", "badge-png", "badge-svg", "ob3-jwt", "ob3-jwt-eddsa", "ob3-two-proofs", "sd-jwt-vc",
    "sd-jwt-vc-eu", "elm", "elm-sealed", "pdf", "supplement", "qr", "tlog-proof",
)  # fmt: skip


class Refused(Exception):
    """The command cannot begin: a code with its facts, told in the reader's language."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def verify(
    files: Annotated[list[Path], typer.Argument(help="Credentials, each with its .tlog-proof.")],
    at: Annotated[str | None, typer.Option(help="Verify as of this time.")] = None,
    trust: Annotated[Path | None, typer.Option(help="A trust bundle of the register.")] = None,
    store: Annotated[Path | None, typer.Option(help="A folder in place of the network.")] = None,
    seal_roots: Annotated[
        Path | None, typer.Option(help="A folder of roots (PEM) for the seals of foreign issuers.")
    ] = None,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Fetch keys and status of foreign issuers.")
    ] = False,
    holder: Annotated[
        str | None, typer.Option(help="The DID or e-mail address it should be made for.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One object on stdout.")] = False,
    language: Annotated[str, typer.Option(help="en, hy or ka.")] = "en",
) -> int:
    """Verify credentials, whoever made them: VALID 0, INVALID 1, INDETERMINATE 2, usage 64."""
    if fetch and store is not None:
        raise typer.BadParameter("--store stands in place of the network", param_hint="--fetch")
    return run(
        files,
        at=at,
        trust=trust,
        store=store,
        seal_roots=seal_roots,
        fetcher=_fetcher() if fetch else None,
        holder=holder,
        json=json,
        language=language,
        out=sys.stdout,
        err=sys.stderr,
    )


def run(
    files: Sequence[Path],
    *,
    at: datetime | str | None = None,
    trust: Path | None = None,
    store: Path | None = None,
    seal_roots: Path | None = None,
    fetcher: "Fetcher | None" = None,
    holder: str | None = None,
    json: bool = False,
    language: str = "en",
    state: Path | None = None,
    out: TextIO,
    err: TextIO,
) -> int:
    """Verify files and write their reports; the exit code is that of the worst of them."""
    language = language if language in LANGUAGES else "en"
    try:
        shipped.require_unchanged()
    except Unavailable as changed:
        return _refused(changed.code, changed.facts, language, json=json, out=out, err=err)
    try:
        moment = _moment(at)
        documents = [(file, *_read(file)) for file in files]
        bundle = _bundle(trust, state)
        roots = _roots(seal_roots)
        verifier = Verifier(bundle, _store(store), roots=roots)
    except Refused as refusal:
        return _refused(refusal.code, refusal.facts, language, json=json, out=out, err=err)
    results = []
    for file, raw, proof in documents:
        judge = partial(_judge, raw=raw, at=moment, tlog_proof=proof, holder=holder, trust=bundle)
        report = judge(verifier)
        if fetcher is not None and report.verdict is Verdict.INDETERMINATE:
            report = _fetching(judge, bundle, fetcher, roots)
        results.append((file, endings.with_page(report, bundle.origin)))
    (_tell_json if json else _tell_text)(results, moment, language, out)
    return worst(report.verdict for _, report in results)


def _judge(verifier: Verifier, *, raw: bytes, trust: TrustBundle, **asked: Any) -> Report:
    """The report on a document; of a PDF its seal is judged as well."""
    report = verifier.verify(raw, **asked)
    if not containers.is_pdf(raw):
        return report
    from pharos.verification import pdf  # slow to load, and of no use for other files

    return pdf.with_seal(report, raw, trust)


def _fetcher() -> "Fetcher":
    from pharos.verification.fetching import Fetcher  # slow to load, and seldom asked for

    return Fetcher()


def _fetching(
    judge: Callable[[Verifier], Report], trust: TrustBundle, fetcher: "Fetcher", roots: SealRoots
) -> Report:
    """The report by all that can be fetched, newer status lists of the register among it."""
    from pharos.verification.fetching import judged

    return judged(
        lambda store: judge(Verifier(trust, store, roots=roots)), trust, fetcher, own_lists=True
    )


def _refused(
    code: str,
    facts: Mapping[str, Any],
    language: str,
    *,
    json: bool,
    out: TextIO,
    err: TextIO,
) -> int:
    message = sentence(code, language, facts)
    err.write(f"pharos verify: {message}\n")
    if json:
        _write({"error": {"code": code, "message": message}}, out)
    return USAGE


def worst(verdicts: Any) -> int:
    """The exit code of several verdicts: INVALID before INDETERMINATE before VALID."""
    codes = {EXIT[verdict] for verdict in verdicts}
    return 1 if 1 in codes else max(codes, default=USAGE)


def _tell_json(
    results: Sequence[tuple[Path, Report]], at: datetime, language: str, out: TextIO
) -> None:
    told = [reports.to_json(report, at=at, language=language) for _, report in results]
    if len(told) == 1:
        _write(told[0], out)
        return
    named = [{"file": str(file)} | one for (file, _), one in zip(results, told, strict=True)]
    _write({"results": named}, out)


def _tell_text(
    results: Sequence[tuple[Path, Report]], at: datetime, language: str, out: TextIO
) -> None:
    for place, (file, report) in enumerate(results):
        out.write("\n" if place else "")
        out.write(f"{file}\n{reports.to_text(report, at=at, language=language)}\n")


def _write(answer: object, out: TextIO) -> None:
    out.write(json_module.dumps(answer, ensure_ascii=False, indent=2) + "\n")


def _moment(at: datetime | str | None) -> datetime:
    if at is None:
        return clock.now()
    if isinstance(at, datetime):
        return at
    try:
        return instant_of(at)
    except CoreError as error:
        raise Refused("verify_at_malformed") from error


def _read(file: Path) -> tuple[bytes, bytes | None]:
    """A document and the proof beside it; no more of either than is ever read."""
    try:
        raw = _limited(file, limits.MAX_CREDENTIAL_FILE_BYTES)
    except OSError as error:
        raise Refused("verify_file_missing", file=file) from error
    sidecar = file.with_name(file.name + SIDECAR)
    try:
        return raw, _limited(sidecar, PROOF_LIMIT)
    except FileNotFoundError:
        return raw, None
    except OSError as error:
        raise Refused("verify_file_missing", file=sidecar) from error


def _limited(file: Path, limit: int) -> bytes:
    """The bytes of a file, one more than the limit when it is larger: that is refused later."""
    with file.open("rb") as stream:
        return stream.read(limit + 1)


def _bundle(trust: Path | None, state: Path | None) -> TrustBundle:
    file, installation = _bundle_file(trust, state)
    try:
        raw = _limited(file, limits.MAX_BUNDLE_BYTES)
    except OSError as error:
        raise Refused("verify_trust_missing", file=file) from error
    try:
        return TrustBundle.from_json(raw, installation=installation)
    except CoreError as error:
        raise Refused("verify_trust_refused", file=file, reason=error.code) from error


def _bundle_file(trust: Path | None, state: Path | None) -> tuple[Path, str | None]:
    """Which bundle counts: the one that was named, else the installation's last one."""
    if trust is not None:
        # a machine of production takes no demonstration's word, wherever the file comes from
        return trust, os.environ.get("PHAROS_INSTALLATION")
    if state is not None:
        return state / "published" / "trust-bundle.json", None
    from pharos.common.settings import settings  # slow to load, and not needed with --trust

    ours = settings()
    return ours.published_dir / "trust-bundle.json", ours.installation


def _store(folder: Path | None) -> Store:
    if folder is None:
        return EmptyStore()
    try:
        return FolderStore(folder)
    except StoreRefused as error:
        raise Refused("verify_store_refused", file=folder, reason=str(error)) from error


def _roots(folder: Path | None) -> SealRoots:
    if folder is None:
        return SealRoots()
    try:
        return sealroots.read(folder)
    except sealroots.RootsRefused as error:
        raise Refused("verify_seal_roots_refused", file=folder, reason=str(error)) from error


def export(
    what: Annotated[
        str, typer.Argument(metavar="CREDENTIAL", help="Its id or address, or trust-bundle.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    format: Annotated[str, typer.Option(help=f"{', '.join(FORMATS)}.")] = "ob3",
) -> int:
    """Write a document of a credential, or everything that a verifier needs without network."""
    if what != TRUST_BUNDLE and format not in FORMATS:
        raise typer.BadParameter(f"one of {', '.join(FORMATS)}", param_hint="--format")
    need = () if what == TRUST_BUNDLE else ("database", "signer")
    with _running("export", need=need) as ours:
        from pharos.core import tiles
        from pharos.issuing.changes import read_id
        from pharos.verification import exporting

        if what == TRUST_BUNDLE:
            tiles.write_file(output, exporting.published_bundle(ours))
        else:
            exporting.write(read_id(what), format, output, now=clock.now())
    return 0


def publish(
    folder: Annotated[Path, typer.Argument(help="A folder that a web server serves.")],
) -> int:
    """Write every static artefact: DID documents, status lists, the log, the trust bundle."""
    with _running("publish", need=("database",)) as ours:
        from pharos.verification import exporting

        number = exporting.write_artefacts(folder, ours)
    typer.echo(f"{number} files in {folder}")
    return 0


@contextmanager
def _running(process: str, *, need: tuple[str, ...]) -> Iterator[Any]:
    # people read the command's own words: the log, and that of what it starts, is for trouble
    os.environ.setdefault("PHAROS_LOG_LEVEL", "warning")
    from pharos.common import logging
    from pharos.common.settings import settings
    from pharos.common.supervisor import session

    logging.configure(settings().log_level, process=process)
    if not need:
        # the published files lie ready: nothing has to be started for them
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pharos.config.settings")
        import django

        django.setup()
        yield settings()
        return
    with session.session(need) as ours:
        yield ours
