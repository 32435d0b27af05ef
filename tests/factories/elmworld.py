"""Awards of every kind in both nations, and the shapes that their documents are held to."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pyoxigraph
import pyshacl
import rdflib

from pharos.core import contexts, rdf
from pharos.core.elm import document
from pharos.core.openbadges import Coded, Level, Programme, QualityAssurance, Reference, specimen
from pharos.core.openbadges.facts import Award, Issuer, LegalBasis, Organisation, Outcome
from pharos.nations import codes, files
from pharos.nations.vocabulary import PROGRAMME_KINDS

VECTORS = Path("tests/vectors/elm")
ANNEX_ONE = Path("src/pharos/core/elm/shapes/annex-1.ttl")
NON_FORMAL = "non_formal"
UNCREDITED = (NON_FORMAL, "vet_training")
KINDS = PROGRAMME_KINDS
NATIONS = ("AM", "GE")
AWARD = replace(
    specimen.AWARD,
    holder="did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwu",
    valid_until="2031-11-22T10:00:00Z",
)
_TEXTS = {"AM": ("hy", "Տվյալների հիմունքներ"), "GE": ("ka", "მონაცემთა საფუძვლები")}


def programme(nation: str, kind: str) -> Programme:
    """A plainly fictitious programme of that kind, with what its nation's files say."""
    held = files.history(nation)[-1]
    language, title = _TEXTS[nation]
    level = held.levels[7]
    body = body_of(nation)
    return replace(
        specimen.PROGRAMME,
        kind=Coded(kind, held.terms[kind]),
        title={language: title, "en": "Foundations of data"},
        objective={language: title, "en": "Learners read data."},
        criteria={language: title, "en": "A written examination."},
        language=language,
        languages=(language, "en", "ru"),
        awarding_bodies=(body,),
        outcomes=(Outcome({language: title, "en": "Decides alone"}, "responsibility"),),
        workload_hours=Decimal("67.5") if kind in UNCREDITED else Decimal("180"),
        ects=None if kind in UNCREDITED else Decimal("6.0"),
        level=None
        if kind == NON_FORMAL
        else Level(level.nqf, held.terms["qualifications_framework"], level.eqf, "a correspondence",
                   Coded(level.qf_ehea, {"en": "Cycle"}) if level.qf_ehea else None),
        participation=tuple(_coded(one) for one in codes.forms_of_participation().values()),
        assessment=tuple(
            replace(_coded(one), note="10 %") for one in codes.assessment_types().values()
        ),
        quality=_quality(kind, body),
        legal_basis=LegalBasis(nation, held.legal_basis.status, held.legal_basis.source),
        prerequisites={language: title, "en": "None"},
        prerequisite_programmes=(Reference(f"{specimen.VERSION}0", {"en": "Before"}),),
        supervision=_coded(codes.supervisions()["supervised_online_id"]),
    )  # fmt: skip


def body_of(nation: str) -> Organisation:
    language, title = _TEXTS[nation]
    return replace(
        specimen.INSTITUTE, country=nation, region=None, name={language: title, "en": "Institute"}
    )


def issuer_of(nation: str) -> Issuer:
    return Issuer(body_of(nation), "ნინო ნიმუშაძე, Rector" if nation == "GE" else None)


def _coded(code: codes.Code) -> Coded:
    return Coded(code.code, code.label, code.elm_uri)


def _quality(kind: str, body: Organisation) -> tuple[QualityAssurance, ...]:
    internal = QualityAssurance(_coded(codes.qa_types()["internal"]))
    if kind == NON_FORMAL:
        return (internal,)
    agency = replace(specimen.AGENCY, country=body.country)
    external = [
        QualityAssurance(_coded(one), agency, f"2026/{place}", date(2026, 1, 1), date(2031, 1, 1))
        for place, one in enumerate(codes.qa_types().values(), 1)
        if one.external
    ]
    return (*external, internal)


def made(
    given: Programme, award: Award = AWARD, issuer: Issuer = specimen.ISSUER
) -> dict[str, Any]:
    """The unsigned credential of a programme."""
    return document(
        given, issuer, award, specimen.STATUS, origin=specimen.ORIGIN, demonstration=True
    )


def graph_of(
    credential: dict[str, Any], *, version: str = "3.2", safe: bool = True
) -> rdflib.Graph:
    """The statements of a credential; refuses words that no context defines when `safe`."""
    if safe:
        rdf.check_safe(credential)
    urls = [_versioned(url, version) for url in credential["@context"]]
    local = credential | {"@context": [dict(contexts.load(url)) for url in urls]}
    quads = pyoxigraph.parse(orjson.dumps(local), format=pyoxigraph.RdfFormat.JSON_LD)
    lines = pyoxigraph.serialize(
        (quad.triple for quad in quads), format=pyoxigraph.RdfFormat.N_TRIPLES
    )
    assert lines is not None
    return rdflib.Graph().parse(data=lines, format="nt")


def _versioned(url: str, version: str) -> str:
    return f"{url}#3.1" if version == "3.1" and url.endswith("/edc-ap") else url


@cache
def official_shapes() -> rdflib.Graph:
    """Content and vocabularies together: alone, each of the two files targets too little."""
    shapes = rdflib.Graph()
    for name in ("EDC-generic-no-cv.ttl", "EDC-generic-full.ttl"):
        shapes.parse(VECTORS / name)
    return shapes


@cache
def annex_one() -> rdflib.Graph:
    return rdflib.Graph().parse(ANNEX_ONE)


def violations(graph: rdflib.Graph, shapes: rdflib.Graph) -> list[str]:
    """The messages and paths of what does not conform."""
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inplace=True)
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    return sorted(
        f"{report.value(result, sh.resultPath)} {report.value(result, sh.resultMessage)}"
        for result in report.objects(None, sh.result)
    )
