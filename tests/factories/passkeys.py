"""A passkey in software: it makes and shows credentials as a browser hands them to a page.

key = SoftKey("http://localhost:8000")
form["credential"] = key.created(options)      # what `navigator.credentials.create` gives
form["credential"] = key.shown(options)        # what `navigator.credentials.get` gives
"""

import json
import secrets
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

_UP, _UV, _AT = 0x01, 0x04, 0x40


class SoftKey:
    """One credential of one origin; `verified=False` asks nobody for a fingerprint."""

    def __init__(self, origin: str, *, verified: bool = True) -> None:
        self.origin = origin
        self.id = secrets.token_bytes(32)
        self.user = b""
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._flags = _UP | (_UV if verified else 0)

    def created(self, options: dict[str, Any]) -> str:
        """The JSON of a new credential for these options."""
        asked = options["publicKey"]
        self.user = websafe_decode(asked["user"]["id"])
        public = ES256.from_cryptography_key(self._key.public_key())
        data = AuthenticatorData.create(
            self._host(),
            self._flags | _AT,
            0,
            AttestedCredentialData.create(b"\0" * 16, self.id, public),
        )
        attestation = AttestationObject.create("none", data, {})
        response = {
            "clientDataJSON": websafe_encode(self._client("webauthn.create", asked)),
            "attestationObject": websafe_encode(attestation),
            "transports": ["internal"],
        }
        return self._told(response, {"credProps": {"rk": True}})

    def shown(self, options: dict[str, Any]) -> str:
        """The JSON of an assertion for these options."""
        asked = options["publicKey"]
        data = AuthenticatorData.create(self._host(), self._flags, 0)
        client = self._client("webauthn.get", asked)
        signed = self._key.sign(data + sha256(client), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signed),
            "userHandle": websafe_encode(self.user),
        }
        return self._told(response, {})

    def _host(self) -> bytes:
        return sha256((urlsplit(self.origin).hostname or "").encode())

    def _client(self, kind: str, asked: dict[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(kind, asked["challenge"], self.origin)

    def _told(self, response: dict[str, Any], extensions: dict[str, Any]) -> str:
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "authenticatorAttachment": "platform",
                "clientExtensionResults": extensions,
                "response": response,
            }
        )
