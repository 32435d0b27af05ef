"""Rules that Annex I of the Council Recommendation of 16 June 2022 demands."""

from pharos.core.lint.rules import Broken, Json, member, rule
from pharos.core.openbadges.annex import ELEMENTS, aligned, annex_one, missing_elements

# Being there is no assessment: it never earns credits or a micro-credential.
ATTENDANCE = "level_of_attendance"


@rule("annex.complete", demanded_by="Council Recommendation C/2022/243, Annex I")
def complete(document: Json) -> Broken:
    for name in missing_elements(document):
        yield "credentialSubject", f"{name} is missing: {ELEMENTS[name]}"


@rule("annex.attendance_only", demanded_by="ECTS Users' Guide 2015: credits need assessment")
def attendance_only(document: Json) -> Broken:
    kinds = annex_one(document)["M9"] or []
    if kinds and set(kinds) == {ATTENDANCE}:
        yield "credentialSubject.achievement.alignment", "attendance alone is no achievement"


@rule("annex.credits_with_level", demanded_by="Council Recommendation, Annex I: ECTS and level")
def credits_with_level(document: Json) -> Broken:
    achievement = member(document, "credentialSubject", "achievement")
    if achievement.get("creditsAvailable") and annex_one(document)["M8"] is None:
        yield "credentialSubject.achievement.alignment", "credits are given at a level"


@rule("annex.legal_basis", demanded_by="our profile: every award names its legal basis")
def legal_basis(document: Json) -> Broken:
    achievement = member(document, "credentialSubject", "achievement")
    codes = {alignment.get("targetCode") for alignment in aligned(achievement, "ext:LegalBasis")}
    if len(codes) != 1 or not codes <= {"none", "draft", "pilot", "in_force"}:
        yield "credentialSubject.achievement.alignment", "the legal basis and its state"
