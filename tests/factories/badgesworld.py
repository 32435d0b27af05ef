"""An issuer of Open Badges 2.0 somewhere else, with every document of its server."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import registerworld as rw
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from registerworld import World

from pharos.core import jose, strict
from pharos.core.verify import Report, verify

VECTORS = Path(__file__).parents[1] / "vectors" / "openbadges-2.0"
Json = dict[str, Any]
HOST = "https://badges.example"
KEY_ID = f"{HOST}/key"
SALT = "deadsea"
EMAIL = "mariam@example.org"
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def vector(name: str) -> Json:
    document: Json = json.loads((VECTORS / name).read_text())
    return document


def pem(key: Any) -> str:
    text: bytes = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return text.decode()


class Badges:
    """An issuer of Open Badges 2.0 with its server: every document by its address."""

    def __init__(self, kind: str = "signed") -> None:
        self.issuer: Json = {
            "@context": "https://w3id.org/openbadges/v2",
            "type": "Issuer",
            "id": f"{HOST}/issuer",
            "name": "Other university",
            "publicKey": KEY_ID,
            "revocationList": f"{HOST}/revoked",
        }
        self.badge: Json = {
            "@context": "https://w3id.org/openbadges/v2",
            "type": "BadgeClass",
            "id": f"{HOST}/badge",
            "name": "Robotics",
            "@language": "en",
            "issuer": f"{HOST}/issuer",
        }
        self.key: Json = {
            "@context": "https://w3id.org/openbadges/v2",
            "type": "CryptographicKey",
            "id": KEY_ID,
            "owner": f"{HOST}/issuer",
            "publicKeyPem": pem(RSA),
        }
        self.revoked: Json = {
            "@context": "https://w3id.org/openbadges/v2",
            "type": "RevocationList",
            "id": f"{HOST}/revoked",
            "issuer": f"{HOST}/issuer",
            "revokedAssertions": ["urn:uuid:6deb4a00-ebce-4b28-8cc2-afa705ef7be4"],
        }
        self.assertion: Json = {
            "@context": "https://w3id.org/openbadges/v2",
            "type": "Assertion",
            "id": f"{HOST}/a/1",
            "recipient": {
                "type": "email",
                "hashed": True,
                "salt": SALT,
                "identity": "sha256$" + sha256(f"{EMAIL}{SALT}".encode()).hexdigest(),
            },
            "badge": f"{HOST}/badge",
            "issuedOn": "2020-12-31T23:59:59Z",
            "verification": {"type": kind},
        }
        if kind == "signed":
            self.assertion["verification"]["creator"] = KEY_ID
        self.gone: set[str] = set()

    def served(self) -> list[Json]:
        named = {
            "issuer": self.issuer,
            "badge": self.badge,
            "key": self.key,
            "revoked": self.revoked,
            "assertion": self.assertion,
        }
        return [document for name, document in named.items() if name not in self.gone]

    def find(self, key: str) -> list[Json]:
        return [one for one in self.served() if one.get("id") == key]

    def signed(self, header: Json | None = None, key: Any = RSA) -> bytes:
        return sign(header or {"alg": "RS256", "typ": "JWT"}, self.assertion, key)

    def hosted(self) -> bytes:
        return json.dumps(self.assertion).encode()


def sign(header: Json, payload: Json, key: Any) -> bytes:
    text = jose.signing_input(header, json.dumps(payload).encode())
    if isinstance(key, rsa.RSAPrivateKey):
        signature = key.sign(text, padding.PKCS1v15(), hashes.SHA256())
    elif isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = utils.decode_dss_signature(key.sign(text, ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    else:
        signature = key.sign(text)
    return text + b"." + strict.b64url_encode(signature).encode()


def judge(world: World, raw: bytes, store: Any, **more: Any) -> Report:
    return verify(raw, trust=world.trust(), at=rw.NOW, store=store, **more)


class Shelf:
    def __init__(self, documents: list[Json]) -> None:
        self.documents = documents

    def find(self, key: str) -> list[Json]:
        return [one for one in self.documents if one.get("id") == key]


OFFICIAL = Shelf(
    [
        vector(f"assets/{name}.json")
        for name in ("robotics-badge", "key1", "organization", "revocation-list")
    ]
)
