"""How far a re-issue is, for the page of keys."""

from django import template

from pharos.issuing.reissue import queries
from pharos.issuing.reissue.models import Reissue

register = template.Library()


@register.simple_tag
def reissue_of(key_id: str) -> Reissue | None:
    """The newest run over the credentials of a key, in the acting scope; None before any."""
    return queries.of_key(key_id)
