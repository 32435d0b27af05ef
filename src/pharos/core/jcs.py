"""Canonical JSON (RFC 8785): the one byte form of a JSON value.

The library is loaded when it is first needed: documents are made again without it.
"""

from typing import Any

from pharos.core.errors import Malformed


def canonical_json(value: Any) -> bytes:
    """The JCS bytes of `value`; `malformed_json` for what JSON cannot hold exactly.

    Refuses NaN, infinities, integers of 2^53 or more, lone surrogates and members that are
    not texts. Duplicate members are refused where text is read (`core.strict`). RFC 8785.
    """
    import rfc8785

    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise Malformed("malformed_json", f"no canonical form: {error}") from None
