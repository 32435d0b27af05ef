"""The check `holder`: is the one who shows the credential the one it was made for."""

from pharos.core.errors import CoreError
from pharos.core.openbadges2.recipient import is_address
from pharos.core.sdjwt import binding
from pharos.core.sdjwt.binding import Binding
from pharos.core.values import text_of
from pharos.core.verify.outcomes import Check, failed, not_applicable, passed, refused, unknown
from pharos.core.verify.reading import Credential
from pharos.core.verify.sdjwtvc import SdJwtCredential

ID = "holder"
Asked = str | Binding
"""A DID, an e-mail address, or a proof of the key that this verifier asked for."""


def check(credential: Credential, holder: Asked | None) -> Check:
    """Not applicable unless it was asked.

    A credential alone proves no holder of a key: that needs a presentation signed by it, so
    the best answer for a DID is *not proven*, and never a pass (VER-16). An address was
    written into the credential by the issuer: whether it is this one can be said, not
    whether the one who asks owns it.
    """
    if holder is None:
        return not_applicable(ID, "holder_not_asked")
    if isinstance(holder, Binding):
        return _proof(credential, holder)
    if is_address(holder):
        return _address(credential, holder)
    bound = text_of(credential.subject.get("id")) or ""
    if not bound.startswith("did:"):
        return failed(ID, "holder_binding_missing")
    if bound != holder:
        return failed(ID, "holder_mismatch")
    return unknown(ID, "holder_not_proven")


def _address(credential: Credential, address: str) -> Check:
    answer = credential.made_for(address)
    if answer is None:
        return failed(ID, "holder_address_missing")
    return passed(ID, "holder_address_fits") if answer else failed(ID, "holder_address_differs")


def _proof(credential: Credential, asked: Binding) -> Check:
    """A form that carries no proof of a key binds nobody: failed, never a warning (VER-16)."""
    if not isinstance(credential, SdJwtCredential):
        return failed(ID, "holder_binding_missing")
    try:
        binding.check(credential.token, asked)
    except CoreError as error:
        return refused(ID, error)
    return passed(ID, "holder_proven")
