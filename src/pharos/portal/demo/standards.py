"""An amendment that is being consulted on, and a guideline, at the demonstration's ministry."""

from datetime import timedelta
from typing import Final

from pharos.common import clock, tenancy
from pharos.portal.demo.seeding import Seeding
from pharos.standards import queries
from pharos.standards.actions import consulting, drafting, guidelines
from pharos.standards.models import Amendment

NATION: Final = "AM"
OFFICER: Final = "ministry-officer-am"
APPROVER: Final = "ministry-approver-am"
REASON: Final = (
    "Առաջարկ ցուցադրության համար. մեկ կրեդիտից փոքր դասընթացները դժվար է գնահատել, "
    "ուստի նվազագույն ծավալը դառնում է երկու կրեդիտ։"
)
EVIDENCE: Final = "Ցուցադրական հիմնավորում. ոչ մի իրական ակտ դրա հիմքում չկա։"
# Who says what of the clause, and what the ministry answers; the last one still waits.
COMMENTS: Final = (
    (
        "registrar-am",
        "Մեր մեկկրեդիտանոց դասընթացներին անհրաժեշտ է մեկ տարի՝ անցնելու համար։",
        "Փոփոխությունը գործում է հաստատումից երեք ամիս հետո, իսկ նախկին շնորհումները մնում են։",
    ),
    ("agency-officer-am", "Գործակալությունը կողմ է. երկու կրեդիտը գնահատելի է։", ""),
)
TITLE: Final = {
    "hy": "Ինչպես համախմբել միկրոորակավորումները (ցուցադրական)",
    "ka": "როგორ გავაერთიანოთ მიკროკვალიფიკაციები (სადემონსტრაციო)",
    "en": "Putting micro-credentials together (demonstration)",
}
TEXT: Final = {
    "hy": "Ընդունող ծրագիրը նախապես հրապարակում է, թե որ միկրոորակավորումներն է հաշվում և քանի "
    "կրեդիտով։\nՆույն վերջնարդյունքը հաշվվում է մեկ անգամ։",
    "ka": "მიმღები პროგრამა წინასწარ აქვეყნებს, რომელ მიკროკვალიფიკაციებს ითვლის და რამდენი "
    "კრედიტით.\nერთი და იგივე შედეგი ერთხელ ითვლება.",
    "en": "The receiving programme publishes beforehand which micro-credentials it counts, and for "
    "how many credits.\nThe same outcome counts once.",
}  # fmt: skip


def seed(seeding: Seeding) -> int:
    """What was made now; nothing where it is there."""
    if OFFICER not in seeding.world.people:
        return 0
    return _guideline(seeding) + _amendment(seeding)


def _guideline(seeding: Seeding) -> int:
    by, now = seeding.actor(OFFICER), clock.now()
    with tenancy.scope(by):
        if queries.guidelines(NATION):
            return 0
        today = queries.history(NATION)[-1].legal_day(now)
        made = guidelines.propose(
            by=by, nation=NATION, title=TITLE, text=TEXT, first_day=today, now=now,
            source="Demonstration Ministry of Education (Armenia)",
        )  # fmt: skip
    approver = seeding.actor(APPROVER)
    with tenancy.scope(approver):
        guidelines.approve(by=approver, proposal_id=made.id, now=now)
    return 1


def _amendment(seeding: Seeding) -> int:
    by, now = seeding.actor(OFFICER), clock.now()
    with tenancy.scope(by):
        if Amendment.objects.filter(nation=NATION).exists():
            return 0
        today = queries.history(NATION)[-1].legal_day(now)
        draft = drafting.begin(by=by, nation=NATION, now=now)
        drafting.set_value(by=by, draft_id=draft.id, name="ects.min", value="2", now=now)
        drafting.explain(
            by=by, draft_id=draft.id, first_day=today + timedelta(days=120), reason=REASON,
            evidence=EVIDENCE, links=[], now=now,
        )  # fmt: skip
        made = drafting.propose(by=by, draft_id=draft.id, now=now)
        asked = consulting.open_consultation(
            by=by, amendment_id=made.id, last_day=today + timedelta(days=30),
            kinds=["hei_private", "hei_public", "qa_agency"], now=now,
        )  # fmt: skip
    for who, text, answer in COMMENTS:
        speaker = seeding.actor(who)
        with tenancy.scope(speaker):
            said = consulting.comment(
                by=speaker, consultation_id=asked.id, clause="ects.min", text=text, now=now
            )
        if answer:
            with tenancy.scope(by):
                consulting.answer(by=by, comment_id=said.id, text=answer, now=now)
    return 1
