"""The signer as a process: its key store, its witness, the database it reads intents from."""

import os
from typing import TYPE_CHECKING

from pharos.common.privatefiles import private_dir
from pharos.common.settings import Settings, settings

if TYPE_CHECKING:
    from pharos.registry.signer.keys import KeyStore


def key_store(ours: Settings) -> "KeyStore":
    """The place for keys that the settings name."""
    from pharos.registry.signer.keys import FileKeyStore
    from pharos.registry.signer.token import Pkcs11KeyStore

    folder = ours.state_dir / "keys"
    if ours.signer == "file":
        return FileKeyStore(folder)
    assert ours.pkcs11_module is not None
    assert ours.pkcs11_pin_file is not None
    return Pkcs11KeyStore(
        module=ours.pkcs11_module,
        label=ours.pkcs11_token,
        pin_file=ours.pkcs11_pin_file,
        notes=private_dir(folder) / "pin-refused",
    )


def main() -> None:
    """Serve until told to stop. Django is set up here because intents stand in its database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pharos.config.settings")
    import django

    django.setup()
    from pharos.registry.queries import log_origin
    from pharos.registry.signer.intents import DatabaseIntents
    from pharos.registry.signer.server import Signer, serve
    from pharos.registry.signer.witness import WitnessFile

    ours = settings()
    signer = Signer(
        key_store(ours),
        WitnessFile(ours.witness_dir),
        DatabaseIntents(),
        log_origin=log_origin(),
    )
    serve(ours.signer_socket, signer)
