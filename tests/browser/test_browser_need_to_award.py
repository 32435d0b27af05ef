"""From an employer's need to an award that another employer verifies, in each language.

Everybody does their part by pages, in one browser; days of silence pass by the clock. With
PHAROS_PICTURES every window is recorded (`playwright show-trace`). The same programme then goes
by the full route.
"""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import fullroute
import journeyworld
import pytest
from journeyworld import EMPLOYER, GOLDEN, Calm, World
from playwright.sync_api import Browser, Locator

from pharos.common import mailbox, tenancy
from pharos.common.counting import counted
from pharos.common.i18n import choose
from pharos.common.sentences import LANGUAGES, sentence
from pharos.lightroute.models import Notification

pytestmark = pytest.mark.browser

TESTS = Path(__file__).parents[1]
TITLES = {
    language: {
        "hy": f"Նավահանգստի տվյալներ ({language})",
        "ka": f"ნავსადგურის მონაცემები ({language})",
        "en": f"Data of a harbour ({language})",
    }
    for language in ("hy", "ka", "en")
}
LIGHT = {"provider": 4, "agency": 2}
HOURS = ("0.7", "0,7")
TONGUES = {"hy": "Հայերեն", "ka": "ქართული", "en": "English"}
TEXTS = {
    "hy": "Նավահանգստի տվյալները կարդում և ստուգում են ամեն օր։",
    "ka": "ნავსადგურის მონაცემებს ყოველდღე კითხულობენ და ამოწმებენ.",
    "en": "The data of the harbour are read and checked every day.",
}


@pytest.fixture(scope="session", autouse=True)
def beside_the_browser() -> Iterator[None]:
    """The browser's own loop runs in this thread, where Django would ask no database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="module")
def world(
    request: pytest.FixtureRequest,
    database: Any,
    django_db_setup: None,
    django_db_blocker: Any,
    browser: Browser,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """One installation for the three languages, with real commits."""
    ground: Any = request.config.pluginmanager.get_plugin(str(TESTS / "conftest.py"))
    folder = tmp_path_factory.mktemp("journey")
    with django_db_blocker.unblock():
        with journeyworld.opened(folder) as made:
            yield made
        journeyworld.connections.close_all()
    ground._restore_baseline(database.dsn("admin"))


class Journey:
    """One subject in one language: the people, and what they said so far."""

    def __init__(self, world: World, browser: Browser, language: str) -> None:
        self.world, self.browser, self.language = world, browser, language
        self.titles = TITLES[language]
        self.slug = f"harbour-data-{language}"

    @property
    def title(self) -> str:
        """The programme's title in the reader's language."""
        return self.titles[self.language]

    @property
    def wanted(self) -> str:
        """The need's title: an employer of this country writes Georgian and English."""
        return choose({one: self.titles[one] for one in ("ka", "en")}, self.language)

    def person(self, key: str) -> Calm:
        return self.world.person(self.browser, key, self.language)

    def task(self, key: str, code: str) -> Calm:
        """Somebody who begins with what waits at the desk: this, about our subject."""
        who = self.person(key)
        lines = who.page.locator("main li").filter(has_text=self.title)
        return who.enter(lines.get_by_role("link", name=counted(code, 1, self.language)))


@pytest.mark.parametrize("language", ["ka", "hy", "en"])
def test_from_a_need_to_an_award(world: World, browser: Browser, language: str) -> None:
    """Shows 2: the main line of the register, from the employer to the employer."""
    one = Journey(world, browser, language)
    file_a_need(one)
    design(one)
    publish(one)
    stand_behind_it(one)
    check_inside(one)
    world.count()
    notify(one)
    take_in(one)
    wait(one)
    number = award(one)
    verify(one, number)
    world.close()


def test_the_full_route_shows_the_difference(world: World) -> None:
    """Shows 2: the same programme before a panel and a committee; hours of both side by side."""
    for number in (1, 2, 3):
        fullroute.light(world, fullroute.published(world, f"light-{number}"))
    light = dict(world.counted)
    decision = fullroute.walk(world, fullroute.published(world, "full"))
    assert (decision.basis, decision.outcome) == ("procedure", "accredited")
    for side, most in LIGHT.items():
        found = world.counted[side]
        sys.stdout.write(f"{side}: light {len(light[side].names)}, full {len(found.names)} pages\n")
        assert len(light[side].names) <= most < len(found.names)
        assert found.loads > 3 * light[side].loads
    fullroute.others(world, 2)
    for language in LANGUAGES:
        rows = fullroute.Clerk(world, "agency-officer-ge").rows("/light-queue/hours", language)
        assert rows[sentence("page_light_route_light", language)][1] in HOURS, rows
        assert rows[sentence("page_light_route_full", language)] == ["3", "20"], rows


def file_a_need(one: Journey) -> None:
    """The employer's partner says which skill is needed, where and until when."""
    partner = one.person("employer-partner-ge").follow("menu_needs").follow("page_needs_new")
    for stem in ("title", "description", "skill_1"):
        partner.all_of(stem, one.titles if stem == "title" else TEXTS)
    until = one.world.scene.now + timedelta(days=900)
    partner.write(isced_f="0613", region="GE-AJ", people="12", until_day=f"{until:%d.%m.%Y}")
    partner.press("page_needs_publish").sees(one.wanted)


def design(one: Journey) -> None:
    """The registrar finds the need, writes a design from a pattern, and answers with it."""
    registrar = one.person("registrar-ge").follow("menu_demand").follow_text(one.wanted)
    registrar.follow("page_programmes_new")
    registrar.write(slug=one.slug, kind="credit_bearing", start="pattern-exam")
    registrar.press("page_programmes_begin")
    registrar.follow("page_draft_section_identity").all_of("title", one.titles)
    registrar.press("page_draft_save_next").all_of("objective", TEXTS).write(isced_f="0613")
    registrar.press("page_draft_save_next").write(region="GE-AJ")
    registrar.press("page_draft_save_next")
    registrar.write(**{"ects": "3", "workload_hours-count": "75", "workload_hours-minutes": "60"})
    registrar.press("page_draft_save_next").write(nqf_level="6", level_assigned_by="provider")
    registrar.press("page_draft_save_next").press("page_draft_save_next")
    registrar.press("page_draft_save_next").write(grading_scale="ge-100")
    registrar.press("page_draft_save_next").write(qa_type="external_programme")
    registrar.press("page_draft_save_next").press("page_draft_save_next")
    registrar.press("page_draft_save_next").reads("page_draft_publish_who")
    registrar.follow("menu_demand").follow_text(one.wanted)
    registrar.write(design=one.slug).press("page_needs_answer").reads("page_needs_answer_draft")


def publish(one: Journey) -> None:
    """The head freezes the version; the page after it says what comes next."""
    head = one.person("head-ge").follow("menu_programmes").follow_text(one.title)
    head.press("page_draft_publish_button").reads("page_designer_next").reads("page_next_internal")


def stand_behind_it(one: Journey) -> None:
    """The employer is asked, and its head signs for the version that was read."""
    registrar = one.person("registrar-ge").follow("menu_programmes").follow_text(one.title)
    registrar.follow("page_designer_next_link").follow("page_next_partner")
    employer = choose(one.world.world.organisations[EMPLOYER].name, one.language)
    registrar.page.locator("main [name=employer]").select_option(label=employer)
    registrar.write(role="co_design").press("page_partners_ask")
    head = one.task("employer-head-ge", "page_today_partner")
    head.page.locator("main [name=read]").check()
    head.press("page_partners_sign").reads("done_partner_signed")


def check_inside(one: Journey) -> None:
    """The registrar asks, the quality office goes through its list, the head confirms."""
    registrar = one.person("registrar-ge").follow("menu_programmes").follow_text(one.title)
    registrar.follow("page_designer_next_link").follow("page_next_internal")
    registrar.press("page_review_ask")
    office = one.task("quality-ge", "page_today_review")
    for verdict in office.page.locator("main select[name^=verdict_]").all():
        verdict.select_option("met")
    office.press("page_review_approve").reads("page_review_state_approved")
    head = one.task("head-ge", "page_today_review_confirm")
    head.press("page_review_confirm").reads("page_review_next")


def notify(one: Journey) -> None:
    """One form, prefilled from the internal decision, to the agency that trusts the provider."""
    office = one.person("quality-ge").follow("menu_light")
    card = office.page.locator("li.ds-card").filter(has_text=one.title)
    office.enter(card.get_by_role("link", name=office.words("page_light_new")))
    office.write(statement=TEXTS[one.language]).press("page_light_notify")
    office.reads("page_light_state_notified")


def take_in(one: Journey) -> None:
    """An officer has it in hand; a second person lets the days run."""
    officer = one.task("agency-officer-ge", "page_today_light_take")
    officer.press("page_light_take").reads("done_light_taken")
    officer.unfold("page_light_minutes")
    officer.write(minutes="40").press("page_light_spend")
    approver = one.task("agency-approver-ge", "page_today_light_sign")
    approver.press("page_light_sign").reads("done_light_signed")


def wait(one: Journey) -> None:
    """The last day of silence is over: the decision is there for everybody, with how it came."""
    with tenancy.scope(one.world.world.actor("quality-ge")):
        note = Notification.objects.get(version__programme__slug=one.slug)
    one.world.pass_to(note.due_on + timedelta(days=1))
    for side, most in LIGHT.items():
        assert len(one.world.counted[side].names) <= most, one.world.counted
    visitor = one.world.visitor(one.browser, one.language)
    visitor.open(f"/{one.language}/programmes/{GOLDEN}/{one.slug}").sees(note.number)
    visitor.reads("page_partner_role_co_design").sees(one.wanted)


def award(one: Journey) -> str:
    """Taught and examined: a roster becomes an award, and its holder opens the link of a mail."""
    world, language = one.world, one.language
    day = (world.scene.now + timedelta(days=30)).date()
    world.pass_to(day)
    address = f"learner-{one.slug}@demo.invalid"
    cells = {
        "given_name": "ნინო", "family_name": "ბერიძე", "birth_date": "1994-03-12",
        "national_number": f"9900000{ord(language[0])}{ord(language[1])}", "result": "passed",
        "grade": "85", "award_date": day.isoformat(), "language": TONGUES[language],
        "email": address,
    }  # fmt: skip
    file = one.world.scene.folder / f"{one.slug}.csv"
    file.write_text(f"{','.join(cells)}\n{','.join(cells.values())}\n", "utf-8")
    registrar = one.person("registrar-ge").follow("menu_imports")
    registrar.page.locator("main [name=file]").set_input_files(file)
    options = registrar.page.locator("main [name=version] option").filter(has_text=one.title)
    registrar.write(version=options.get_attribute("value") or "")
    registrar.press("page_imports_upload").reads("page_imports_good", count=1)
    registrar.enter(_button(registrar, counted("page_imports_keep", 1, language)))
    head = one.person("head-ge").follow("menu_batches")
    head.enter(head.page.locator("tr").filter(has_text=one.title).get_by_role("link"))
    head.enter(_button(head, counted("page_batches_confirm", 1, language)))
    world.settle()
    [mail] = [one for one in mailbox.newest() if one.to == address]
    learner = world.visitor(one.browser, language)
    learner.open(f"/{language}/demo/mailbox/{mail.id}")
    learner.enter(learner.unfold("page_mailbox_text").get_by_role("link"))
    learner.reads("page_holder_state_valid")
    learner.enter(learner.page.get_by_role("link", name=learner.words("page_holder_open")))
    learner.reads("page_band_valid").sees(one.title)
    return learner.page.url.split("/c/")[1].split("?")[0]


def verify(one: Journey, number: str) -> None:
    """Another employer asks by the number."""
    visitor = one.world.visitor(one.browser, one.language).open("/{language}/verify")
    visitor.type("page_field_number", number).press("page_button_verify")
    visitor.reads("page_band_valid").sees(one.title)


def _button(who: Calm, words: str) -> Locator:
    return who.page.get_by_role("button", name=words, exact=True)
