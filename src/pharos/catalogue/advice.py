"""The advice beside each field that an author fills: the code of one sentence a field."""

from typing import Final

from pharos.catalogue import codes

# The register fills these itself, from the address, the level or the agency's decision.
FILLED_BY_THE_REGISTER: Final = frozenset(
    {"mc_id", "version", "jurisdiction", "eqf_level", "qf_ehea_cycle"}
)


def fields() -> tuple[str, ...]:
    """The fields of the data dictionary that an author fills, in its order."""
    return tuple(
        one.name
        for one in codes.fields()
        if one.held_in == "descriptor" and one.name not in FILLED_BY_THE_REGISTER
    )


def code_of(field: str) -> str:
    """The code of the sentence that stands beside a field, empty where there is none."""
    return f"advice_{field}" if field in fields() else ""
