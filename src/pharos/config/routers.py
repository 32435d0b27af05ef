"""Which database connection does what: the owner's migrates, the app's does everything else."""


class OwnerMigrates:
    """Tables are changed through the owner alias only; rows never go there by themselves."""

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        return db == "owner"
