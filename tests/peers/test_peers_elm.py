"""European Digital Credentials before another maker's JSON-LD processor (jsonld.js).

The Commission's tools read them as linked data: both processors must see the same statements,
and every word of ours must be one that the model's context defines.
"""

from pathlib import Path
from typing import Any

import elmworld
import pytest
from borrowed import borrow

from pharos.core import contexts, rdf
from pharos.core.openbadges import specimen

pytestmark = pytest.mark.peers
peers = borrow("elm_peers", Path(__file__).parent / "conftest.py")
Json = dict[str, Any]


def statements(credentials: list[Json]) -> list[Json]:
    folder = Path(contexts.__file__).parent / "context_files"
    addresses = {url: str(folder / one.file) for url, one in contexts.CONTEXTS.items()}
    question = {"contexts": addresses, "credentials": credentials}
    found: list[Json] = peers.run("elm.mjs", question)["results"]
    return found


def test_others_read_the_same_statements() -> None:
    made = [elmworld.made(specimen.PROGRAMME), elmworld.made(specimen.NON_FORMAL)]
    made += [
        elmworld.made(elmworld.programme(nation, kind), issuer=elmworld.issuer_of(nation))
        for nation in elmworld.NATIONS
        for kind in elmworld.KINDS
    ]
    for ours, theirs in zip(made, statements(made), strict=True):
        assert theirs["error"] is None
        assert theirs["nquads"] == rdf.canonical_nquads(ours)


def test_others_refuse_a_word_that_no_context_defines() -> None:
    made = elmworld.made(specimen.PROGRAMME)
    made["credentialSubject"]["hasClaim"]["points"] = "60"
    [answer] = statements([made])
    assert answer["nquads"] is None
    assert "safe mode" in answer["error"].lower() or "validation" in answer["error"].lower()
