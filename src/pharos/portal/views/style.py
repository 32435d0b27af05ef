"""The living style page: every part in every state, in each look, for whoever makes a page."""

from datetime import date
from types import MappingProxyType

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.common.forms import DayField, Form
from pharos.common.sentences import sentence
from pharos.portal import frames
from pharos.portal.icons import icons

TONES = MappingProxyType(
    {
        "good": "page_band_valid",
        "warn": "page_band_suspended",
        "bad": "page_band_revoked",
        "info": "page_band_pending",
        "grey": "page_band_unchecked",
    }
)


class Sample(Form):
    """One field of each kind; on the page once empty and once refused."""

    area = "style"

    def __init__(self, language: str, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        choices = [(tone, sentence(code, language)) for tone, code in TONES.items()]
        for name in ("state", "states", "chosen"):
            self.fields[name].choices = choices

    number = forms.CharField(label="page_field_number", max_length=36)
    day = DayField(label="page_award_date", required=False)
    state = forms.ChoiceField(label="page_style_state")
    text = forms.CharField(label="page_field_document", widget=forms.Textarea(attrs={"rows": 3}))
    file = forms.FileField(label="page_field_file")
    chosen = forms.ChoiceField(label="page_style_chosen", widget=forms.RadioSelect)
    states = forms.MultipleChoiceField(
        label="page_style_states", widget=forms.CheckboxSelectMultiple, required=False
    )
    sure = forms.BooleanField(label="page_style_sure")


def style(request: HttpRequest, language: str) -> HttpResponse:
    """The page; `?look=` shows it in another look."""
    refused = {"wrong-number": "x" * 40, "wrong-day": "31.02.2026"}
    wrong = Sample(language, refused, prefix="wrong")
    tones = [{"tone": tone, "code": code} for tone, code in TONES.items()]
    response = render(
        request,
        "portal/style.html",
        {
            "look": request.GET.get("look", ""),
            "looks": frames.themes(),
            "tones": tones,
            "form": Sample(language),
            "wrong": wrong,
            "rows": [
                {"code": "page_award_date", "value": date(2026, 11, 21)},
                {"code": "page_ects", "value": 30},
                {"code": "page_valid_until", "value": None},
            ],
            "items": [
                {"code": "page_checks", "href": "#tables", "status": code, "tone": tone}
                for tone, code in TONES.items()
            ],
            "points": [
                {"label": sentence(code, language), "value": value}
                for code, value in zip(TONES.values(), (1240, 310, 42, 7, 0), strict=True)
            ],
            "page": Paginator(range(100), 10).page(4),
            "counts": (0, 1, 2, 12_345),
            "icons": sorted(icons()),
        },
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response
