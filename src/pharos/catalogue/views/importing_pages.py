"""A file of programmes at the provider's desk: judged first, then taken over as drafts."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts.policies import Permission
from pharos.catalogue.drafting.forms import told
from pharos.catalogue.importing import actions, columns, reading
from pharos.catalogue.importing.actions import Judged
from pharos.common import csvfiles
from pharos.common.actor import Actor
from pharos.common.forms import Form
from pharos.organisations import desk

MAX_POST = 2 * reading.MAX_BYTES


class CatalogueFile(Form):
    """The file of a catalogue."""

    area = "catalogue"
    file = django_forms.FileField()


@desk.page(Permission.PROGRAMME_DRAFT)
def import_catalogue(request: HttpRequest, by: Actor) -> HttpResponse:
    """Where a file is chosen."""
    sent = request.method == "POST" and not request.POST.get(desk.ACT_FIELD)
    form = CatalogueFile(request.POST, request.FILES) if sent else CatalogueFile()
    return render(request, "catalogue/desk/import.html", {"form": form})


@import_catalogue.post("catalogue.judge_catalogue", limit=MAX_POST)
def check(request: HttpRequest, by: Actor, now: datetime) -> HttpResponse:
    """What would become of each row; nothing is written yet."""
    form = CatalogueFile(request.POST, request.FILES)
    rows = reading.rows_of(form.checked()["file"].read())
    judged = actions.judge(rows, by=by, now=now)
    kept = [{"slug": one.slug, "document": one.document} for one in judged if one.document]
    return render(request, "catalogue/desk/import_checked.html", {
        "rows": shown(judged, request.language),
        "good": len(kept),
        "bad": len(judged) - len(kept),
        "entries": json.dumps({"programmes": kept}, ensure_ascii=False),
    })  # fmt: skip


@import_catalogue.post("catalogue.import_catalogue", name="keep", limit=MAX_POST)
def keep(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The rows that were good are drafts; each is judged once more."""
    rows = reading.of_json(request.POST.get("entries", "").encode("utf-8"))
    taken = [one for one in actions.take(rows, by=by, now=now) if one.draft]
    known = {"language": request.language, "slug": request.desk.slug}
    facts = {"count": str(len(taken))}
    return desk.Done(reverse("programmes-desk", kwargs=known), "done_catalogue_taken", facts)


@desk.page(Permission.PROGRAMME_DRAFT)
def import_template(request: HttpRequest, by: Actor) -> HttpResponse:
    """An empty table with every column, for a spreadsheet."""
    return csvfiles.download("programmes-template.csv", columns.headings(), [])


def shown(judged: Sequence[Judged], language: str) -> list[dict[str, Any]]:
    """The rows in words."""
    return [
        {
            "row": one,
            "title": one.title,
            "faults": [
                {"cell": fault.cell, "text": told(fault.problem, language)} for fault in one.faults
            ],
        }
        for one in judged
    ]
