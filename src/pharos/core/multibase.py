"""Multibase base58btc and Multikey, both ways, strictly.

Controlled Identifiers 1.0, sections 2.2.2 (Multikey) and 2.4 (Multibase): a value has
exactly one text, so whatever decodes here encodes back to the same characters.
"""

from typing import Final

from pharos.core import limits
from pharos.core.errors import Malformed, NotSupported

ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGIT: Final = {letter: number for number, letter in enumerate(ALPHABET)}
# Ten base58 digits fit into 64 bits, so the slow division of the long number is done
# once for ten digits.
_BLOCK: Final = 10
_BLOCK_BASE: Final = 58**_BLOCK
# Letters to their digits, everything else to a byte that no digit is.
_DIGITS: Final = bytes(_DIGIT.get(chr(code), 255) for code in range(256))

# Multicodec prefixes of public keys and the lengths that go with them.
_KEY_CODES: Final[dict[bytes, tuple[str, int]]] = {
    b"\xed\x01": ("Ed25519", 32),
    b"\x80\x24": ("P-256", 33),
    b"\x81\x24": ("P-384", 49),
}
_CODE_OF: Final = {name: code for code, (name, _) in _KEY_CODES.items()}
_P256: Final = b"\x80\x24"


def b58btc_encode(value: bytes) -> str:
    """The multibase text of `value`: `z` and base58btc."""
    zeros = len(value) - len(value.lstrip(b"\0"))
    number = int.from_bytes(value, "big")
    blocks: list[str] = []
    while number:
        number, rest = divmod(number, _BLOCK_BASE)
        digits = ""
        for _ in range(_BLOCK):
            rest, digit = divmod(rest, 58)
            digits = ALPHABET[digit] + digits
        blocks.append(digits)
    body = "".join(reversed(blocks)).lstrip("1")
    return "z" + "1" * zeros + body


def b58btc_decode(text: str, *, max_characters: int = limits.MAX_MULTIBASE_CHARACTERS) -> bytes:
    """The bytes of a `z` multibase text; `malformed` for anything else."""
    if len(text) > max_characters:
        raise Malformed("malformed", "the multibase value is too long", limit=max_characters)
    if not text.startswith("z"):
        raise Malformed("malformed", "a base58btc value begins with z")
    body = text[1:]
    digits = body.encode("utf-8", "replace").translate(_DIGITS)
    if 255 in digits:
        raise Malformed("malformed", "a character outside the base58 alphabet")
    first = len(digits) % _BLOCK
    number = 0
    for digit in digits[:first]:
        number = number * 58 + digit
    for place in range(first, len(digits), _BLOCK):
        block = 0
        for digit in digits[place : place + _BLOCK]:
            block = block * 58 + digit
        number = number * _BLOCK_BASE + block
    zeros = len(body) - len(body.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_ed25519(public: bytes) -> str:
    """The Multikey text (`z6Mk…`) of a 32-byte Ed25519 public key."""
    return encode_multikey("Ed25519", public)


def encode_multikey(algorithm: str, public: bytes) -> str:
    """The Multikey text of a raw public key: `z6Mk…`, `zDn…` (P-256) or `z82…` (P-384)."""
    code = _CODE_OF[algorithm]
    if len(public) != _KEY_CODES[code][1]:
        raise Malformed("malformed", f"a public key of {algorithm} has {_KEY_CODES[code][1]} bytes")
    return b58btc_encode(code + public)


def encode_p256(public: bytes) -> str:
    """The Multikey text (`zDn…`) of a P-256 public key, a compressed point of 33 bytes."""
    if len(public) != 33 or public[0] not in (2, 3):
        raise Malformed("malformed", "a P-256 public key is a compressed point of 33 bytes")
    return b58btc_encode(_P256 + public)


def decode_multikey(text: str) -> tuple[str, bytes]:
    """Algorithm (`Ed25519`, `P-256`, `P-384`) and raw public key of a Multikey text."""
    value = b58btc_decode(text)
    code, key = value[:2], value[2:]
    if code not in _KEY_CODES:
        raise NotSupported("not_supported", "a kind of public key that we do not read")
    algorithm, length = _KEY_CODES[code]
    if len(key) != length:
        raise Malformed("malformed", f"a public key of {algorithm} has {length} bytes")
    return algorithm, key
