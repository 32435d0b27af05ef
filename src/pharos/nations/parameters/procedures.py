"""How a nation's agencies proceed: panel, days, votes, clusters, documents (ESG 2015, part 2).

Days are working days. What the sources do not give is marked "proposal" in the nation's file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pharos.nations import fields
from pharos.nations.fields import NationError
from pharos.nations.vocabulary import CASE_DOCUMENTS, CASE_KINDS, DECISION_KINDS


@dataclass(frozen=True, slots=True)
class Procedures:
    """The numbers of the procedure; `documents` names what a kind of case must bring.

    At least `quorum_percent` of the members of the committee who may vote must do so, and never
    fewer than `quorum_minimum`; more than half of the votes decide.
    """

    kinds: tuple[str, ...]
    cluster_maximum: int
    panel_minimum: int
    panel_students: int
    panel_employers: int
    panel_internationals: int
    conflict_years: int
    objections_a_member: int
    objection_days: int
    completeness_days: int
    answer_days: int
    factual_check_days: int
    decision_days: int
    quorum_percent: int
    quorum_minimum: int
    documents: Mapping[str, tuple[str, ...]]
    preconditions: Mapping[str, tuple[str, ...]]

    def documents_of(self, kind: str) -> tuple[str, ...]:
        """The documents that an application of this kind must bring."""
        return self.documents.get(kind, ())

    def preconditions_of(self, kind: str) -> tuple[str, ...]:
        """The decisions about the provider that must be in force before such a case."""
        return self.preconditions.get(kind, ())


def read(path: str, value: Any) -> Procedures:
    """The group from its table; raises NationError for anything else."""
    table = fields.Table(path, value)
    one_of, integer = fields.one_of, fields.integer
    numbers = {
        name: table.take(name, integer)
        for name in Procedures.__dataclass_fields__
        if name not in ("kinds", "documents", "preconditions")
    }
    found = Procedures(
        kinds=table.take("kinds", fields.rows(one_of(CASE_KINDS))),
        documents=table.take(
            "documents", fields.keyed(one_of(CASE_KINDS), fields.rows(one_of(CASE_DOCUMENTS)))
        ),
        preconditions=table.take(
            "preconditions",
            fields.keyed(one_of(CASE_KINDS), fields.rows(one_of(DECISION_KINDS))),
        ),
        **numbers,
    )
    table.end()
    _check(path, found)
    return found


def _check(path: str, found: Procedures) -> None:
    if found.panel_students < 1:
        raise NationError(f"{path}.panel_students", "a panel has a student (ESG 2015, 2.4)")
    needed = max(found.panel_students + found.panel_employers, found.panel_internationals, 1)
    if found.panel_minimum < needed:
        raise NationError(f"{path}.panel_minimum", "smaller than the members it must hold")
    if not 1 <= found.quorum_percent <= 100:
        raise NationError(f"{path}.quorum_percent", "not a share of a hundred")
    if found.quorum_minimum < 1:
        raise NationError(f"{path}.quorum_minimum", "nobody would decide")
    if "cluster" in found.kinds and found.cluster_maximum < 2:
        raise NationError(f"{path}.cluster_maximum", "a cluster has two programmes at least")
