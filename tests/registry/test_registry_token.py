"""Keys in a token: SoftHSM stands in for the hardware, behind the same signer."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from pharos.common import settings as pharos_settings
from pharos.common import tenancy
from pharos.common.errors import Unavailable
from pharos.common.ids import uuid7
from pharos.common.privatefiles import NotPrivate
from pharos.common.settings import Settings
from pharos.registry import actions, queries, rules
from pharos.registry.models import IssuerKey
from pharos.registry.signer import process, server
from pharos.registry.signer.client import SignerClient
from pharos.registry.signer.intents import DatabaseIntents
from pharos.registry.signer.token import Pkcs11KeyStore
from pharos.registry.signer.witness import WitnessFile

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "271828"
MESSAGES = [b"m" * 64, b"another", b"\x00"]
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of tokens for this run; the library reads its name once, when it is loaded."""
    folder = tmp_path_factory.mktemp("tokens")
    (folder / "kept").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(
        f"directories.tokendir = {folder / 'kept'}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    return folder


def new_token(label: str) -> None:
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN,
         "--so-pin", "31415926"],
        check=True,
        capture_output=True,
    )  # fmt: skip


class Place:
    """A token and the file with its PIN."""

    def __init__(self, folder: Path, label: str) -> None:
        self.folder, self.label = folder, label
        self.pin_file = folder / "pin"
        self.write(PIN)

    def write(self, pin: str) -> None:
        self.pin_file.unlink(missing_ok=True)
        self.pin_file.write_text(f"{pin}\n")
        self.pin_file.chmod(0o600)

    def store(self, label: str | None = None) -> Pkcs11KeyStore:
        return Pkcs11KeyStore(
            module=MODULE,
            label=label or self.label,
            pin_file=self.pin_file,
            notes=self.folder / "pin-refused",
        )


@pytest.fixture
def place(tokens: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    label = sha256(request.node.name.encode()).hexdigest()[:24]
    new_token(label)
    return Place(tmp_path, label)


def code_of(error: pytest.ExceptionInfo[Unavailable]) -> str:
    return error.value.code


@pytest.mark.parametrize("algorithm", ["Ed25519", "P-256"])
def test_keys_are_made_kept_and_used_in_the_token(place: Place, algorithm: str):
    store = place.store()
    public = store.create(algorithm)
    assert public.startswith(rules.PREFIXES[algorithm])
    store.close()  # a process has one store: a token knows a user of the process only once
    again = place.store()
    assert again.public_keys() == [public]
    for message, signature in zip(MESSAGES, again.sign(public, MESSAGES), strict=True):
        assert len(signature) == 64
        rules.check_signature(message, signature, public)


def test_no_key_leaves_the_token(place: Place):
    """KEY-09: nobody who has the PIN can read a private key out of it either."""
    import pkcs11

    store = place.store()
    public = store.create("P-256")
    with store._using() as session:
        key = store._find(session, public)
        with pytest.raises(pkcs11.exceptions.AttributeSensitive):
            key[pkcs11.Attribute.VALUE]
        assert key[pkcs11.Attribute.EXTRACTABLE] is False


def test_a_wrong_pin_is_tried_once(place: Place):
    """KEY-10: three wrong PINs would lock the token; a new start tries nothing either."""
    first = place.store()
    public = first.create()
    first.close()
    place.write("000000")
    tried: list[str] = []
    store = place.store()
    for _ in range(4):
        with pytest.raises(Unavailable) as refused:
            store.sign(public, [b"x"])
        assert code_of(refused) == "signer_unavailable"
        tried.append(str(refused.value))
    assert "PinIncorrect" in tried[0]
    assert all("not tried" in text for text in tried[1:])
    with pytest.raises(Unavailable, match="not tried"):
        place.store().sign(public, [b"x"])
    # the right one in a new file opens the token, which was never locked
    place.write(PIN)
    [signature] = store.sign(public, [b"x"])
    rules.check_signature(b"x", signature, public)


def test_an_absent_token_is_asked_again_when_it_is_back(place: Place):
    """KEY-10: without the token nothing is signed, and nothing has to be started anew."""
    label = f"{place.label[:20]} later"
    store = place.store(label)
    for _ in range(2):
        with pytest.raises(Unavailable) as refused:
            store.public_keys()
        assert code_of(refused) == "signer_unavailable"
    new_token(label)
    assert store.public_keys() == []
    assert store.create().startswith("z6Mk")


def test_an_unknown_key_is_told(place: Place):
    with pytest.raises(Unavailable) as refused:
        place.store().sign("z6MkNobody", [b"x"])
    assert code_of(refused) == "key_unavailable"


def test_a_pin_that_others_can_read_is_refused(place: Place):
    """KEY-09: the file of the PIN is a secret like any key."""
    place.pin_file.chmod(0o640)
    with pytest.raises(NotPrivate):
        place.store().public_keys()


def test_two_threads_share_the_session(place: Place):
    store = place.store()
    publics = [store.create("Ed25519"), store.create("P-256")]

    def work(public: str) -> int:
        held = 0
        for _ in range(20):
            for message, signature in zip(MESSAGES, store.sign(public, MESSAGES), strict=True):
                rules.check_signature(message, signature, public)
                held += 1
        return held

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, publics * 2)) == [60] * 4


@pytest.fixture
def token_signer(place: Place, own_state: Path) -> Iterator[SignerClient]:
    operations = server.Signer(
        place.store(), WitnessFile(own_state / "witness"), DatabaseIntents(),
        log_origin=queries.log_origin(),
    )  # fmt: skip
    socket = own_state / "signer" / "socket"
    with server.listening(socket, operations) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        client = SignerClient(socket)
        yield client
        client.close()
        listening.shutdown()
        thread.join()


@pytest.mark.usefixtures("db_world")
class TestSigner:
    def key(self, client: SignerClient, actor, purpose: str) -> IssuerKey:
        public = client.create_key(rules.ALGORITHMS[purpose])
        with tenancy.scope(actor):
            return IssuerKey.objects.create(
                organisation_id=actor.organisation_id,
                key_id=f"did:web:example.test:providers:x#{public}",
                public=public,
                purpose=purpose,
                proposed_by=uuid7(),
                approved_by=uuid7(),
                active_from=NOW,
                state="active",
            )

    def test_a_chunk_is_signed_by_the_token(self, token_signer, actor):
        digests = [bytes([n]) * 64 for n in range(5)]
        key = self.key(token_signer, actor, "credentials")
        with tenancy.scope(actor):
            name = actions.store_intent(kind="credentials", key_id=key.key_id, digests=digests)
        with tenancy.scope(actor):
            signatures = actions.sign_intent(
                name, digests=digests, key_id=key.key_id, signer=token_signer
            )
        for digest, signature in zip(digests, signatures, strict=True):
            rules.check_signature(digest, signature, key.public)

    def test_documents_are_sealed_by_the_token(self, token_signer, actor):
        key = self.key(token_signer, actor, "seal")
        with tenancy.scope(actor):
            name = actions.store_messages([b"signed attributes"], key_id=key.key_id)
        with tenancy.scope(actor):
            [signature] = actions.sign_messages(name, key_id=key.key_id, signer=token_signer)
        rules.check_signature(b"signed attributes", signature, key.public)

    def test_work_waits_for_a_token_that_is_away(self, token_signer, actor, place):
        """KEY-10: what waits is asked again later; nothing else of the installation stops."""
        key = self.key(token_signer, actor, "seal")
        place.write("000000")
        token_signer.close()
        with tenancy.scope(actor):
            name = actions.store_messages([b"x"], key_id=key.key_id)
        operations = server.Signer(
            place.store(), WitnessFile(place.folder / "witness2"), DatabaseIntents(),
            log_origin=queries.log_origin(),
        )  # fmt: skip
        socket = place.folder / "other" / "socket"
        with server.listening(socket, operations) as listening:
            thread = threading.Thread(target=listening.serve_forever, args=[0.05])
            thread.start()
            client = SignerClient(socket)
            for _ in range(3):
                with tenancy.scope(actor), pytest.raises(Unavailable) as refused:
                    actions.sign_messages(name, key_id=key.key_id, signer=client)
                assert code_of(refused) == "signer_unavailable"
            assert client.last_signed() is None
            client.close()
            listening.shutdown()
            thread.join()


def test_the_settings_say_where_keys_live(tokens: Path, tmp_path: Path):
    ours = pharos_settings.settings().model_copy(update={"state": tmp_path})
    assert type(process.key_store(ours)).__name__ == "FileKeyStore"
    told = {"signer": "pkcs11", "pkcs11_module": MODULE, "pkcs11_token": "x",
            "pkcs11_pin_file": tmp_path / "pin"}  # fmt: skip
    assert isinstance(process.key_store(ours.model_copy(update=told)), Pkcs11KeyStore)
    with pytest.raises(ValueError, match="PHAROS_PKCS11_MODULE, PHAROS_PKCS11_TOKEN"):
        Settings(signer="pkcs11", pkcs11_pin_file=tmp_path / "pin")


def test_the_token_has_its_tools():
    """Without them these tests would say nothing; the machine of the build installs softhsm2."""
    assert shutil.which("softhsm2-util")
    assert MODULE.is_file()
