"""The facts of a credential: kept with its template, and the same when they are gathered again."""

import hashlib

import pytest

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.core import openbadges as ob
from pharos.core.errors import Malformed
from pharos.core.openbadges.frozen import plain, thawed
from pharos.core.openbadges.specimen import ISSUER, PROGRAMME
from pharos.issuing import facts, families
from pharos.issuing.models import Template


@pytest.fixture
def issued(issuers):
    return issuers.issued()[0].id


def test_facts_come_back_as_they_were_kept(issued):
    with tenancy.scope(ANONYMOUS, capability=issued):
        found = facts.of(issued)
        kept = Template.objects.get(id=found.row.template_id)
    assert hashlib.sha256(bytes(kept.facts)).digest() == bytes(kept.source)
    assert families.thaw(bytes(kept.facts)).programme == found.programme
    assert found.award.credential == str(issued)
    assert found.programme.title["en"]
    assert found.status.index == str(found.row.status_index)


def test_facts_that_were_not_kept_are_gathered_again(issued, monkeypatch):
    """Templates of earlier releases hold no facts: what was known then gives the same."""
    with tenancy.scope(ANONYMOUS, capability=issued):
        kept = facts.of(issued)
        monkeypatch.setattr(Template, "facts", None)
        assert facts.of(issued) == kept


def test_other_facts_than_the_signed_ones_are_never_told(issued, monkeypatch):
    made = ob.document
    monkeypatch.setattr(ob, "document", lambda *a, **k: made(*a, **k) | {"name": "Another"})
    with tenancy.scope(ANONYMOUS, capability=issued), pytest.raises(facts.Unreproducible):
        facts.of(issued)


@pytest.mark.parametrize("made", [PROGRAMME, ISSUER], ids=["programme", "issuer"])
def test_facts_are_the_same_after_json(made):
    assert thawed(type(made), plain(made)) == made


@pytest.mark.parametrize("member", ["id", "outcomes", "title"])
def test_facts_that_are_none_are_refused(member):
    broken = plain(PROGRAMME) | {member: 5}
    if member == "title":
        del broken["title"]
    with pytest.raises(Malformed):
        thawed(ob.Programme, broken)
