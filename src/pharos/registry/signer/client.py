"""What web and worker use of the signer: signatures for an intent, a checkpoint, a bundle.

`SignerClient` keeps one connection a thread and opens it anew once when the signer was
restarted; a second failure is Unavailable `signer_unavailable`.
"""

import socket
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from pharos.common import tenancy
from pharos.common.errors import DomainError, NotAllowed, Unavailable
from pharos.common.settings import settings
from pharos.registry.signer import wire
from pharos.registry.signer.keys import ED25519, SIGNATURE_SIZE
from pharos.registry.signer.witness import LogRefused

TIMEOUT_SECONDS = 60.0
_ERRORS: dict[str, type[DomainError]] = {
    "log_behind": LogRefused,
    "log_forked": LogRefused,
    "intent_unknown": NotAllowed,
    "intent_altered": NotAllowed,
    "key_not_active": NotAllowed,
    "key_purpose": NotAllowed,
    "signer_unavailable": Unavailable,
    "issuing_stopped": Unavailable,
    "database_away": Unavailable,
}


class SignerClient:
    """Speaks with the signer process over its private socket."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or settings().signer_socket
        self._local = threading.local()

    def ping(self) -> dict[str, object]:
        """What the signer says of itself: its process id and the public keys it holds."""
        return self._call({"op": "ping"})[0]

    def create_key(self, algorithm: str = ED25519) -> str:
        """The multikey of a new key; it signs nothing before two people approved it."""
        return str(self._call({"op": "create_key", "algorithm": algorithm})[0]["public"])

    def prove_possession(self, public: str, challenge: bytes) -> bytes:
        """A signature that shows who holds the key (KEY-07)."""
        return self._call({"op": "prove", "public": public}, challenge)[1]

    def sign_many(self, digests: Sequence[bytes], *, key_id: str, intent: bytes) -> list[bytes]:
        """The signatures of an intent that the acting tenant stored and committed, in its order.

        The signer signs what stands in the database; `digests` is what the caller believes
        stands there, and their number must agree.
        """
        return self.sign_later(digests, key_id=key_id, intent=intent)()

    def sign_later(
        self, digests: Sequence[bytes], *, key_id: str, intent: bytes
    ) -> Callable[[], list[bytes]]:
        """Ask for the signatures and go on; the answer is fetched by calling what is returned.

        Whoever does not fetch it must `close`, or the next call would read it.
        """
        tenant = tenancy.current().organisation_id
        head = {"op": "sign_intent", "intent": intent.hex(), "tenant": str(tenant), "key": key_id}
        asked = self._asked(head)

        def fetch() -> list[bytes]:
            block = _understood(*self._answered(head, asked))[1]
            if len(block) != SIGNATURE_SIZE * len(digests):
                raise Unavailable("signer_unavailable", "the signer answered another number")
            return [block[i : i + SIGNATURE_SIZE] for i in range(0, len(block), SIGNATURE_SIZE)]

        return fetch

    def sign_checkpoint(
        self, *, public: str, size: int, root: bytes, time: str, proof: Sequence[bytes]
    ) -> bytes:
        """The log key's signature of a checkpoint that continues the last signed one."""
        head = {"op": "sign_checkpoint", "public": public, "size": size, "time": time}
        return self._call(head, root + b"".join(proof))[1]

    def sign_bundle(self, *, public: str, payload: bytes) -> bytes:
        """The log key's signature of a trust bundle around the last signed checkpoint."""
        return self._call({"op": "sign_bundle", "public": public}, payload)[1]

    def last_signed(self) -> tuple[int, bytes] | None:
        """Size and root that the signer signed last; None before the first checkpoint."""
        head, block = self._call({"op": "last_signed"})
        size = head["size"]
        return (size, block) if isinstance(size, int) and size >= 0 else None

    def _call(self, head: wire.Head, block: bytes = b"") -> tuple[dict[str, object], bytes]:
        return _understood(*self._asked_twice(head, block))

    def _asked(self, head: wire.Head) -> socket.socket | None:
        """The connection on which the question went out; None when it could not."""
        try:
            connection = self._connection()
            wire.send(connection, head)
        except OSError:
            self.close()
            return None
        return connection

    def _answered(
        self, head: wire.Head, asked: socket.socket | None
    ) -> tuple[dict[str, object], bytes]:
        if asked is not None:
            try:
                return wire.receive(asked)
            except (OSError, Unavailable):
                self.close()
        return self._asked_twice(head, b"")

    def _asked_twice(self, head: wire.Head, block: bytes) -> tuple[dict[str, object], bytes]:
        try:
            return self._exchange(head, block)
        except (OSError, Unavailable):
            self.close()
        try:
            return self._exchange(head, block)
        except OSError as error:
            self.close()
            raise Unavailable(
                "signer_unavailable", f"the signer does not answer: {error}"
            ) from None

    def _exchange(self, head: wire.Head, block: bytes) -> tuple[dict[str, object], bytes]:
        connection = self._connection()
        wire.send(connection, head, block)
        return wire.receive(connection)

    def _connection(self) -> socket.socket:
        connection: socket.socket | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._local.connection = connection  # so that `close` finds it when connecting fails
            connection.settimeout(TIMEOUT_SECONDS)
            connection.connect(str(self._path))
        return connection

    def close(self) -> None:
        """Close this thread's connection; the next call opens another."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
        self._local.connection = None


def _understood(answer: dict[str, object], block: bytes) -> tuple[dict[str, object], bytes]:
    if code := answer.get("error"):
        kind = _ERRORS.get(str(code), Refused)
        raise kind(str(code), str(answer.get("message", "")))
    return answer, block


class Refused(DomainError):
    """The signer answered that it will not, with a code of its own."""

    http_status = 503
