"""A plainly fictitious programme and award: for self-tests, measurements and examples."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from pharos.core.openbadges.document import Json, document
from pharos.core.openbadges.facts import (
    Award,
    Coded,
    Grading,
    Issuer,
    LegalBasis,
    Level,
    Organisation,
    Outcome,
    Programme,
    QualityAssurance,
    Reference,
    Status,
)

ORIGIN = "https://register.example.org"
PROVIDER = f"{ORIGIN}/providers/specimen-institute"
VERSION = f"{ORIGIN}/programmes/specimen-institute/teaching-with-data/v1"

INSTITUTE = Organisation(
    id="did:web:register.example.org:providers:specimen-institute",
    address=PROVIDER,
    name={"hy": "Նմուշային ինստիտուտ", "en": "Specimen Institute"},
    country="AM",
    region="AM-SH",
)
AGENCY = Organisation(
    id="did:web:register.example.org:agencies:specimen-agency",
    address=f"{ORIGIN}/agencies/specimen-agency",
    name={"hy": "Նմուշային գործակալություն", "en": "Specimen Quality Agency"},
    country="AM",
)
ISSUER = Issuer(organisation=INSTITUTE, signatory="Անահիտ Նմուշյան, Rector")
STATUS = Status(
    revocation_list=f"{ORIGIN}/status/revocation/1",
    suspension_list=f"{ORIGIN}/status/suspension/1",
    index="70413",
)
AWARD = Award(
    credential="4f8e2b0a-6d0c-4c57-9a57-0d2f6a1b9c11",
    native_name="Մարիամ Օհանյան-Գրիգորյանի",
    latin_name="Mariam O'hanyan-Grigoryani",
    awarded_at="2026-11-20T00:00:00+04:00",
    valid_from="2026-11-22T10:00:00Z",
    pathway="course",
    grade="18",
)
PROGRAMME = Programme(
    id=VERSION,
    version="1",
    kind=Coded("credit_bearing", {"en": "Credit-bearing micro-credential"}),
    title={"hy": "Դասավանդում տվյալներով", "en": "Teaching with data"},
    objective={
        "hy": "Ուսուցիչը պլանավորում է դասը՝ հենվելով տվյալների վրա։",
        "en": "The teacher plans lessons on the ground of data.",
    },
    criteria={
        "hy": "Գրավոր քննություն և նախագիծ։",
        "en": "A written examination and a project, both passed.",
    },
    language="hy",
    languages=("hy", "en"),
    awarding_bodies=(INSTITUTE,),
    field=Coded("0111", {"en": "Education science"}),
    outcomes=(
        Outcome(
            {"hy": "Ընտրում է համապատասխան տվյալներ", "en": "Chooses fitting data"},
            "skill",
            "http://data.europa.eu/esco/skill/25f0ea33-b4a2-4f31-b7b4-7d20e827b180",
        ),
        Outcome({"hy": "Գիտի վիճակագրության հիմունքները", "en": "Knows statistics"}, "knowledge"),
    ),
    workload_hours=Decimal("180"),
    ects=Decimal("6.0"),
    level=Level(
        nqf=6,
        nqf_framework={"en": "National Qualifications Framework of Armenia"},
        eqf=6,
        cycle=Coded("first", {"en": "First cycle"}),
    ),
    participation=(
        Coded(
            "blended",
            {"en": "Blended", "hy": "խառը"},
            "http://data.europa.eu/snb/learning-assessment/e92d221e4d",
        ),
    ),
    assessment=(
        Coded(
            "written_examination",
            {"en": "Written examination"},
            "http://data.europa.eu/snb/assessment/6e6cb2cc78",
            "60 %",
        ),
        Coded(
            "project_work",
            {"en": "Project work"},
            "http://data.europa.eu/snb/assessment/795dac4096",
            "40 %",
        ),
    ),
    quality=(
        QualityAssurance(
            kind=Coded(
                "external_programme",
                {"en": "External programme accreditation"},
                "http://data.europa.eu/snb/accreditation/820101cba6",
            ),
            agency=AGENCY,
            decision="2026/17",
            valid_from=date(2026, 1, 1),
            valid_until=date(2031, 1, 1),
        ),
    ),
    legal_basis=LegalBasis(nation="AM", status="draft", source="Draft order on micro-credentials"),
    prerequisites={"hy": "Բակալավրի աստիճան", "en": "A bachelor's degree"},
    supervision=Coded("supervised_onsite_id", {"en": "Supervised onsite, identity verified"}),
    stackability=Coded("stackable", {"en": "Stackable towards another credential"}),
    stacks_into=(Reference(f"{ORIGIN}/programmes/specimen-institute/ma/v1", {"en": "MA"}),),
    grading=Grading("am-20-school", {"en": "Twenty-point scale"}, "RawScore", (), "1", "20", "8"),
    further={"en": "Placement in schools is arranged."},
    further_address=f"{PROVIDER}/placement",
)
NON_FORMAL = replace(
    PROGRAMME,
    kind=Coded("non_formal", {"en": "Non-formal micro-credential"}),
    ects=None,
    level=None,
    grading=None,
    quality=(QualityAssurance(Coded("internal", {"en": "Internal quality assurance"})),),
)


def credential(award: Award = AWARD, programme: Programme = PROGRAMME) -> Json:
    """The unsigned document of the specimen, or of another award or programme."""
    return document(programme, ISSUER, award, STATUS, origin=ORIGIN, demonstration=True)
