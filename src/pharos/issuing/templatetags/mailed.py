"""What pages of other contexts show of the mails to learners: `{% load mailed %}`."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django import template

from pharos.issuing.holders import queries

register = template.Library()
_STATES: Final = ("sent", "waiting", "failed", "dropped", "none")


@register.inclusion_tag("issuing/desk/batch_mails.html", takes_context=True)
def mails_of_batch(context: Mapping[str, Any], batch_id: UUID) -> Mapping[str, Any]:
    """How many learners of an issued batch were mailed, and the way to those who were not."""
    request = context["request"]
    counts = queries.mails_of_batch(request.desk.by, batch_id)
    return {
        "request": request,
        "told": [
            {"code": f"page_requests_state_{one}", "count": counts[one]}
            for one in _STATES
            if one in counts
        ],
        "failed": counts.get("failed", 0),
    }
