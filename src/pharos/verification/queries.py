"""The trust bundle of this installation, as the database has it now."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from uuid import UUID

from pharos.accreditation import queries as accreditation
from pharos.accreditation.statements import trusted
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.settings import settings
from pharos.core.bundle import Regime, TrustBundle, TrustedIssuer, TrustedProgramme
from pharos.core.standing import Term
from pharos.issuing import queries as issuing
from pharos.nations import zones
from pharos.nations.model import Nation
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.registry import queries as registry
from pharos.standards import queries as standards


def bundle(*, now: datetime) -> TrustBundle | None:
    """Everything a verifier needs, unsigned; None before the first checkpoint.

    It grows with the organisations, programmes and decisions of the register, never with
    its credentials.
    """
    checkpoint = registry.newest_checkpoint()
    if checkpoint is None:
        return None
    decisions = tuple(trusted(one) for one in accreditation.published() if one.format is None)
    holders = {decision.decision.holder for decision in decisions}
    return TrustBundle(
        origin=settings().origin,
        installation=settings().installation,
        made_at=now.replace(microsecond=0),
        log_origin=registry.log_origin(),
        log_key=registry.log_verifier_key(),
        checkpoint=checkpoint.note,
        issuers=tuple(_issuers(holders, now)),
        programmes=tuple(_programmes()),
        decisions=decisions,
        regimes=tuple(_regimes()),
        status_lists=tuple(issuing.published_lists()),
    )


def _issuers(holders: set[str], now: datetime) -> Iterable[TrustedIssuer]:
    for organisation in Organisation.objects.order_by("slug"):
        did, keys = registry.did_of(organisation), registry.key_history(organisation.id)
        if not keys and did not in holders:
            continue
        yield TrustedIssuer(
            id=did,
            slug=organisation.slug,
            name=dict(organisation.name),
            nation=organisation.nation or "",
            kinds=tuple(sorted(_kinds(organisation, now))),
            keys=tuple(keys),
            # wallets know an issuer by the address of its page
            aliases=(registry.issuer_address(organisation),),
            did_document=registry.did_document(organisation),
            certificates=tuple(registry.trusted_certificates(organisation.id)),
        )


def _kinds(organisation: Organisation, now: datetime) -> frozenset[str]:
    return organisations.kinds_on(organisation.id, zones.legal_day(organisation.nation, now))


def _programmes() -> Iterable[TrustedProgramme]:
    versions = ProgrammeVersion.objects.select_related("programme").order_by("id")
    dids: Mapping[UUID, str] = {}
    for version in versions.iterator():
        if version.organisation_id not in dids:
            issuer = registry.did_of(organisations.by_id(version.organisation_id))
            dids = {**dids, version.organisation_id: issuer}
        yield TrustedProgramme(
            id=catalogue.address(version),
            issuer=dids[version.organisation_id],
            nation=version.nation,
            kind=version.kind,
            level=version.level,
            isced_f=version.isced_f,
        )


def _regimes() -> Iterable[Regime]:
    for code in standards.all_codes():
        for piece in standards.history(code):
            yield _regime(piece)


def _regime(nation: Nation) -> Regime:
    basis = nation.legal_basis
    return Regime(
        nation=nation.code,
        term=Term(basis.first_day, basis.until),
        timezone=nation.timezone,
        legal_status=basis.status,
        source=basis.source,
        requires=dict(nation.decisions_required),
        national_registration=nation.gates.national_registration,
    )


@cache
def _published_at(stamp: tuple[int, int]) -> TrustBundle:
    del stamp  # the key of the cache: the file's time and size
    raw = (settings().published_dir / "trust-bundle.json").read_bytes()
    return TrustBundle.from_json(raw, installation=settings().installation)


def published_bundle() -> TrustBundle | None:
    """The bundle last published here, read once for each publication; None before the first."""
    try:
        found = (settings().published_dir / "trust-bundle.json").stat()
    except FileNotFoundError:
        return None
    _forget_old()
    return _published_at((found.st_mtime_ns, found.st_size))


def _forget_old() -> None:
    if _published_at.cache_info().currsize > 4:
        _published_at.cache_clear()
