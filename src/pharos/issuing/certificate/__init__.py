"""The certificate to print: one page of honour, one of facts, with the credential attached."""

from pharos.issuing.certificate.facts import address
from pharos.issuing.certificate.making import make, render

__all__ = ["address", "make", "render"]
