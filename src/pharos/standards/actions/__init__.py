"""What can happen to a nation's standards; each act runs in the scope that the door has opened.

Amendments are proposed, approved and withdrawn here; the acts on drafts and their tables,
consultations, working days and guidelines stand in the modules of these names.
"""

from pharos.standards.actions import (
    amending,
    consulting,
    days,
    drafting,
    guidelines,
    tables,
    telling,
)
from pharos.standards.actions.amending import approve, propose, withdraw

__all__ = [
    "amending",
    "approve",
    "consulting",
    "days",
    "drafting",
    "guidelines",
    "propose",
    "tables",
    "telling",
    "withdraw",
]
