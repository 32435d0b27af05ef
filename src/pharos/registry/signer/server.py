"""The signer process: a private socket, a handful of operations, no way to have bytes signed.

Who may connect: processes of the same user or root (SO_PEERCRED), through a folder 0700.
What is signed: the digests or messages of an intent row that hashes to its own name, by a key
that two people approved for that; a checkpoint that continues the last one; a bundle around
that checkpoint.
"""

import json
import os
import signal
import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import structlog

from pharos.common.errors import DomainError, NotAllowed
from pharos.common.privatefiles import private_dir
from pharos.core.multibase import decode_multikey
from pharos.core.notes import Checkpoint, VerifierKey
from pharos.registry.signer import wire
from pharos.registry.signer.intents import IntentReader
from pharos.registry.signer.keys import ED25519, KeyStore
from pharos.registry.signer.witness import Witness, WitnessFile, require_continuation

log = structlog.get_logger(__name__)
_CREDENTIALS = struct.Struct("3i")
Answer = tuple[dict[str, object], bytes]


class Signer:
    """The operations, apart from the socket that carries them."""

    def __init__(
        self, keys: KeyStore, witness: WitnessFile, intents: IntentReader, *, log_origin: str
    ) -> None:
        self._keys = keys
        self._witness = witness
        self._intents = intents
        self._origin = log_origin
        self._one_checkpoint = threading.Lock()
        self._operations: dict[str, Callable[[dict[str, object], bytes], Answer]] = {
            "ping": self._ping,
            "create_key": self._create_key,
            "prove": self._prove,
            "sign_intent": self._sign_intent,
            "sign_checkpoint": self._sign_checkpoint,
            "sign_bundle": self._sign_bundle,
            "last_signed": self._last_signed,
        }

    def answer(self, head: dict[str, object], block: bytes) -> Answer:
        """The answer to one request; a refusal is an answer with `error` and no bytes."""
        operation = self._operations.get(str(head.get("op")))
        if operation is None:
            return {"error": "operation_unknown"}, b""
        try:
            return operation(head, block)
        except DomainError as error:
            log.warning("signer.refused", op=head.get("op"), code=error.code)
            return {"error": error.code, "message": error.message}, b""

    def _ping(self, head: dict[str, object], block: bytes) -> Answer:
        return {"pid": os.getpid(), "keys": self._keys.public_keys()}, b""

    def _create_key(self, head: dict[str, object], block: bytes) -> Answer:
        return {"public": self._keys.create(str(head.get("algorithm", ED25519)))}, b""

    def _prove(self, head: dict[str, object], block: bytes) -> Answer:
        # a prefix of its own: a challenge can never be a digest, a note or a bundle
        message = b"pharos-key-possession/1\n" + block[:64]
        return {}, self._keys.sign(str(head["public"]), [message])[0]

    def _sign_intent(self, head: dict[str, object], block: bytes) -> Answer:
        last = self._witness.read()
        public, messages = self._intents.read(
            tenant=str(head["tenant"]),
            intent=bytes.fromhex(str(head["intent"])),
            key_id=str(head["key"]),
            log_size=last.size if last else 0,
        )
        return {"count": len(messages)}, b"".join(self._keys.sign(public, messages))

    def _sign_checkpoint(self, head: dict[str, object], block: bytes) -> Answer:
        size, root = int(str(head["size"])), block[:32]
        proof = [block[i : i + 32] for i in range(32, len(block), 32)]
        time = str(head["time"])
        with self._one_checkpoint:
            last = self._witness.read()
            require_continuation(last, size=size, root=root, proof=proof)
            if last is not None and last.size == size and time < last.time:
                raise NotAllowed("log_time_backwards", "a checkpoint's time does not go back")
            checkpoint = Checkpoint.from_body(
                Checkpoint(self._origin, size, root).body() + f"time {time}\n"
            )
            self._witness.write(Witness(size, root, time))
            signature = self._keys.sign(str(head["public"]), [checkpoint.body().encode()])[0]
        return {}, signature

    def _sign_bundle(self, head: dict[str, object], block: bytes) -> Answer:
        bundle = json.loads(block)
        last = self._witness.read()
        if bundle.get("format") != "pharos-trust-bundle/1" or "signature" in bundle:
            raise NotAllowed("bundle_malformed", "this is no unsigned trust bundle")
        public = str(head["public"])
        key = VerifierKey(self._origin, decode_multikey(public)[1])
        if bundle.get("log") != {"origin": self._origin, "key": key.to_text()}:
            raise NotAllowed("bundle_malformed", "the bundle names another log")
        lines = str(bundle.get("checkpoint", "")).split("\n")
        if last is None or lines[1:2] != [str(last.size)]:
            raise NotAllowed("bundle_behind", "the bundle's checkpoint is not the last one")
        return {}, self._keys.sign(public, [block])[0]

    def _last_signed(self, head: dict[str, object], block: bytes) -> Answer:
        last = self._witness.read()
        return ({"size": last.size}, last.root) if last else ({"size": -1}, b"")


class _Handler(socketserver.BaseRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        if not _is_trusted(self.request):
            return
        while True:
            try:
                head, block = wire.receive(self.request)
                answer, answer_block = self.server.signer.answer(head, block)
                wire.send(self.request, answer, answer_block)
            except (OSError, DomainError, ValueError):
                return


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, path: Path, signer: Signer) -> None:
        self.signer = signer
        super().__init__(str(path), _Handler)


@contextmanager
def listening(path: Path, signer: Signer) -> Iterator[socketserver.BaseServer]:
    """A server bound to the socket; a socket that a dead one left is removed first."""
    private_dir(path.parent)
    path.unlink(missing_ok=True)
    with _Server(path, signer) as server:
        path.chmod(0o600)
        try:
            yield server
        finally:
            path.unlink(missing_ok=True)


def serve(path: Path, signer: Signer) -> None:
    """Answer on the socket until SIGTERM or SIGINT."""
    with listening(path, signer) as server:

        def stop(number: int, frame: FrameType | None) -> None:
            threading.Thread(target=server.shutdown, daemon=True).start()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        log.info("signer.ready", socket=str(path))
        server.serve_forever(poll_interval=0.1)


def _is_trusted(connection: socket.socket) -> bool:
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, user, _ = _CREDENTIALS.unpack(raw)
    return user in (0, os.geteuid())
