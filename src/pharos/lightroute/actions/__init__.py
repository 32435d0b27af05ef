"""What can happen by the light route, one function each.

`notifying` is the provider's, `deciding` the agency's and silence, `trusting` the list of
providers, the sample and its audits, `spending` the hours.
"""

from pharos.lightroute.actions.deciding import (
    agree,
    ask,
    let_lapse,
    object_to,
    record_silence,
    sign,
    take,
)
from pharos.lightroute.actions.notifying import answer, notify, notify_part, withdraw
from pharos.lightroute.actions.spending import spend
from pharos.lightroute.actions.trusting import (
    announce,
    approve,
    draw,
    drop,
    propose_end,
    propose_listing,
    propose_result,
)

__all__ = [
    "agree",
    "announce",
    "answer",
    "approve",
    "ask",
    "draw",
    "drop",
    "let_lapse",
    "notify",
    "notify_part",
    "object_to",
    "propose_end",
    "propose_listing",
    "propose_result",
    "record_silence",
    "sign",
    "spend",
    "take",
    "withdraw",
]
