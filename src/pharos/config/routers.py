"""Which database connection does what: the owner's migrates, the app's does everything else."""

# Groups, permissions and content types of Django are not used: roles are memberships.
_WITHOUT_TABLES = frozenset({"auth", "contenttypes"})


class OwnerMigrates:
    """Tables are changed through the owner alias only; rows never go there by themselves."""

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        return db == "owner" and app_label not in _WITHOUT_TABLES
