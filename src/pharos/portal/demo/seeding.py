"""The world of the examples, made by the same actions as everybody's and under the same rights.

Each step looks first whether it was done, so a run that was stopped goes on where it was, and a
second run finds everything there.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from pharos.accounts import actions as accounts
from pharos.accounts.models import Person
from pharos.accreditation import actions as accreditation
from pharos.accreditation import queries as decisions
from pharos.accreditation.documents import NewDecision, Scope
from pharos.accreditation.models import CertificateFormat, Decision, Proposal
from pharos.accreditation.rules import end_of_term
from pharos.catalogue import actions as catalogue
from pharos.catalogue import queries as programmes
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import clock, tenancy
from pharos.common.actor import Actor, system
from pharos.common.errors import NotFound
from pharos.core.did import KeyState
from pharos.organisations import actions as organisation_actions
from pharos.organisations import queries as organisations
from pharos.organisations.models import Mandate, Membership, Organisation, Signatory
from pharos.portal.demo.world import World
from pharos.registry import actions as registry_actions
from pharos.registry import queries as registry
from pharos.registry.models import IssuerKey
from pharos.registry.rules import CERTIFIED, ISSUING
from pharos.registry.signer.client import SignerClient
from pharos.registry.tasks import certify_now

PLATFORM = "registry"


class Seeding:
    """One run over the described world; `made` counts what was not there before."""

    def __init__(self, world: World, *, format_hash: bytes) -> None:
        self.world = world
        self.format_hash = format_hash
        self.made: dict[str, int] = {}
        self._actors: dict[str, Actor] = {}

    def steps(self) -> Iterator[str]:
        """Make everything; yields the name of each step that is done."""
        for step in (
            self.register, self.people, self.bodies, self.members, self.keys,
            self.signing, self.programmes, self.decisions,
        ):  # fmt: skip
            step()
            yield step.__name__

    def register(self) -> None:
        """The operator and the bodies that the seeds name; no decision comes with them."""
        by = system(organisation_id=organisations.platform_id())
        with tenancy.scope(by):
            self._count("register", organisation_actions.load_register(by=by, now=clock.now()))

    def people(self) -> None:
        for one in self.world.each("people"):
            by = Actor(person_id=self.world.people[one["key"]], organisation_id=None)
            with tenancy.scope(by):
                if Person.objects.filter(id=by.person_id).exists():
                    continue
                language = next(lang for lang in one["name"] if lang != "en")
                accounts.register_person(
                    by=by,
                    name=one["name"][language],
                    latin_name=one["name"]["en"],
                    email=one["email"],
                    language=language,
                    now=clock.now(),
                )
            self._count("people")

    def bodies(self) -> None:
        """The register's own two people first: they enter the bodies, and review look-alikes."""
        for one in self.world.each("memberships"):
            if one["organisation"] == PLATFORM:
                self._appoint(one)
        for one in self.world.each("organisations"):
            self._enter(one)

    def members(self) -> None:
        for one in self.world.each("memberships"):
            if one["organisation"] != PLATFORM:
                self._appoint(one)

    def keys(self) -> None:
        """Keys of the log, providers and bodies that decide; one proposes, another approves."""
        self._key(PLATFORM, "log", "operator", "approver")
        for slug in dict.fromkeys(one.organisation for one in self.world.rosters):
            for purpose in ISSUING:
                self._key(slug, purpose, "registrar", "head")
        for slug in dict.fromkeys(one["body"] for one in self.world.each("decisions")):
            if self.world.has(slug, "administrator"):
                for purpose in ("credentials", "seal"):  # statements, and seals on letters
                    self._key(slug, purpose, "administrator", "approver")
        self._key(PLATFORM, "root", "operator", "approver")
        self._certificates()

    def signing(self) -> None:
        for one in self.world.each("mandates"):
            self._mandate(one)
        for one in self.world.each("signatories"):
            self._signatory(one)

    def programmes(self) -> None:
        for one in self.world.each("programmes"):
            if self._version(one["organisation"], one["slug"]) is None:
                self._publish(one)
                self._count("programmes")

    def decisions(self) -> None:
        for one in self.world.each("decisions"):
            if not Decision.objects.filter(number=one["number"]).exists():
                self._decide(one)
                self._count("decisions")

    def actor(self, key: str) -> Actor:
        """The person as an actor in the one organisation where it acts."""
        if key not in self._actors:
            organisation = self._organisation(self.world.organisation_of[key])
            self._actors[key] = organisations.actor_for(
                self.world.people[key], organisation.id, now=clock.now()
            )
        return self._actors[key]

    def act(self, key: str, action: Callable[..., Any], **facts: Any) -> Any:
        """The answer of an act of this person, in a scope of its own."""
        with tenancy.scope(self.actor(key)) as by:
            return action(by=by, **facts)

    def _organisation(self, slug: str) -> Organisation:
        if slug == PLATFORM:
            return organisations.by_id(organisations.platform_id())
        return organisations.organisation(slug)

    def _count(self, what: str, number: int = 1) -> None:
        self.made[what] = self.made.get(what, 0) + number

    def _enter(self, one: Mapping[str, Any]) -> None:
        try:
            entry = organisations.organisation(one["slug"])
        except NotFound:
            entry = self.act(
                "operator-one",
                organisation_actions.create,
                slug=one["slug"],
                name=one["name"],
                nation=one["nation"],
                kinds=[kind["kind"] for kind in one["kinds"]],
                since=one["kinds"][0]["from"],
                fictitious=True,
                now=clock.now(),
            )
            self._count("bodies")
        if entry.state == "held":
            self.act(
                "operator-two",
                organisation_actions.review,
                organisation_id=entry.id,
                accept=True,
                now=clock.now(),
            )

    def _appoint(self, one: Mapping[str, Any]) -> None:
        organisation = self._organisation(one["organisation"])
        person = self.world.people[one["person"]]
        with tenancy.scope(system(organisation_id=organisation.id)) as by:
            held = set(
                Membership.objects.filter(
                    organisation=organisation, person_id=person, active_until=None
                ).values_list("role", flat=True)
            )
            for role in one["roles"]:
                if role not in held:
                    organisation_actions.add_membership(
                        by=by,
                        organisation_id=organisation.id,
                        person_id=person,
                        role=role,
                        now=clock.now(),
                    )

    def _key(self, slug: str, purpose: str, proposes: str, approves: str) -> None:
        organisation = self._organisation(slug)
        found = IssuerKey.objects.filter(organisation_id=organisation.id, purpose=purpose)
        if found.filter(state=KeyState.ACTIVE).exists():
            return
        key = found.filter(state=KeyState.PROPOSED).first() or self.act(
            self.world.member(slug, proposes),
            registry_actions.make_key,
            organisation=organisation,
            purpose=purpose,
            signer=SignerClient(),
        )
        self.act(
            self.world.member(slug, approves),
            registry_actions.approve_key,
            key_id=key.key_id,
            now=clock.now(),
        )
        self._count("keys")

    def _certificates(self) -> None:
        """The root vouches for itself and for every key that seals or signs documents."""
        signer = SignerClient()
        keys = IssuerKey.objects.filter(state=KeyState.ACTIVE, purpose__in=sorted(CERTIFIED))
        for key in sorted(keys, key=lambda key: key.purpose != "root"):
            if certify_now(key.id, now=clock.now(), signer=signer):
                self._count("certificates")

    def _mandate(self, one: Mapping[str, Any]) -> None:
        slug, day = one["organisation"], one["from"]
        found = Mandate.objects.filter(organisation=self._organisation(slug), revoked_at=None)
        mandate = found.first() or self.act(
            self.world.member(slug, "registrar"),
            organisation_actions.propose_mandate,
            act=one["act"],
            act_day=day,
            first_day=day,
            now=clock.now(),
        )
        if mandate.approved_at is None:
            self.act(
                self.world.member(slug, "head"),
                organisation_actions.approve_mandate,
                mandate_id=mandate.id,
                content_hash=bytes(mandate.content_hash),
                now=clock.now(),
            )

    def _signatory(self, one: Mapping[str, Any]) -> None:
        slug = one["organisation"]
        if Signatory.objects.filter(organisation=self._organisation(slug)).exists():
            return
        self.act(
            self.world.member(slug, "head"),
            organisation_actions.name_signatory,
            name=one["name"],
            office=one["office"],
            first_day=one["from"],
            now=clock.now(),
        )

    def _version(self, slug: str, programme: str) -> ProgrammeVersion | None:
        try:
            return programmes.find(slug, programme)
        except NotFound:
            return None

    def _document(self, one: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.world.read(one["descriptor"]))
        return found

    def _publish(self, one: Mapping[str, Any]) -> None:
        draft = self.act(
            self.world.member(one["organisation"], "registrar"),
            catalogue.draft,
            slug=one["slug"],
            document=self._document(one),
            now=clock.now(),
        )
        self.act(
            self.world.member(one["organisation"], "head"),
            catalogue.publish,
            draft_id=draft.id,
            digest=bytes(draft.digest),
            first_day=one["first_day"],
            now=clock.now(),
        )

    def _decide(self, one: Mapping[str, Any]) -> None:
        content = self._content(one)
        proposal = self._open_proposal(one["proposed_by"], content) or self.act(
            one["proposed_by"], accreditation.propose, decision=content, now=clock.now()
        )
        self.act(
            one["approved_by"],
            accreditation.approve,
            proposal_id=proposal.id,
            digest=bytes(proposal.digest),
            now=clock.now(),
        )

    def _open_proposal(self, key: str, content: NewDecision) -> Proposal | None:
        with tenancy.scope(self.actor(key)) as by:
            return next(
                (one for one in decisions.open_proposals(by) if one.digest == content.digest), None
            )

    def _content(self, one: Mapping[str, Any]) -> NewDecision:
        holder = organisations.organisation(one["holder"])
        version = self._version(one["holder"], one["programme"]) if "programme" in one else None
        certificate = self._format(one["holder"]) if one["kind"] == "format" else None
        first_day: date = one["from"]
        scope = {name: tuple(values) for name, values in one["scope"].items()}
        return NewDecision(
            kind=one["kind"],
            organisation=str(holder.id),
            outcome="accredited",
            number=one["number"],
            decided_on=first_day,
            version=_id(version),
            version_digest=bytes(version.digest).hex() if version else None,
            format=_id(certificate),
            format_hash=bytes(certificate.content_hash).hex() if certificate else None,
            first_day=first_day,
            until=end_of_term(first_day, one["years"]) if "years" in one else None,
            scope=Scope(**scope),
        )

    def _format(self, slug: str) -> CertificateFormat:
        found: CertificateFormat = self.act(
            self.world.member(slug, "registrar"),
            accreditation.submit_format,
            content_hash=self.format_hash,
            now=clock.now(),
        )
        return found


def _id(row: ProgrammeVersion | CertificateFormat | None) -> str | None:
    identity: UUID | None = row.id if row else None
    return str(identity) if identity else None


def figures() -> dict[str, int]:
    """How many bodies, keys and decisions the register holds now."""
    return {
        "bodies": Organisation.objects.filter(fictitious=False, nation__isnull=False).count(),
        "acting": Organisation.objects.filter(fictitious=True).count(),
        "decisions": Decision.objects.count(),
        "keys": IssuerKey.objects.filter(state=KeyState.ACTIVE).count(),
        "log": registry.log_size(),
    }
