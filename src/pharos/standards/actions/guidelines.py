"""The guideline on putting micro-credentials together: a text by the ministry, in versions."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import connection, transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Invalid
from pharos.common.i18n import LANGUAGES, require_languages
from pharos.core import strict
from pharos.core.errors import CoreError
from pharos.standards.actions import amending
from pharos.standards.models import Guideline

MAX_TITLE = 200
MAX_TEXT = 20_000


@transaction.atomic
def enter(
    *,
    by: Actor,
    nation: str,
    title: Mapping[str, str],
    text: Mapping[str, str],
    source: str,
    first_day: date,
    now: datetime,
) -> Guideline:
    """The next version, in all three languages and with its source; earlier ones stay.

    Raises Invalid `guideline_unreadable` or `language_missing`.
    """
    policies.require(by, Permission.AMENDMENT_PROPOSE)
    amending.require_setter(by, nation, now)
    titles, texts = _clean(title, MAX_TITLE), _clean(text, MAX_TEXT)
    require_languages(titles, *LANGUAGES, field="title")
    require_languages(texts, *LANGUAGES, field="text")
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"guideline.{nation}"])
    newest = Guideline.objects.filter(nation=nation).order_by("-number").first()
    if newest is not None and first_day < newest.first_day:
        raise Invalid("guideline_reaches_back", day=newest.first_day.isoformat())
    return Guideline.objects.create(
        organisation_id=by.organisation_id,
        nation=nation,
        number=newest.number + 1 if newest else 1,
        title=titles,
        text=texts,
        source=amending.clean(source),
        first_day=first_day,
        entered_by=by.person_id,
        entered_at=now,
    )


def _clean(texts: Mapping[str, str], limit: int) -> dict[str, str]:
    try:
        found = {code: strict.clean_text(texts.get(code, ""), max_length=limit)
                 for code in LANGUAGES}  # fmt: skip
    except CoreError as error:
        raise Invalid("guideline_unreadable", error.message, limit=limit) from error
    return {code: text for code, text in found.items() if text}
