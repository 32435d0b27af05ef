"""What the description of the API promises, tried with generated requests of every kind.

Requests that fit the description and requests that do not, by visitors and by a token of each
kind, half of them naming things that are there: no answer is a fault of ours, and each is of a
status, type and form that the description tells.
"""

import itertools
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
import registerworld
import schemathesis
from apiworld import Doors
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from pharos.config.api import api
from pharos.registry import queries as registry

EXAMPLES = 12
# Whatever is sent to these fits: a word that may be anything, and no question at all.
CANNOT_BE_WRONG = {
    "get /api/v1/log",
    "get /api/v1/organisations/{slug}",
    "get /api/v1/organisations/{slug}/keys",
    "get /api/v1/organisations/{slug}/listings",
    "get /api/v1/programmes/{provider}/{slug}",
    "get /api/v1/standards",
}
SLUG = "golden-fleece-demo-university"
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
DESCRIPTION = schemathesis.openapi.from_dict(api.get_openapi_schema())
OPERATIONS = [one.ok() for one in DESCRIPTION.get_all_operations()]
_id = {f"{one.method} {one.path}": one for one in OPERATIONS}


@pytest.fixture(scope="module")
def senders(module_world: Doors) -> list[str | None]:
    """A visitor, a token of each role, of the deciding body, and of a machine."""
    doors = Doors(module_world.issuers)
    roles = ("registrar", "head", "administrator", "auditor")
    return [
        None,
        *(doors.role(role, SLUG) for role in roles),
        doors.person("agency-officer-ge"),
        doors.person("agency-approver-ge"),
        doors.client(SLUG),
        "pharos_client_of_nobody",
    ]


@pytest.fixture(scope="module")
def known(module_world: Doors, senders: list[str | None]) -> dict[str, str]:
    """Things that are there, by the names that addresses have for them."""
    version = module_world.world.versions["data-analysis"]
    return {
        "version_id": str(version.id),
        "provider": SLUG,
        "slug": "data-analysis",
        "nation": "GE",
        "decision_id": str(version.standings.get().decision_id),
    }


@pytest.fixture(autouse=True)
def _published(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bundle and a log are there, as after the first start."""
    trust = registerworld.World().trust()
    newest = SimpleNamespace(size=1, signed_at=registerworld.NOW, note="a note")
    monkeypatch.setattr("pharos.verification.queries.published_bundle", lambda: trust)
    monkeypatch.setattr(registry, "newest_checkpoint", lambda: newest)
    monkeypatch.setattr(registry, "log_origin", lambda: "localhost/log")
    monkeypatch.setattr(registry, "log_verifier_key", lambda: SimpleNamespace(to_text=lambda: "k"))


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Requests stay in the transaction of the test, as those of Django's own client do."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", _id)
def test_every_answer_is_one_that_is_described(
    name: str,
    mode: GenerationMode,
    senders: list[str | None],
    known: dict[str, str],
) -> None:
    """No fault, and no other status, type or form than is told."""
    operation = _id[name]
    sender = itertools.cycle(senders)
    real = itertools.cycle((True, False))
    application = WSGIHandler()

    @hypothesis.settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def sent(case: Any) -> None:
        if next(real):
            case.path_parameters = {**case.path_parameters, **_named(case, known)}
        token = next(sender)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        point = transaction.savepoint()
        answer = case.call(app=application, headers=headers)
        transaction.savepoint_rollback(point)
        case.validate_response(answer, checks=CHECKS, headers=headers)

    if mode is GenerationMode.NEGATIVE and name in CANNOT_BE_WRONG:
        with pytest.raises(hypothesis.errors.Unsatisfiable):
            sent()
    else:
        sent()


def _named(case: Any, known: dict[str, str]) -> dict[str, str]:
    return {name: known[name] for name in case.path_parameters if name in known}
