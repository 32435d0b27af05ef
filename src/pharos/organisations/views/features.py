"""What an organisation can use of the register, and the operator who turns it off and on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.organisations import actions, desk, queries, rules
from pharos.organisations.models import Organisation

_MOST = 20


@desk.page()
def features(request: HttpRequest, by: Actor) -> HttpResponse:
    """The own organisation's; for the operator those of every organisation that is looked for."""
    asked = request.GET.get("q", "").strip()[:100]
    operates = policies.allows(by, Permission.FEATURE_SET)
    shown = [queries.by_id(by.organisation_id)]
    if operates:
        shown = queries.listing(on=request.now.date(), text=asked)[:_MOST] if asked else []
    return render(
        request,
        "organisations/features.html",
        {"entries": [_entry(one) for one in shown], "operates": operates, "asked": asked},
    )


@features.post("organisations.switch", Permission.FEATURE_SET)
def switch(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The button names organisation, feature and what it becomes."""
    slug, _, rest = request.POST.get("switch", "").partition(" ")
    feature, _, wanted = rest.partition(" ")
    entry = queries.organisation(slug)
    actions.switch(by=by, organisation_id=entry.id, feature=feature, on=wanted == "on", now=now)
    arguments = {"language": request.language, "slug": request.desk.slug}
    asked = urlencode({"q": request.GET.get("q", "")})
    to = f"{reverse('features', kwargs=arguments)}?{asked}"
    return desk.Done(to=to, say="done_features_on" if wanted == "on" else "done_features_off")


def _entry(one: Organisation) -> Mapping[str, Any]:
    off = queries.switched_off(one.id)
    return {
        "slug": one.slug,
        "name": one.name,
        "features": [{"code": code, "on": code not in off} for code, _ in rules.FEATURES],
    }
