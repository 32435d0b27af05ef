"""The facts of an award as the claims of the two types of SD-JWT VC that we issue.

`own_claims` tells every element of Annex I in all its languages. `eu_claims` tells what the
EU wallet's Learning Credential has a place for, in English; three claims of ours are added
to it, so that an award stays recognisable: the programme's address, the name as in the
passport, and that it is a demonstration. What is personal can be held back, what is the
programme's cannot.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from pharos.core import did, jose, strict, tokenstatus
from pharos.core.errors import NotAllowed
from pharos.core.openbadges.facts import (
    Award,
    Coded,
    Grading,
    Issuer,
    Level,
    Organisation,
    Outcome,
    Programme,
    QualityAssurance,
    Reference,
    Status,
)
from pharos.core.openbadges.texts import in_english, number
from pharos.core.publickeys import PublicKey
from pharos.core.sdjwt import typemetadata
from pharos.core.sdjwt.issuing import Json, Path, Salt, Shared, Unsigned, unsigned

TYP: Final = "dc+sd-jwt"
# Ours in any type, where its definition does not name it.
_PERSONAL: Final = frozenset({"latin_name"})


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a credential, and the paths of those that can be held back.

    What it shares with others of its course stands ready in `shared`.
    """

    own: Json
    disclosable: tuple[Path, ...]
    shared: Shared | None = None

    @property
    def payload(self) -> Json:
        """All claims."""
        return self.own if self.shared is None else {**self.shared.claims, **self.own}

    def unsigned(
        self, *, kid: str, salt: Salt, algorithm: str = "ES256", chain: Sequence[bytes] = ()
    ) -> Unsigned:
        """What is signed; `chain` is of DER certificates and becomes `x5c`."""
        header = jose.protected(algorithm=algorithm, typ=TYP, kid=kid, chain=chain)
        return unsigned(self.own, self.disclosable, salt, header, self.shared)


@dataclass(frozen=True, slots=True)
class Course:
    """What all awards of one version of a programme have in common, told once for many."""

    shared: Shared

    @classmethod
    def of(cls, programme: Programme, issuer: Issuer, *, origin: str) -> "Course":
        """The claims of our own type that the programme and its issuer make."""
        made = {
            "vct": typemetadata.own_vct(origin),
            "vct#integrity": typemetadata.integrity(origin),
            **_programme(programme),
            **_parties(programme, issuer),
            **_levels(programme.level),
            **_learning(programme),
            **_uses(programme),
        }
        return cls(Shared.of(_without_nothing(made)))

    def claims(
        self,
        award: Award,
        status: Status,
        *,
        iss: str,
        token_list: str,
        issued_at: datetime,
        demonstration: bool,
    ) -> Claims:
        """The claims of one award."""
        made = _registered(award, status, iss, token_list, issued_at) | {
            "name": award.native_name,
            "latin_name": award.latin_name,
            "award_date": award.awarded_at[:10],
            "grade": award.grade,
            "pathway": award.pathway,
            "demonstration": demonstration or None,
        }
        return _chosen(made, typemetadata.OWN, self.shared)


def own_claims(
    programme: Programme,
    issuer: Issuer,
    award: Award,
    status: Status,
    *,
    iss: str,
    origin: str,
    token_list: str,
    issued_at: datetime,
    demonstration: bool,
) -> Claims:
    """The claims of our own type; `iss` is the address whose issuer metadata names the key."""
    return Course.of(programme, issuer, origin=origin).claims(
        award,
        status,
        iss=iss,
        token_list=token_list,
        issued_at=issued_at,
        demonstration=demonstration,
    )


def eu_claims(
    programme: Programme,
    issuer: Issuer,
    award: Award,
    status: Status,
    *,
    iss: str,
    token_list: str,
    issued_at: datetime,
    demonstration: bool,
    names: tuple[str, str] | None = None,
) -> Claims:
    """The claims of the EU wallet's Learning Credential.

    `names` are the given and the family name where they are known apart; otherwise the whole
    name stands in `family_name`, for names are not taken apart by guess. Raises
    `level_missing` for a programme without a European level, which this type demands.
    """
    level = programme.level
    if level is None or level.eqf is None:
        raise NotAllowed("level_missing", "this type demands a European level")
    given, family = names or (None, award.native_name)
    made = _registered(award, status, iss, token_list, issued_at)
    made |= {
        "vct": typemetadata.EU_VCT,
        "issuing_authority": in_english(issuer.organisation.name),
        "issuing_country": issuer.organisation.country,
        "date_of_issuance": award.awarded_at[:10],
        "date_of_expiry": award.valid_until and award.valid_until[:10],
        "family_name": family,
        "given_name": given,
        "latin_name": award.latin_name,
        "achievement_title": in_english(programme.title),
        "achievement_description": in_english(programme.objective),
        "learning_outcomes": [in_english(one.text) for one in programme.outcomes],
        "assessment_grade": award.grade,
        "language_of_classes": list(programme.languages),
        "learner_identification": award.holder or f"urn:uuid:{award.credential}#subject",
        "expected_study_time": f"{number(programme.workload_hours)} hours",
        "level_of_learning_experience": level.eqf,
        "types_of_quality_assurance": [in_english(one.kind.name) for one in programme.quality],
        "prerequisites_to_enroll": [in_english(programme.prerequisites)],
        "integration_stackability_options": _is_stackable(programme.stackability),
        "programme": programme.id,
        "demonstration": demonstration or None,
    }
    return _chosen(made, typemetadata.EU_LEARNING)


def _chosen(made: Mapping[str, Any], type_name: str, shared: Shared | None = None) -> Claims:
    payload = _without_nothing(made)
    by_choice = _by_choice(type_name)
    return Claims(payload, tuple([(name,) for name in payload if name in by_choice]), shared)


@cache
def _by_choice(type_name: str) -> frozenset[str]:
    return typemetadata.disclosable(type_name) | _PERSONAL


def _without_nothing(made: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in made.items() if value is not None}


def _registered(
    award: Award, status: Status, iss: str, token_list: str, issued_at: datetime
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "iss": iss,
        "jti": f"urn:uuid:{award.credential}",
        "iat": jose.numeric_date(issued_at),
        "nbf": jose.numeric_date(strict.parse_instant(award.valid_from)),
        "status": tokenstatus.entry(index=int(status.index), uri=token_list),
    }
    if award.valid_until is not None:
        made["exp"] = jose.numeric_date(strict.parse_instant(award.valid_until))
    if award.holder is not None:
        made["sub"] = award.holder
        key = _holder_key(award.holder)
        if key is not None:
            made["cnf"] = {"jwk": key.to_jwk()}
    return made


def _holder_key(holder: str) -> PublicKey | None:
    """The key that a holder's DID spells out; other DIDs say it elsewhere."""
    if holder.startswith("did:key:"):
        return did.key_of_did_key(holder)
    return did.key_of_did_jwk(holder) if holder.startswith("did:jwk:") else None


def _programme(programme: Programme) -> dict[str, Any]:
    law = programme.legal_basis
    return {
        "programme": {
            "id": programme.id,
            "version": programme.version,
            "kind": _coded(programme.kind),
        },
        "title": dict(programme.title),
        "objective": dict(programme.objective),
        "criteria": dict(programme.criteria),
        "legal_basis": {"nation": law.nation, "status": law.status, "source": law.source},
    }


def _parties(programme: Programme, issuer: Issuer) -> dict[str, Any]:
    body = issuer.organisation
    return {
        "issuing_authority": _body(body),
        "signatory": issuer.signatory,
        "issuing_country": body.country,
        "issuing_jurisdiction": body.region,
        "awarding_body": [_body(one) for one in programme.awarding_bodies],
    }


def _levels(level: Level | None) -> dict[str, Any]:
    if level is None:
        return {}
    return {
        "nqf_level": level.nqf,
        "nqf_framework": dict(level.nqf_framework),
        "eqf_level": level.eqf,
        "eqf_note": level.eqf_note,
        "qf_ehea_cycle": level.cycle and _coded(level.cycle),
    }


def _learning(programme: Programme) -> dict[str, Any]:
    return {
        "field_of_study": programme.field and _coded(programme.field),
        "learning_outcomes": [_outcome(one) for one in programme.outcomes],
        "workload_hours": number(programme.workload_hours),
        "ects": None if programme.ects is None else number(programme.ects),
        "assessment_type": [_coded(one, note="weight") for one in programme.assessment],
        "participation_form": [_coded(one) for one in programme.participation],
        "instruction_language": list(programme.languages),
        "supervision": programme.supervision and _coded(programme.supervision),
        "grading_scheme": programme.grading and _grading(programme.grading),
        "quality_assurance": [_quality(one) for one in programme.quality],
    }


def _uses(programme: Programme) -> dict[str, Any]:
    way = programme.stackability
    needed = programme.prerequisite_programmes
    targets = [_reference(one) for one in programme.stacks_into]
    return {
        "prerequisites": _present(
            text=dict(programme.prerequisites),
            programmes=[_reference(one) for one in needed] or None,
        ),
        "stackability": _present(
            type=way and way.code, text=way and dict(way.name), targets=targets or None
        ),
        "further_information": _present(
            text=dict(programme.further) if programme.further else None,
            address=programme.further_address,
        ),
    }


def _present(**members: Any) -> Json | None:
    """The members that there are; None when there is none."""
    return {name: value for name, value in members.items() if value is not None} or None


def _coded(coded: Coded, *, note: str = "note") -> Json:
    made: Json = {"code": coded.code, "name": dict(coded.name)}
    if coded.uri:
        made["uri"] = coded.uri
    if coded.note:
        made[note] = coded.note
    return made


def _body(body: Organisation) -> Json:
    return {"id": body.id, "name": dict(body.name)}


def _outcome(outcome: Outcome) -> Json:
    made: Json = {"text": dict(outcome.text), "type": outcome.kind}
    return made | {"esco": outcome.esco} if outcome.esco else made


def _grading(grading: Grading) -> Json | None:
    return _present(
        code=grading.scale,
        name=dict(grading.name),
        marks=list(grading.marks) or None,
        minimum=grading.minimum,
        maximum=grading.maximum,
        required=grading.required,
    )


def _quality(quality: QualityAssurance) -> Json | None:
    """`valid_until` is the last day, as people read it; the facts hold the day after."""
    until = quality.valid_until
    return _present(
        type=_coded(quality.kind),
        agency=quality.agency and _body(quality.agency),
        decision=quality.decision,
        valid_from=quality.valid_from and quality.valid_from.isoformat(),
        valid_until=until and (until - timedelta(days=1)).isoformat(),
    )


def _reference(reference: Reference) -> Json:
    return {"id": reference.address, "name": dict(reference.name)}


def _is_stackable(way: Coded | None) -> bool | None:
    return None if way is None else way.code == "stackable"
