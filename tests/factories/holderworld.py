"""Learners with addresses: a roster that was mailed, and the links out of the mails."""

import csv
import io
import json
import re
from typing import Any

import pytest
from django.db import connection

from pharos.awards import actions as awards
from pharos.common import delivery, jobs, mailbox, tenancy
from pharos.common import settings as pharos_settings
from pharos.common import tasks as ground
from pharos.issuing import queries
from pharos.issuing.holders import tasks

NINO = ("nino@example.org", "ka")


def with_addresses(raw: bytes, *addresses: tuple[str, str], rows: int = 4) -> bytes:
    """The first rows of a roster with columns for e-mail and language, filled from the top."""
    read = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))[: rows + 1]
    if read[0][-2:] == ["ელფოსტა", "ენა"]:
        read = [row[:-2] for row in read]
    more = [("E-mail", "Language"), *addresses, *[("", "")] * rows]
    written = io.StringIO()
    csv.writer(written).writerows([*row, *cells] for row, cells in zip(read, more, strict=False))
    return written.getvalue().encode()


def issued(issuers: Any, *addresses: tuple[str, str], now: Any) -> list[Any]:
    """The credentials of four learners, the first of whom have these addresses."""
    world = issuers.world
    report = world.in_scope(
        "registrar-ge",
        awards.import_roster,
        raw=with_addresses(world.roster("data-analysts.csv"), *addresses),
        version_id=world.versions["data-analysis"].id,
        now=now,
    )
    assert report.rejected == (), report.as_dict("en")
    world.in_scope("registrar-ge", awards.propose_batch, batch_id=report.batch, now=now)
    world.in_scope("head-ge", awards.confirm, batch_id=report.batch, now=now)
    intent = issuers.prepared(report.batch)
    issuers.signed(intent)
    with tenancy.scope(issuers.worker("ge")):
        return queries.credentials_of_batch(issuers.owner("ge"), report.batch)


def own_mailbox(monkeypatch: pytest.MonkeyPatch, folder: Any) -> None:
    """The local mailbox lies in the test's own folder."""
    mine = pharos_settings.settings().model_copy(update={"state": folder})
    for module in (delivery, mailbox):
        monkeypatch.setattr(module, "settings", lambda: mine)


_SCOPED = {"issuing.tell": tasks.tell, "issuing.tell_change": tasks.tell_change,
           "issuing.tell_link": tasks.tell_link, "issuing.tell_wish": tasks.tell_wish,
           "issuing.tell_answer": tasks.tell_answer, "issuing.hear": tasks.hear}  # fmt: skip


def mails() -> list[mailbox.Kept]:
    """What arrived, the oldest first, after the jobs that mail were done.

    Of the other jobs some need a signer, and are not what is tried here.
    """
    for _ in range(2):
        for name, work in _SCOPED.items():
            for actor, ids in _taken(name):
                with tenancy.scope(actor):
                    work(actor, **ids)
        for actor, ids in _taken("common.mail"):
            ground.mail(actor, **ids)
    return list(reversed(mailbox.newest()))


def path_in(mail: mailbox.Kept) -> str:
    """The path that the button of a mail leads to."""
    found = re.search(r'class="button" href="https?://[^/"]+(/[^"]+)"', mail.html)
    assert found is not None, mail.html
    return found[1]


def _taken(name: str) -> list[tuple[Any, dict[str, Any]]]:
    """The jobs of one name that waited, in the order they were deferred."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set status = 'succeeded' where status = 'todo'"
            " and task_name = %s returning id, args",
            [name],
        )
        found = [json.loads(args) for _, args in sorted(cursor.fetchall())]
    return [
        (
            jobs._actor_from(args.pop("actor")),
            {key: jobs._id_from(value) for key, value in args.items()},
        )
        for args in found
    ]
