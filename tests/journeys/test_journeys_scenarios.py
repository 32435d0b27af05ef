"""REFERENCE 9, scenarios 1 to 6: pages, jobs and verdicts with the clock set.

Recognition, stacking and prior learning come with later parts and are left out here.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from scenarioworld import Stage, course, plain, stage

from pharos.accreditation.models import CertificateFormat, Decision
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import mailbox, tenancy
from pharos.organisations.models import Organisation

ANI = ("Անի", "Սարգսյան", "1999-04-02", "9900000012", "ani@example.org", "passed", "18")
BELA = ("Բելա", "Գրիգորյան", "1998-07-12", "9900000023", "bela@example.org", "passed", "17")

GIA = ("გია", "კაპანაძე", "1990-05-01", "99000000033", "gia@example.org", "passed", "85")

DEGREE = {"hy": "Բարձրագույն կրթություն", "en": "A degree"}


@pytest.fixture
def scene(db_world: None, tmp_path: Path) -> Iterator[Stage]:
    with stage(tmp_path) as made:
        yield made


def academy(scene: Stage) -> tuple[Organisation, Organisation]:
    """The company academy of scenarios 1 and 2, accredited as an institution; its agency."""
    ministry = scene.body("demo-ministry", "AM", "ministry")
    agency = scene.body("demo-agency", "AM", "qa_agency")
    school = scene.provider("demo-company-academy", "AM", "company_academy")
    scene.decide(ministry, "authorisation", school.id, date(2025, 1, 1), years="7")
    scene.decide(agency, "institution", school.id, date(2025, 9, 1), years="6")
    scene.press(school, "registrar", "/certificate-formats", act="ours")
    with tenancy.scope(scene.person(school, "registrar")):
        [form] = CertificateFormat.objects.filter(organisation_id=school.id)
    scene.decide(ministry, "format", form.id, date(2025, 1, 1), years="open")
    return school, agency


def accredited(
    scene: Stage, school: Organisation, agency: Organisation, slug: str
) -> tuple[ProgrammeVersion, Decision]:
    """A programme of 6 ECTS at level 7, accredited from February 2026 to January 2030."""
    version = scene.publish(school, slug, course(school.slug, slug), date(2026, 1, 1))
    return version, scene.decide(agency, "programme", version.id, date(2026, 2, 1), years="4")


def enrolled(scene: Stage, school: Organisation, version: ProgrammeVersion) -> str:
    """The run in which Bela takes part since October 2027."""
    page = scene.press(
        school, "registrar", "/runs/new", version=str(version.id), code=version.id.hex[-4:],
        first_day="01.10.2027", last_day="30.06.2028",
    )  # fmt: skip
    names = dict(zip(("given_name", "family_name"), BELA, strict=False))
    scene.press(school, "registrar", f"{page}/enrol", **names, birth_date="12.07.1998",
                given_name_latin="Bela", family_name_latin="Grigoryan", national_number=BELA[3],
                enrolled_on="01.10.2027")  # fmt: skip
    return page.rpartition("/")[2]


def test_1_company_academy_to_master_accreditation_withdrawn_later(scene: Stage) -> None:
    """Ani stays VALID, "in force at award, withdrawn later"; Bela is refused with the reason.

    Enrolled before and under a teach-out Bela is issued her 6 ECTS. The 6 ECTS counted towards
    the master: stacking comes later.
    """
    school, agency = academy(scene)
    version, decision = accredited(scene, school, agency, "software")
    other, taught_out = accredited(scene, school, agency, "hardware")
    scene.at(date(2027, 5, 20))
    ani = scene.award(school, version, *ANI, "2027-05-20")
    assert scene.verdict(ani).verdict == "VALID"
    scene.at(date(2027, 10, 1))
    runs = [enrolled(scene, school, one) for one in (version, other)]
    scene.at(date(2028, 2, 1))
    scene.change(agency, decision, "withdrawn", date(2028, 3, 1))
    scene.change(agency, taught_out, "withdrawn", date(2028, 3, 1), teach_out_last="30.06.2028")
    scene.at(date(2028, 3, 10))
    refused = scene.look(
        scene.bring(school, version, *BELA, "2028-03-10", run=runs[0]), school, "registrar"
    )
    assert "Good: 0 Cannot be awarded: 1" in plain(refused)
    assert "The programme was not accredited on 2028-03-10." in refused
    bela = scene.award(school, other, *BELA, "2028-03-10", run=runs[1])
    scene.at(date(2028, 4, 1))
    scene.settle()
    later = scene.verdict(ani)
    assert later.verdict == "VALID"
    assert later.told("accredited_at_award") == ("passed", "accredited_at_award")
    assert later.told("accredited_now") == ("failed", "not_accredited_now")
    assert "withdrawn from 2028-03-01" in later.check("accredited_now")["message"]
    assert "withdrawn from 2028-03-01. Awards made before stay as they are." in plain(later.page)
    hers = scene.verdict(bela)
    assert (hers.verdict, hers.answer["subject"]["credits"]) == ("VALID", 6)
    assert hers.told("accredited_at_award") == ("passed", "accredited_teach_out")


def test_2_fraud_reaching_back(scene: Stage) -> None:
    """Ani's award is shown as not valid, annulled; nothing is cancelled, and she is heard.

    The review of recognitions already granted: recognition comes later.
    """
    school, agency = academy(scene)
    version, decision = accredited(scene, school, agency, "software")
    scene.at(date(2027, 5, 20))
    ani = scene.award(school, version, *ANI, "2027-05-20")
    scene.at(date(2028, 3, 1))
    scene.change(agency, decision, "withdrawn", date(2028, 3, 1), fraud="on",
                 retroactive_from="01.05.2027")  # fmt: skip
    scene.settle()
    found = scene.verdict(ani)
    assert found.verdict == "INVALID"
    assert found.told("accredited_at_award") == ("failed", "not_accredited_at_award")
    assert "annulled from 2027-05-01" in found.check("accredited_at_award")["message"]
    assert plain(found.page).partition("> ")[2].startswith("Not accredited on the award date")
    assert found.told("status") == ("passed", "status_good")  # nothing was cancelled
    heard = [one for one in mailbox.newest() if one.to == "ani@example.org"]
    assert len(heard) == 2  # the award, and the hearing
    assert "Դուք ունեք լսված լինելու իրավունք" in heard[0].text
    assert "Ձեր շնորհումը չի չեղարկվում" in heard[0].text


ACT = {"title": {"hy": "Կառավարության որոշում", "en": "Decision of the Government"},
       "number": "1-N", "adopted_on": "2022-06-01"}  # fmt: skip
PLACES = [
    {"code": "goris", "name": {"hy": "Գորիս", "en": "Goris"}, "region": "AM-SU",
     "first_day": "2022-09-01"},
    {"code": "berd", "name": {"hy": "Բերդ", "en": "Berd"}, "region": "AM-TV",
     "first_day": "2023-01-01", "until": "2026-01-01"},
]  # fmt: skip


def test_3_teacher_certificate_of_a_private_licensee(scene: Stage) -> None:
    """29.5 ECTS are stopped (R13), 30 are published as regulated_30; its assurance is the licence.

    The page shows entitlement, act and settlements; a school picks settlement and day: yes or no.
    """
    ministry = scene.body("demo-ministry", "AM", "ministry")
    school = scene.provider("demo-private-university", "AM", "hei_private")
    entitlement = {"occupation": "teacher", "act": ACT, "settlements": PLACES}
    teachers = course(
        school.slug, "Teachers", kind="regulated_30", isced_f="0113", nqf_level=6, eqf_level=6,
        qf_ehea_cycle="first", level_assigned_by="law", entitlement=entitlement,
        qa_type=["external_institutional", "external_programme_licence"], ects="29.5",
        workload_hours={"count": "885", "minutes": 60}, prerequisites={"text": DEGREE},
    )  # fmt: skip
    page = scene.draft(school, "teachers", teachers)
    stopped = plain(scene.look(page, school, "head"))
    assert "The regulated course has exactly 30 ECTS, not 29.5." in stopped
    assert 'name="digest"' not in scene.look(page, school, "head")
    thirty = teachers | {"ects": "30", "workload_hours": {"count": "900", "minutes": 60}}
    version = scene.publish(school, "teachers-thirty", thirty, date(2026, 1, 1))
    assert (version.kind, version.ects) == ("regulated_30", 30)
    scene.decide(ministry, "authorisation", school.id, date(2026, 1, 1), years="7")
    scene.decide(ministry, "licence", version.id, date(2026, 1, 1), years="7")
    public = f"/en/programmes/{school.slug}/teachers-thirty"
    shown = plain(scene.look(public))
    assert "licence Teachers demo-ministry D-2" in shown
    assert "Occupation: Teacher." in shown
    assert "Act: Decision of the Government, 1-N (1 June 2022)" in shown
    assert "Goris, Syunik from 1 September 2022" in shown
    assert "Berd, Tavush 1 January 2023 to 31 December 2025" in shown
    for asked, words in (
        ("settlement=goris&on=01.09.2027", "Yes: the award entitles to this work in Goris"),
        ("settlement=berd&on=01.09.2027", "the entitlement in Berd ended on 31 December 2025"),
        ("settlement=berd&on=2024-05-01", "Yes: the award entitles to this work in Berd"),
        ("settlement=goris&on=2022-08-31", "in Goris begins on 1 September 2022"),
    ):
        assert words in plain(scene.look(f"{public}?{asked}"))
    assert "Yes: " not in plain(scene.look(f"{public}?settlement=nowhere&on=2022-08-31"))


HOURS_ONLY = {
    "ects": None, "hours_per_credit": None, "nqf_level": None, "eqf_level": None,
    "qf_ehea_cycle": None, "level_assigned_by": None, "kind": "non_formal",
    "qa_type": ["internal"],
}  # fmt: skip


def test_4_attendance_course_asks_for_ects(scene: Stage) -> None:
    """R4 stops kind and ECTS; it is shown outside of the register, or an assessment is added."""
    school = scene.provider("demo-training-centre", "AM", "training_centre")
    attended = [{"type": "level_of_attendance", "weight": "100", "outcomes": ["plan"],
                 "mode": "onsite"}]  # fmt: skip
    hours = {"count": "90", "minutes": 45}
    credit = course(school.slug, assessment=attended, ects="3", workload_hours=hours)
    page = scene.draft(school, "welcome", credit)
    stopped = plain(scene.look(page, school, "head"))
    assert "Attendance alone proves no achievement." in stopped
    assert 'value="course"' not in scene.look(page, school, "head")  # not while it claims ECTS
    asked = scene.send(school, "head", page, first_day="23.11.2026", digest="0" * 64)
    assert asked.status_code in (409, 422)
    plainer = course(school.slug, assessment=attended, workload_hours=hours, **HOURS_ONLY)
    attendance = scene.draft(school, "attendance", plainer)
    scene.sign(school, "head", attendance, act="course")
    listed = plain(scene.look("/en/courses"))
    assert "A course" in listed
    assert "A course" not in plain(scene.look("/en/programmes"))
    assert not ProgrammeVersion.objects.filter(organisation_id=school.id).exists()
    scene.press(
        school, "registrar", f"{attendance}/assessment", act="",
        **{"assessment-count": "1", "assessment-0-type": "practical_assessment",
           "assessment-0-weight": "100", "assessment-0-outcomes": ["plan"],
           "assessment-0-mode": "onsite"},
    )  # fmt: skip
    scene.sign(school, "head", attendance, act="", first_day="23.11.2026")
    assert scene.version(school, "attendance").kind == "non_formal"


def test_5_transfer_between_armenia_and_georgia(scene: Stage) -> None:
    """3 ECTS are 90 hours in Armenia and 75 in Georgia: both published, a warning nowhere.

    That each is recognised as 3 ECTS, not 3.6, by the other: recognition comes later.
    """
    for nation, count in (("AM", "90"), ("GE", "75")):
        school = scene.provider(f"demo-university-{nation.lower()}", nation, "hei_public")
        document = course(school.slug, f"Three {nation}", nation, ects="3", nqf_level=6,
                          eqf_level=6, qf_ehea_cycle="first",
                          workload_hours={"count": count, "minutes": 60})  # fmt: skip
        page = scene.draft(school, "three", document)
        shown = plain(scene.look(page, school, "head"))
        assert "Nothing is to be mended." in shown
        each = {"AM": 30, "GE": 25}[nation]
        volume = plain(scene.look(f"{page}/volume", school, "registrar"))
        assert f"{count} hours fit: one credit stands for {each} hours." in volume
        scene.sign(school, "head", page, act="", first_day="23.11.2026")
        public = plain(scene.look(f"/en/programmes/{school.slug}/three"))
        assert f"ECTS credits 3 Hours of work {count}" in public


def test_6_hours_only(scene: Stage) -> None:
    """80 learner hours of a company, assessed: a credential with hours, without ECTS.

    Nothing turns hours into credits by itself. What prior learning proposes to an evaluator
    comes later.
    """
    agency = scene.body("demo-agency-ge", "GE", "qa_agency", "registry_operator")
    school = scene.provider("demo-company-ge", "GE", "company_academy")
    hours = {"count": "80", "minutes": 60}
    document = course(school.slug, "Workshop", "GE", workload_hours=hours, **HOURS_ONLY)
    version = scene.publish(school, "workshop", document, date(2026, 1, 1))
    scene.decide(agency, "authorisation", school.id, date(2026, 1, 1), years="6")
    number = scene.award(school, version, *GIA, "2026-11-20")
    found = scene.verdict(number)
    assert found.verdict == "VALID"
    assert found.answer["subject"].get("credits") is None
    assert "Hours of work 80" in plain(found.page)
    assert "ECTS" not in plain(found.page).partition("All nine checks")[0]
