"""What can happen in the register: to the log, to keys, to intents, to the stop of issuing."""

from pharos.registry.actions.ceremonies import approve_ceremony
from pharos.registry.actions.certificates import (
    approve_certificate,
    enter_certificate,
    keep_demonstration,
    sign_request,
    store_demonstration,
    store_request,
)
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
from pharos.registry.actions.proposals import (
    approve_key_act,
    block_key,
    propose_key_act,
    withdraw_key_act,
)

__all__ = [
    "PLATFORM",
    "SEQUENCER",
    "approve_ceremony",
    "approve_certificate",
    "approve_key",
    "approve_key_act",
    "block_key",
    "empty_intent",
    "enter",
    "enter_certificate",
    "enter_public",
    "forget_messages",
    "guard",
    "is_waiting",
    "keep_demonstration",
    "lift_stop",
    "make_key",
    "propose_key",
    "propose_key_act",
    "propose_lift",
    "publish",
    "retire_key",
    "sequence",
    "sign_intent",
    "sign_messages",
    "sign_request",
    "stop_issuing",
    "store_demonstration",
    "store_intent",
    "store_messages",
    "store_request",
    "withdraw_key_act",
]
