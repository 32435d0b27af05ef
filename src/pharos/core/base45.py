"""Base45: bytes in the 45 characters that a QR code stores most densely (RFC 9285)."""

from typing import Final

from pharos.core.errors import Malformed

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE: Final = {character: value for value, character in enumerate(ALPHABET)}


def encode(value: bytes) -> str:
    """Three characters for two bytes, two for a last single one (section 4)."""
    out = []
    for place in range(0, len(value), 2):
        piece = value[place : place + 2]
        number = int.from_bytes(piece, "big")
        for _ in range(len(piece) + 1):
            number, rest = divmod(number, 45)
            out.append(ALPHABET[rest])
    return "".join(out)


def decode(text: str) -> bytes:
    """The bytes of a text; only what `encode` writes is accepted (section 4, last paragraph)."""
    out = bytearray()
    for place in range(0, len(text), 3):
        piece = text[place : place + 3]
        try:
            number = sum(_VALUE[one] * 45**power for power, one in enumerate(piece))
            out += number.to_bytes(len(piece) - 1, "big")
        except (KeyError, OverflowError, ValueError):
            raise Malformed("malformed", "not Base45") from None
    if len(text) % 3 == 1:
        raise Malformed("malformed", "not Base45")
    return bytes(out)
