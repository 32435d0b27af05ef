"""Certificate forms of the demonstration: approved and used, rejected with reasons, waiting."""

from dataclasses import replace
from importlib import resources

from pharos.accreditation import actions as accreditation
from pharos.accreditation.documents import NewDecision
from pharos.accreditation.models import CertificateFormat
from pharos.common import clock, tenancy
from pharos.issuing.layouts import actions, queries, specimens
from pharos.issuing.layouts.models import Layout
from pharos.issuing.layouts.parts import Parts, picture
from pharos.nations import zones
from pharos.organisations import queries as organisations
from pharos.portal.demo.seeding import Seeding

_REASONS = {
    "en": "The name of the institution is set in a colour that cannot be read when printed in grey."
    " Set it in a darker one and submit the form again.",
    "hy": "Հաստատության անվանումը տպված է այնպիսի գույնով, որը մոխրագույն տպելիս չի կարդացվում։"
    " Գործածեք ավելի մուգ գույն և նորից ներկայացրեք ձևը։",
}
# what the rejected form and the one that waits have instead of the first one's colours
_PALE = (("fill: sea, first.provider", 'fill: rgb("#dfe9f1"), first.provider'),)
_GREEN = (('rgb("#123b5d")', 'rgb("#12504a")'),)


def seed(seeding: Seeding) -> int:
    """How many forms were submitted; nothing where they are there, or nobody plays them."""
    made = 0
    if "registrar-ge" in seeding.world.people and not _has_any(seeding, "ge"):
        _submit(seeding, "ge", drawn("fleece"))
        made += 1
    if "ministry-officer-am" in seeding.world.people and not _has_any(seeding, "am"):
        first = drawn("lighthouse")
        _decide(seeding, _submit(seeding, "am", first), "accredited", "DEMO-AM-F-2026/2")
        pale = _submit(seeding, "am", _changed(first, _PALE))
        _decide(seeding, pale, "refused", "DEMO-AM-F-2026/3")
        _submit(seeding, "am", _changed(first, _GREEN))
        made += 3
    return made


def drawn(name: str) -> Parts:
    """A form with its mark, as it lies in `forms`."""
    folder = resources.files("pharos.portal.demo.forms")
    mark = picture((folder / f"{name}.svg").read_bytes(), 1)
    return Parts((folder / f"{name}.typ").read_text("utf-8"), (mark,))


def _changed(one: Parts, words: tuple[tuple[str, str], ...]) -> Parts:
    source = one.source
    for old, new in words:
        source = source.replace(old, new)
    return replace(one, source=source)


def _has_any(seeding: Seeding, nation: str) -> bool:
    with tenancy.scope(seeding.actor(f"registrar-{nation}")) as by:
        return Layout.objects.filter(organisation_id=by.organisation_id).exists()


def _submit(seeding: Seeding, nation: str, one: Parts) -> CertificateFormat:
    """The registrar writes it, the head submits it."""
    now = clock.now()
    with tenancy.scope(seeding.actor(f"registrar-{nation}")) as by:
        actions.begin(source=one.source, by=by, now=now)
        for mark in one.pictures:
            actions.put_picture(content=mark.content, by=by, now=now)
    with tenancy.scope(seeding.actor(f"head-{nation}")) as by:
        usual = specimens.usual(by.organisation_id, now=now)
        draft = queries.draft(by)
        assert usual is not None
        assert draft is not None
        return actions.submit(digest=draft.parts.digest, specimen=usual, by=by, now=now)


def _decide(seeding: Seeding, one: CertificateFormat, outcome: str, number: str) -> None:
    now = clock.now()
    holder = organisations.by_id(one.organisation_id)
    today = zones.legal_day(holder.nation or "", now)
    is_approved = outcome == "accredited"
    content = NewDecision(
        kind="format",
        organisation=str(holder.id),
        outcome=outcome,
        number=number,
        decided_on=today,
        format=str(one.id),
        format_hash=bytes(one.content_hash).hex(),
        first_day=today if is_approved else None,
        reasons={} if is_approved else _REASONS,
    )
    with tenancy.scope(seeding.actor("ministry-officer-am")) as by:
        proposed = accreditation.propose(decision=content, by=by, now=now)
    with tenancy.scope(seeding.actor("ministry-approver-am")) as by:
        accreditation.approve(
            proposal_id=proposed.id, digest=bytes(proposed.digest), by=by, now=now
        )
