"""What all forms of filings share: who files, when, in which language, with which body."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms

from pharos.accreditation.models import Decision
from pharos.common.actor import Actor
from pharos.common.errors import Malformed
from pharos.common.forms import Form
from pharos.common.i18n import choose
from pharos.organisations import queries as organisations
from pharos.oversight import queries
from pharos.oversight.actions import common

_BODIES: Final = ("qa_agency", "ministry")


def long_text(**more: Any) -> forms.CharField:
    """A field for a text of several lines."""
    return forms.CharField(
        max_length=common.MAX_TEXT, widget=forms.Textarea(attrs={"rows": 5}), **more
    )


class FilingForm(Form):
    """A form of one kind of filing; it knows who files, when and in which language."""

    asks_decision: ClassVar[bool] = False

    def __init__(
        self, *args: Any, by: Actor, now: Any, language: str, asked: Mapping[str, str], **more: Any
    ) -> None:
        self.by, self.now, self.language = by, now, language
        self.decision = self._decision(asked.get("decision", ""))
        super().__init__(*args, **more)
        self._grow()
        for name, one in self.fields.items():
            one.label = one.label or f"field_{self.area}_{name}"

    def _grow(self) -> None:
        """Add what depends on who files."""

    def _decision(self, asked: str) -> Decision | None:
        if not self.asks_decision:
            return None
        try:
            return common.own_decision(self.by, UUID(asked))
        except ValueError as error:
            raise Malformed("id_malformed", id=asked[:40]) from error


def bodies(by: Actor, now: Any, language: str) -> list[tuple[str, str]]:
    """The bodies of the own country that something is filed with."""
    assert by.organisation_id is not None
    nation = queries.nation_of(by.organisation_id, now)
    found = {
        one.id: one
        for kind in _BODIES
        for one in organisations.listing(nation=nation.code, kind=kind, on=nation.legal_day(now))
    }
    return [(str(one.id), choose(one.name, language)) for one in found.values()]
