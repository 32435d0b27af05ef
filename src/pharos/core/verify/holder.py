"""The check `holder`: is the one who shows the credential the one it was made for."""

from pharos.core.verify.outcomes import Check, failed, not_applicable, unknown
from pharos.core.verify.reading import Credential, text_of

ID = "holder"


def check(credential: Credential, holder: str | None) -> Check:
    """Not applicable unless a binding was asked; `holder` is the DID that must be shown.

    A credential alone proves no holder: that needs a presentation signed by the key, so
    the best answer here is *not proven*, and never a pass (VER-16).
    """
    if holder is None:
        return not_applicable(ID, "holder_not_asked")
    bound = text_of(credential.subject.get("id")) or ""
    if not bound.startswith("did:"):
        return failed(ID, "holder_binding_missing")
    if bound != holder:
        return failed(ID, "holder_mismatch")
    return unknown(ID, "holder_not_proven")
