"""The signer as a process: its key store, its witness, the database it reads intents from."""

import os

from pharos.common.settings import settings


def main() -> None:
    """Serve until told to stop. Django is set up here because intents stand in its database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pharos.config.settings")
    import django

    django.setup()
    from pharos.registry.queries import log_origin
    from pharos.registry.signer.intents import DatabaseIntents
    from pharos.registry.signer.keys import FileKeyStore
    from pharos.registry.signer.server import Signer, serve
    from pharos.registry.signer.witness import WitnessFile

    ours = settings()
    signer = Signer(
        FileKeyStore(ours.state_dir / "keys"),
        WitnessFile(ours.witness_dir),
        DatabaseIntents(),
        log_origin=log_origin(),
    )
    serve(ours.signer_socket, signer)
