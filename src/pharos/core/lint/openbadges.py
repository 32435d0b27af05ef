"""Rules that the Open Badges Specification 3.0 demands."""

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from pharos.core.lint.rules import Broken, Json, member, objects, rule

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


@cache
def _validator() -> "Draft202012Validator":
    # Imported when first asked: documents are re-made without any schema library.
    from jsonschema import Draft202012Validator

    file = resources.files("pharos.core") / "schemas" / "open_badge_credential.json"
    return Draft202012Validator(json.loads(file.read_text("utf-8")))


@rule("openbadges.schema", demanded_by="Open Badges 3.0, appendix B")
def schema(document: Json) -> Broken:
    for error in sorted(_validator().iter_errors(document), key=lambda e: e.json_path):
        yield error.json_path.removeprefix("$").removeprefix("."), error.message[:300]


@rule("openbadges.context", demanded_by="Open Badges 3.0, section 3.1")
def context(document: Json) -> Broken:
    contexts = document.get("@context")
    if not isinstance(contexts, list) or contexts[1:2] != [CONTEXT]:
        yield "@context", "the context of Open Badges 3.0.3 stands second"


@rule("openbadges.type", demanded_by="Open Badges 3.0, appendix B.1.2")
def credential_type(document: Json) -> Broken:
    if document.get("type") != ["VerifiableCredential", "OpenBadgeCredential"]:
        yield "type", "the types are VerifiableCredential and OpenBadgeCredential, in an array"


@rule("openbadges.achievement_type", demanded_by="Open Badges 3.0, appendix B.2.1")
def achievement_type(document: Json) -> Broken:
    achievement = member(document, "credentialSubject", "achievement")
    if achievement.get("achievementType") != "MicroCredential":
        yield "credentialSubject.achievement.achievementType", "it is not a MicroCredential"


@rule("openbadges.result_described", demanded_by="Open Badges 3.0, appendix B.1.19")
def result_described(document: Json) -> Broken:
    subject = member(document, "credentialSubject")
    described = {
        item.get("id") for item in objects(member(subject, "achievement").get("resultDescription"))
    }
    for place, result in enumerate(objects(subject.get("result"))):
        if result.get("resultDescription") not in described:
            here = f"credentialSubject.result[{place}].resultDescription"
            yield here, "the achievement does not describe this result"


@rule("openbadges.credits", demanded_by="Open Badges 3.0, appendix B.1.1 and B.1.4")
def credits_earned(document: Json) -> Broken:
    subject = member(document, "credentialSubject")
    earned, available = (
        subject.get("creditsEarned"),
        member(subject, "achievement").get("creditsAvailable"),
    )
    if earned != available:
        yield "credentialSubject.creditsEarned", f"{earned} earned of {available} available"
