"""A server of somebody else on this machine: TLS, any bytes, and a note of every call."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from pharos.verification.fetching import Asking

HOST = "issuer.example"
# Addresses that no fetch may reach; the last two are none at all.
INSIDE = [
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "198.18.0.1",
    "203.0.113.5",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "192.88.99.1",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:0:1::",
    "2001:20::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00::8",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "2001:db8::1",
    "not an address",
    "",
]
Serve = Callable[["Call"], None]


class Call:
    """One request that came in, and the way to answer it."""

    def __init__(self, path: str, headers: str, connection: ssl.SSLSocket) -> None:
        self.path = path
        self.headers = headers
        self._connection = connection

    def send(self, raw: bytes) -> None:
        self._connection.sendall(raw)

    def answer(
        self, body: bytes, status: str = "200 OK", media: str = "application/json", more: str = ""
    ) -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n"
        self.send(f"{head}{more}\r\n".encode() + body)

    def redirect(self, location: str) -> None:
        self.answer(b"", "302 Found", more=f"Location: {location}\r\n")

    def trickle(self, raw: bytes, seconds: float) -> None:
        for place in range(len(raw)):
            self.send(raw[place : place + 1])
            time.sleep(seconds)


class ForeignHost:
    """The server; `pages` answers by path, `calls` lists what was asked."""

    def __init__(self, folder: Path) -> None:
        self.calls: list[str] = []
        self.headers: list[str] = []
        self.connections = 0
        self.pages: dict[str, bytes | Serve] = {}
        self._over = threading.Event()
        self._certificate = _certificate(folder)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(self._certificate)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self.port: int = self._listener.getsockname()[1]
        self.origin = f"https://{HOST}:{self.port}"
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def asking(self, **changes: object) -> Asking:
        """What may ask this server, as if its address were one of the internet."""
        rules: dict[str, object] = {
            "resolve": lambda host, port: ["127.0.0.1"],
            "is_allowed": lambda address: address == "127.0.0.1",
            "ports": frozenset({self.port}),
            "tls": lambda: ssl.create_default_context(cafile=str(self._certificate)),
        }
        return Asking(**(rules | changes))  # type: ignore[arg-type]

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        self._listener.close()

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(5)
        try:
            with self._tls.wrap_socket(connection, server_side=True) as secure:
                self._answer(secure)
        except OSError:
            pass
        finally:
            connection.close()

    def _answer(self, secure: ssl.SSLSocket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = secure.recv(4096)
            if not piece:
                return
            head += piece
        text = head.decode("latin-1")
        path = text.split(" ")[1]
        self.calls.append(path)
        self.headers.append(text)
        call = Call(path, text, secure)
        page = self.pages.get(path)
        if page is None:
            call.answer(b"{}", "404 Not Found")
        elif isinstance(page, bytes):
            call.answer(page)
        else:
            page(call)


@contextmanager
def foreign_host(folder: Path) -> Iterator[ForeignHost]:
    host = ForeignHost(folder)
    try:
        yield host
    finally:
        host.close()


def _certificate(folder: Path) -> Path:
    """A key and a certificate that it signed itself, for the name of the host."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "host.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + made.public_bytes(Encoding.PEM))
    return file
