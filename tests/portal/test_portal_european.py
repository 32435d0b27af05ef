"""What the product gives out as a European credential is held to the Commission's shapes."""

import json

import elmworld

from pharos.common import clock
from pharos.issuing.offers import offer


def test_uploads_of_both_nations_conform_to_the_shapes_and_to_annex_one(shown):
    for nation in ("ge", "am"):
        made = offer("elm").make(shown.credentials[nation].id, clock.now(), shown.issuers.signer)
        credential = json.loads(made.content)["credential"]
        graph = elmworld.graph_of(credential)
        assert elmworld.violations(graph, elmworld.official_shapes()) == []
        assert elmworld.violations(graph, elmworld.annex_one()) == []
        assert made.tlog_proof is None
