"""JSON Web Signatures in the compact form, read strictly and made from ready signatures.

RFC 7515 narrowed as RFC 8725 asks: three algorithms, decided before any key is looked for;
the key fixes the algorithm; no key, address or certificate of a header is ever fetched.
"""

from pharos.core.jose.certificates import (
    certificate_key,
    certificate_subject,
    is_certificate_of,
    readable_chain,
    x5c_of,
)
from pharos.core.jose.compact import (
    ALGORITHMS,
    Jws,
    check_header,
    compact,
    json_bytes,
    load_value,
    protected,
    read,
    signing_input,
    typ_of,
    verify,
)
from pharos.core.jose.times import numeric_date, numeric_date_of

__all__ = [
    "ALGORITHMS",
    "Jws",
    "certificate_key",
    "certificate_subject",
    "check_header",
    "compact",
    "is_certificate_of",
    "json_bytes",
    "load_value",
    "numeric_date",
    "numeric_date_of",
    "protected",
    "read",
    "readable_chain",
    "signing_input",
    "typ_of",
    "verify",
    "x5c_of",
]
