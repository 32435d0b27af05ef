"""Leaves at rest: what names nobody in clear, what names a person under the person's key."""

from collections.abc import Sequence

from pharos.common.secretbox import PersonCipher
from pharos.core.templates import Template as Compiled
from pharos.core.templates.awards import NATIVE_NAME
from pharos.issuing import rules

PLACE = "issuing_credential.sealed"
# The first two leaves are columns of their own: the credential's id and its place in the list.
COLUMNS = 2


def seal(template: Compiled, values: Sequence[str], cipher: PersonCipher) -> tuple[str, bytes]:
    """The plain leaves as text and the personal ones as a box, without id and place."""
    start = template.places[NATIVE_NAME.name]
    return (
        rules.pack(values[COLUMNS:start]),
        cipher.encrypt(rules.pack(values[start:]), PLACE),
    )


def unseal(plain: str, sealed: bytes, cipher: PersonCipher) -> tuple[str, ...]:
    """The leaves after id and place, in hole order; raises Unreadable."""
    return rules.unpack(plain) + rules.unpack(cipher.decrypt(sealed, PLACE))
