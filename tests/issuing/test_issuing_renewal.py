"""A list is published although its job failed or was lost."""

from datetime import UTC, datetime, timedelta

from pharos.common import tenancy
from pharos.issuing import queries, renewal, rules
from pharos.issuing.models import Publication

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def test_a_list_whose_job_failed_is_published_all_the_same(issuers) -> None:
    """No list runs out because one job ended for good."""
    row = issuers.issued()[0]
    owner = issuers.owner("ge")
    assert renewal.overdue(now=NOW) == [(owner, row.list_id)]
    assert renewal.publish_overdue(now=NOW, signer=issuers.signer) == 1
    assert renewal.overdue(now=NOW) == []
    assert renewal.publish_overdue(now=NOW, signer=issuers.signer) == 0

    later = NOW + rules.PUBLISH_EVERY + timedelta(minutes=1)
    assert renewal.publish_overdue(now=later, signer=issuers.signer) == 1
    with tenancy.scope(issuers.worker("ge")):
        assert queries.publication(row.list_id, "revocation").valid_from == later
    assert Publication.objects.filter(list_id=row.list_id).count() == 4


def test_an_issuer_without_a_key_keeps_no_other_waiting(issuers, monkeypatch) -> None:
    first = issuers.issued()[0].list_id
    second = issuers.issued("teachers.csv", "teacher-course", nation="am")[0].list_id
    publish = renewal.tasks.publish_now

    def only_the_second(by, list_id, **facts):
        if list_id == first:
            raise renewal.DomainError("issuer_key_missing")
        return publish(by, list_id, **facts)

    monkeypatch.setattr(renewal.tasks, "publish_now", only_the_second)
    assert renewal.publish_overdue(now=NOW, signer=issuers.signer) == 1
    assert [one for _, one in renewal.overdue(now=NOW)] == [first]
    assert second != first
