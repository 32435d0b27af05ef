"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.lightroute.views import agency, case, provider, public

pages: list[URLPattern] = [
    path("light-route", public.draws, name="light-draws"),
    path("light-route/<uuid:decision_id>", public.record, name="light-public"),
    path("desk/<slug:slug>/light", provider.mine, name="light-mine"),
    path("desk/<slug:slug>/light/new/<uuid:version_id>", provider.new, name="light-new"),
    path("desk/<slug:slug>/light/part/<uuid:version_id>", provider.part, name="light-part"),
    path("desk/<slug:slug>/light/<uuid:notification_id>", case.case, name="light-case"),
    path("desk/<slug:slug>/light-queue", agency.queue, name="light-queue"),
    path("desk/<slug:slug>/light-queue/providers", agency.providers, name="light-providers"),
    path("desk/<slug:slug>/light-queue/audits", agency.audits, name="light-audits"),
    path("desk/<slug:slug>/light-queue/hours", agency.hours, name="light-hours"),
]
