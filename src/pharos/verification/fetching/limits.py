"""Every limit of what is fetched, one constant each, with the reason for its size."""

from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB

SECONDS: Final = 5.0  # one address, all redirects and the whole body (NET-05)
CHECK_SECONDS: Final = 8.0  # all that one verification asks for
CHECK_FETCHES: Final = 8  # assertion, badge class, issuer, key, list: an old badge needs five
ROUNDS: Final = 3  # what is found may name what else is needed
REDIRECTS: Final = 3

HEADER_BYTES: Final = 32 * KIB
HEADERS: Final = 100
DOCUMENT_BYTES: Final = 256 * KIB  # a DID document or metadata of an issuer
OTHER_BYTES: Final = 2 * MIB  # a status list of a million places that hardly compresses

KEPT_SECONDS: Final = 300.0  # one address is asked once in five minutes, answer or none (NET-08)
KEPT_ENTRIES: Final = 512
KEPT_BYTES: Final = 32 * MIB
HOST_FETCHES: Final = 12  # addresses of one host in a minute
HOST_SECONDS: Final = 60.0
HOSTS: Final = 1_024
AT_ONCE: Final = 2  # fetches at a time in one process; others answer what they have

PORTS: Final = frozenset({443, 8443})
