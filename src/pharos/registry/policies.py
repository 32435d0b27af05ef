"""Who may do what in the register: the one matrix of `accounts`."""

from pharos.accounts.policies import Permission, require

__all__ = ["Permission", "require"]
