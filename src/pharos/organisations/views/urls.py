"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.organisations.views import (
    chooser,
    clients,
    features,
    invitation,
    mandates,
    records,
    register_desk,
    register_entry,
    signatories,
    team,
)

pages: list[URLPattern] = [
    path("desk/", chooser.chooser, name="desk-chooser"),
    path("sign-in/invitation/<str:token>", invitation.invitation, name="invitation"),
    path("desk/<slug:slug>/team", team.team, name="team"),
    path("desk/<slug:slug>/team/invite", team.invite, name="team-invite"),
    path("desk/<slug:slug>/team/role", team.role, name="team-role"),
    path("desk/<slug:slug>/team/end/<uuid:membership_id>", team.end, name="team-end"),
    path("desk/<slug:slug>/clients", clients.clients, name="clients"),
    path("desk/<slug:slug>/clients/new", clients.new, name="client-new"),
    path("desk/<slug:slug>/clients/<uuid:client_id>", clients.client, name="client"),
    path("desk/<slug:slug>/features", features.features, name="features"),
    path("desk/<slug:slug>/organisations", register_desk.listing, name="register-organisations"),
    path("desk/<slug:slug>/organisations/new", register_desk.new, name="register-new"),
    path(
        "desk/<slug:slug>/organisations/<slug:entry>", register_entry.entry, name="register-entry"
    ),
    path("desk/<slug:slug>/mandates", mandates.mandates, name="mandates"),
    path("desk/<slug:slug>/mandates/<uuid:mandate_id>", mandates.mandate, name="mandates-mandate"),
    path("desk/<slug:slug>/enquiries", records.listing, name="enquiries"),
    path("providers/<slug:provider>/records", records.ask, name="records-ask"),
    path("desk/<slug:slug>/signatories", signatories.signatories, name="signatories"),
]
