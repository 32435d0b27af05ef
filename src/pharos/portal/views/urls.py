"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.portal.views import comparing, mailbox, nextsteps, operations_urls, people, today
from pharos.portal.views.style import style

pages: list[URLPattern] = [
    path("desk/<slug:slug>/", today.today, name="desk-today"),
    path(
        "desk/<slug:slug>/programmes/versions/<uuid:version_id>/next",
        nextsteps.next_steps,
        name="programmes-next",
    ),
    path(
        "desk/<slug:slug>/programmes/drafts/<uuid:draft_id>/preview",
        comparing.preview,
        name="programmes-preview",
    ),
    path("demo/people", people.people, name="demo-people"),
    *operations_urls.pages,
    path("style", style, name="style"),
    path("demo/mailbox", mailbox.listing, name="mailbox"),
    path("demo/mailbox/<uuid:mail_id>", mailbox.mail, name="mailbox-mail"),
    path("demo/mailbox/<uuid:mail_id>/shown", mailbox.shown, name="mailbox-shown"),
]
