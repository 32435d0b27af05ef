"""What can happen in the register: to the log, to keys, to intents, to the stop of issuing."""

from pharos.registry.actions.intents import (
    empty_intent,
    forget_messages,
    is_waiting,
    lift_stop,
    propose_lift,
    sign_intent,
    sign_messages,
    stop_issuing,
    store_intent,
    store_messages,
)
from pharos.registry.actions.keys import (
    approve_key,
    declare_compromised,
    make_key,
    propose_key,
    retire_key,
)
from pharos.registry.actions.log import (
    PLATFORM,
    SEQUENCER,
    enter,
    enter_public,
    guard,
    publish,
    sequence,
)

__all__ = [
    "PLATFORM",
    "SEQUENCER",
    "approve_key",
    "declare_compromised",
    "empty_intent",
    "enter",
    "enter_public",
    "forget_messages",
    "guard",
    "is_waiting",
    "lift_stop",
    "make_key",
    "propose_key",
    "propose_lift",
    "publish",
    "retire_key",
    "sequence",
    "sign_intent",
    "sign_messages",
    "stop_issuing",
    "store_intent",
    "store_messages",
]
