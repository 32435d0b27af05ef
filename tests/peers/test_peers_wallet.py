"""What the product itself makes for wallets, before the JavaScript library of others."""

import json
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from walletlibrary import ask

from pharos.common import tenancy
from pharos.common.settings import settings
from pharos.core import sdjwt, strict
from pharos.core.sdjwt import typemetadata
from pharos.core.verify import tokenkeys
from pharos.issuing import rules, tasks
from pharos.issuing.documents import actions as documents
from pharos.organisations import queries as organisations
from pharos.registry import queries as registry

pytestmark = pytest.mark.peers
Json = dict[str, Any]


@pytest.mark.parametrize("nation", ["ge", "am"])
def test_others_accept_the_wallet_forms_of_an_award(issuers: Any, nation: str) -> None:
    key = issuers.add_documents_key(nation)
    programme = {"ge": "data-analysis", "am": "teacher-course"}[nation]
    roster = {"ge": "data-analysts.csv", "am": "teachers.csv"}[nation]
    row = issuers.issued(roster, programme, nation=nation)[0]
    forms = {name: made(issuers, row, name) for name in ("sd-jwt-vc", "sd-jwt-vc-eu", "ob3-jwt")}
    token = forms["sd-jwt-vc"]
    owner = organisations.by_id(issuers.owner(nation))
    metadata = tokenkeys.metadata(
        registry.issuer_address(owner), {key.key_id: registry_key(issuers, nation, key.key_id)}
    )
    [jwk] = metadata["jwks"]["keys"]
    claims = sdjwt.read(token).claims
    assert claims["iss"] == metadata["issuer"]
    lists = published(issuers, row, nation)
    answer = ask({
        "task": "verify",
        "at": strict.format_instant(row.created + timedelta(minutes=1)),
        "keys": {jwk["kid"]: jwk},
        "lists": lists,
        "types": {
            typemetadata.own_vct(settings().origin): json.loads(
                typemetadata.document(settings().origin)
            ),
            typemetadata.EU_VCT: {"vct": typemetadata.EU_VCT},
        },
        "tokens": [{"token": forms[name].decode()} for name in ("sd-jwt-vc", "sd-jwt-vc-eu")],
    })  # fmt: skip
    assert [one.get("error") for one in answer["results"]] == [None, None]
    assert [one["payload"]["jti"] for one in answer["results"]] == [f"urn:uuid:{row.id}"] * 2
    badge = jwt.decode(forms["ob3-jwt"].decode(), ECKey.import_key(dict(jwk)), algorithms=["ES256"])
    assert badge.claims["jti"] == f"urn:uuid:{row.id}"


def made(issuers: Any, row: Any, name: str) -> bytes:
    found = documents.document(row.id, name, now=row.created, signer=issuers.signer)
    return bytes(found.content)


def registry_key(issuers: Any, nation: str, key_id: str) -> Any:
    with tenancy.scope(issuers.worker(nation)):
        history = registry.key_history(issuers.owner(nation))
    return next(key.public_key for key in history if key.id == key_id)


def published(issuers: Any, row: Any, nation: str) -> Json:
    """The signed token list by its address."""
    found = tasks.publish_now(
        issuers.worker(nation), row.list_id, now=row.created, signer=issuers.signer
    )
    [token] = [one for one in found if one.purpose == rules.TOKEN]
    address = f"{settings().origin}/status/{rules.TOKEN}/{row.list_id}"
    return {address: bytes(token.document).decode("ascii")}
