"""SD-JWT (RFC 9901) and SD-JWT VC (draft 19 of the IETF's OAuth group), made and read.

issuing       claims and what may be held back -> what is signed, and the disclosures
reading       a presented SD-JWT -> its parts, its claims, where each disclosure belongs
presenting    the holder's side: what to show, and the proof of the key
binding       the verifier's side of that proof
learning      the facts of an award -> the claims of both types that we issue
typemetadata  what our own type says of itself in three languages, and the EU's definition
"""

from pharos.core.sdjwt.issuing import Path, Unsigned, unsigned
from pharos.core.sdjwt.presenting import key_binding_input, select
from pharos.core.sdjwt.reading import SdJwt, read

__all__ = ["Path", "SdJwt", "Unsigned", "key_binding_input", "read", "select", "unsigned"]
