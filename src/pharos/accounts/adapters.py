"""Where the sign-in library asks us: whom a mail reaches, how secrets rest, who may come in."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: a login is made with a registered person."""

    def is_open_for_signup(self, request: object) -> bool:
        return False


class FactorAdapter(DefaultMFAAdapter):
    """Second factors."""
