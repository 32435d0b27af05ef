"""Who may do what in issuing: the one matrix of `accounts`."""

from pharos.accounts.policies import Permission, require

__all__ = ["Permission", "require"]
