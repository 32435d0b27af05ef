"""The parts of pages: what each writes, in three languages, and never unescaped."""

import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from pharos.common.forms import DayField, Form
from pharos.common.sentences import LANGUAGES, catalogue, sentence
from pharos.portal.icons import icons


class Sample(Form):
    """A field of each kind."""

    area = "sample"
    name = forms.CharField(label="page_number", max_length=5)
    day = DayField(label="page_award_date", required=False)
    kind = forms.ChoiceField(
        label="page_programme_kind", choices=[("a", "A"), ("b", "<B>")], widget=forms.RadioSelect
    )
    sure = forms.BooleanField(label="page_field_number")
    listed = forms.ChoiceField(label="page_level", choices=[("1", "one")])


def draw(source: str, language: str = "en", path: str = "/en/", **facts: object) -> str:
    request = RequestFactory().get(path)
    request.language = language
    text = "{% load words parts %}" + source
    return Template(text).render(Context({"request": request, **facts}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_field_has_label_control_and_what_is_wrong_bound_together(language):
    form = Sample({"name": "too long", "day": "31.02.2026"})
    drawn = draw("{% field form.name %}", language, form=form)
    assert f'<label for="id_name">{sentence("page_number", language)}' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_name_error"' in drawn
    assert 'id="id_name_error"' in drawn
    told = sentence("field_max_length", language, {"limit_value": 5, "show_value": 8})
    assert told in drawn
    assert sentence("field_day_unknown", language) in draw(
        "{% field form.day %}", language, form=form
    )


def test_what_may_stay_empty_says_so():
    assert sentence("page_parts_optional", "en") in draw("{% field form.day %}", form=Sample())
    assert sentence("page_parts_optional", "en") not in draw("{% field form.name %}", form=Sample())


def test_choices_are_a_group_with_a_name_and_are_escaped():
    drawn = draw("{% field form.kind %}", form=Sample({}))
    assert drawn.count('type="radio"') == 2
    assert "<legend>" in drawn
    assert "&lt;B&gt;" in drawn
    assert 'for="id_kind_0"' in drawn
    assert "<select" in draw("{% field form.listed %}", form=Sample())
    box = draw("{% field form.sure %}", form=Sample())
    assert 'type="checkbox"' in box
    assert box.index("<input") < box.index("<label")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_of_errors_leads_to_each_field(language):
    form = Sample({"day": "x"})
    drawn = draw("{% error_summary form %}", language, form=form)
    assert 'role="alert"' in drawn
    for target in ("id_name", "id_day", "id_kind_0", "id_sure"):
        assert f'href="#{target}"' in drawn
    assert sentence("field_required", language) in drawn
    assert draw("{% error_summary form %}", language, form=Sample()).strip() == ""


def test_a_refused_act_stands_above_the_form():
    refusal = {"detail": "No.", "problems": [{"detail": "Because <this>."}]}
    drawn = draw("{% error_summary %}", refusal=refusal)
    assert "No." in drawn
    assert "Because &lt;this&gt;." in drawn


@pytest.mark.parametrize("tone", ["good", "warn", "bad", "info", "grey"])
def test_a_status_has_words_a_shape_and_a_tone(tone):
    drawn = draw(f'{{% status "page_band_valid" "{tone}" %}}', "ka")
    assert sentence("page_band_valid", "ka") in drawn
    assert "<svg" in drawn
    assert f'class="status {tone}"' in drawn
    shapes = {icons()[name] for name in ("good", "warn", "bad", "info", "grey")}
    assert len(shapes) == 5


def test_a_summary_writes_each_kind_of_value():
    from datetime import date

    rows = [
        {"code": "page_award_date", "value": date(2026, 11, 21)},
        {"code": "page_issuer", "value": {"hy": "Համալսարան"}},
        {"code": "page_hours", "value": 1500},
        {"code": "page_grade", "value": None},
        {"code": "page_programme", "value": ["a", "<b>"], "href": "/x"},
    ]
    drawn = draw("{% summary rows %}", rows=rows)
    assert "21 November 2026" in drawn
    assert '<span lang="hy">Համալսարան</span>' in drawn
    assert "1,500" in drawn
    assert "–" in drawn
    assert "&lt;b&gt;" in drawn
    assert drawn.count('href="/x"') == 2


@pytest.mark.parametrize(
    ("language", "number", "form"),
    [("en", 0, "zero"), ("en", 1, "one"), ("en", 2, "other"), ("hy", 0, "zero"), ("hy", 1, "one"),
     ("hy", 2, "other"), ("ka", 0, "zero"), ("ka", 1, "one"), ("ka", 21, "other")],
)  # fmt: skip
def test_a_number_chooses_the_form_of_its_language(language, number, form):
    drawn = draw("{% say_count 'page_parts_sample' n %}", language, n=number)
    assert drawn == catalogue(language)[f"page_parts_sample_{form}"].format(n=number)


def test_a_large_number_is_grouped_as_its_readers_do():
    assert draw("{% say_count 'page_parts_sample' n %}", n=12345).startswith("12,345")
    assert "12\u00a0345" in draw("{% say_count 'page_parts_sample' n %}", "ka", n=12345)


def test_a_heading_may_part_its_long_words_and_nothing_else_does():
    said = draw('{% heading "page_brand" %}|{% say "page_brand" %}|{{ x|soft }}', "hy", x="<i>")
    parted, plain, escaped = said.split("|")
    assert parted.replace("\u00ad", "") == plain == sentence("page_brand", "hy")
    assert "\u00ad" in parted
    assert escaped == "&lt;i&gt;"


def test_progress_is_told_in_words_and_as_a_bar():
    drawn = draw('{% progress 3 10 "page_checks" %}')
    assert '<progress value="3" max="10"' in drawn
    assert sentence("page_parts_progress", "en", {"done": 3, "total": 10}) in drawn
    assert 'max="1"' in draw('{% progress 0 0 "page_checks" %}')


def test_tasks_have_words_places_and_states():
    items = [{"code": "page_checks", "href": "/x", "status": "page_band_valid", "tone": "good"},
             {"label": "<i>", "hint": "why"}]  # fmt: skip
    drawn = draw("{% tasks items %}", items=items)
    assert 'href="/x"' in drawn
    assert "&lt;i&gt;" in drawn
    assert "status good" in drawn


def test_a_pager_keeps_what_was_asked():
    page = Paginator(range(30), 10).page(2)
    drawn = draw("{% pager page %}", path="/en/?text=a%26b&page=2&done=x", page=page)
    assert "?text=a%26b&amp;page=1" in drawn
    assert "?text=a%26b&amp;page=3" in drawn
    assert "done" not in drawn
    assert draw("{% pager page %}", page=Paginator([1], 10).page(1)).strip() == ""


def test_a_chart_is_a_table_with_bars():
    points = [{"label": "<a>", "value": 10}, {"label": "b", "value": 5}, {"label": "c", "value": 0}]
    drawn = draw('{% chart points "page_checks" %}', points=points)
    assert re.findall(r'rect width="(\d+)"', drawn) == ["100", "50", "0"]
    assert "&lt;a&gt;" in drawn
    assert f"<caption>{sentence('page_checks', 'en')}</caption>" in drawn
    assert "100" not in draw('{% chart points "page_checks" %}', points=[])


def test_nothing_there_says_what_to_do():
    drawn = draw('{% empty "page_decisions_none" "/x" "page_button_verify" %}', "hy")
    assert sentence("page_decisions_none", "hy") in drawn
    assert sentence("page_button_verify", "hy") in drawn
    assert "href" not in draw('{% empty "page_decisions_none" %}')


def test_a_wide_table_has_a_name_and_the_keyboard_reaches_it():
    table = "<table><tr><td>{{ x }}</td></tr></table>"
    source = f'{{% table_region "page_decisions" %}}{table}{{% end_table_region %}}'
    drawn = draw(source, x="<x>")
    assert f'role="group" aria-label="{sentence("page_decisions", "en")}" tabindex="0"' in drawn
    assert "&lt;x&gt;" in drawn
    assert "<table>" in drawn


@pytest.mark.parametrize("name", sorted(icons()))
def test_an_icon_is_for_the_eye_only(name):
    drawn = draw(f'{{% icon "{name}" %}}')
    assert 'aria-hidden="true"' in drawn
    assert "style" not in drawn
