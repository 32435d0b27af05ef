"""Code lists that are the same in every nation: assessment, participation, supervision,
quality assurance, kinds of organisation, fields of education (ISCED-F 2013).

The files lie in `data/codes/`; `data/README.md` says where each comes from. Labels in Armenian
and Georgian are drafts until the client has read them.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from pharos.nations.vocabulary import LanguageMap


@dataclass(frozen=True, slots=True)
class Code:
    """A word of a code list with its labels and, where it has one, its address in ELM."""

    code: str
    label: LanguageMap
    elm_uri: str | None


@dataclass(frozen=True, slots=True)
class AssessmentType(Code):
    """A way to assess; attendance is one that awards no learning outcome (rule R4)."""

    awards_learning_outcomes: bool


@dataclass(frozen=True, slots=True)
class QaType(Code):
    """A kind of quality assurance; `external` ones can carry ECTS credits."""

    level: str
    external: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A field of education and training: two digits broad, three narrow, four detailed."""

    code: str
    level: str
    parent: str | None
    name: str
    elm_uri: str
    label: LanguageMap

    @property
    def numbered(self) -> LanguageMap:
        """The label with the number before it, in each language that has one."""
        return {language: f"{self.code} {text}" for language, text in self.label.items()}


@dataclass(frozen=True, slots=True)
class OrganisationKind(Code):
    """A kind of body; `role` says what it does here: provider, authority or partner."""

    role: str


def rows_of(*path: str) -> list[dict[str, str]]:
    """The rows of a table under `data/`, each by its headings."""
    file = resources.files("pharos.nations").joinpath("data", *path)
    return list(csv.DictReader(file.read_text("utf-8").splitlines()))


@cache
def assessment_types() -> Mapping[str, AssessmentType]:
    """Every way to assess, by code."""
    return MappingProxyType(
        {
            row["code"]: AssessmentType(
                code=row["code"],
                label=_label(row),
                elm_uri=row["elm_uri"] or None,
                awards_learning_outcomes=row["awards_learning_outcomes"] == "yes",
            )
            for row in rows_of("codes", "assessment-types.csv")
        }
    )


@cache
def forms_of_participation() -> Mapping[str, Code]:
    """How learners take part, by code."""
    return _plain("forms-of-participation.csv")


@cache
def supervisions() -> Mapping[str, Code]:
    """How an assessment is supervised and the learner identified, by code."""
    return _plain("supervision-verification.csv")


@cache
def qa_types() -> Mapping[str, QaType]:
    """Every kind of quality assurance, by code."""
    return MappingProxyType(
        {
            row["code"]: QaType(
                code=row["code"],
                label=_label(row),
                elm_uri=row["elm_uri"] or None,
                level=row["level"],
                external=row["external"] == "yes",
            )
            for row in rows_of("codes", "qa-types.csv")
        }
    )


@cache
def organisation_kinds() -> Mapping[str, OrganisationKind]:
    """Every kind of body that can stand in the register, by code."""
    return MappingProxyType(
        {
            row["code"]: OrganisationKind(
                code=row["code"], label=_label(row), elm_uri=None, role=row["role"]
            )
            for row in rows_of("codes", "organisation-kinds.csv")
        }
    )


@cache
def fields_of_education() -> Mapping[str, Field]:
    """Every field of ISCED-F 2013, by code; the broad ones have labels of our own."""
    broad = {row["code"]: row for row in rows_of("codes", "isced-f-broad.csv")}
    return MappingProxyType(
        {
            row["code"]: Field(
                code=row["code"],
                level=row["level"],
                parent=row["parent_code"] or None,
                name=row["name_en"],
                elm_uri=row["elm_uri"],
                label=_label(
                    {"label_hy": "", "label_ka": ""}
                    | broad.get(row["code"], {})
                    | {"label_en": row["name_en"]}
                ),
            )
            for row in rows_of("codes", "isced-f-2013.csv")
        }
    )


def field_covers(wider: str, field: str) -> bool:
    """Whether `field` is `wider` itself or lies in it: 061 covers 0613."""
    return field.startswith(wider) and wider in fields_of_education()


@cache
def legal_sources() -> Mapping[str, LanguageMap]:
    """What the nations cite as their legal basis, in every language, by the text that is signed."""
    return MappingProxyType(
        {row["label_en"]: _label(row) for row in rows_of("codes", "legal-sources.csv")}
    )


def _plain(name: str) -> Mapping[str, Code]:
    return MappingProxyType(
        {
            row["code"]: Code(code=row["code"], label=_label(row), elm_uri=row["elm_uri"] or None)
            for row in rows_of("codes", name)
        }
    )


def _label(row: Mapping[str, str]) -> LanguageMap:
    words = {language: row[f"label_{language}"] for language in ("en", "hy", "ka")}
    return {language: word for language, word in words.items() if word}
