"""A CMS signature as another library reads it: one writing, the attributes of CAdES B-B."""

from hashlib import sha256

import pytest
from asn1crypto import cms as other
from asn1crypto import core as asn1
from cryptography.hazmat.primitives.asymmetric import ec
from sealworld import authority

from pharos.core import cms, p256
from pharos.core.errors import CoreError
from pharos.core.publickeys import P256, PublicKey

DIGEST = sha256(b"what was printed").digest()


@pytest.fixture(scope="module")
def made() -> tuple[bytes, bytes]:
    """The signed attributes and the whole."""
    _, key, chain = authority()
    attributes = cms.signed_attributes(DIGEST, chain[0])
    return attributes, cms.signed_data(chain, attributes, p256.sign(attributes, key))


def test_it_is_der_that_reads_back_as_itself(made: tuple[bytes, bytes]) -> None:
    """RFC 5652: another encoder writes the very same bytes."""
    attributes, whole = made
    found = other.ContentInfo.load(whole, strict=True)
    assert found.dump(force=True) == whole
    assert other.CMSAttributes.load(attributes, strict=True).dump(force=True) == attributes


def test_the_attributes_are_those_of_the_baseline(made: tuple[bytes, bytes]) -> None:
    """ETSI EN 319 122-1: content type, digest, signing certificate; no signing time."""
    _, whole = made
    _, _, chain = authority()
    content = other.ContentInfo.load(whole)["content"]
    [signer] = content["signer_infos"]
    attributes = {one["type"].native: one["values"][0] for one in signer["signed_attrs"]}
    assert set(attributes) == {"content_type", "message_digest", "signing_certificate_v2"}
    assert attributes["message_digest"].native == DIGEST
    [named] = attributes["signing_certificate_v2"]["certs"]
    assert named["cert_hash"].native == sha256(chain[0]).digest()
    assert {one.dump() for one in content["certificates"]} == set(chain)
    assert content["encap_content_info"]["content"].native is None
    assert signer["signature_algorithm"]["algorithm"].native == "sha256_ecdsa"


def test_the_signature_is_over_the_attributes_as_a_set(made: tuple[bytes, bytes]) -> None:
    """RFC 5652, section 5.4: the tag of a set, not the context tag, is signed."""
    attributes, whole = made
    [signer] = other.ContentInfo.load(whole)["content"]["signer_infos"]
    _, key, _ = authority()
    value = signer["signature"].native
    public: ec.EllipticCurvePublicKey = key.public_key()
    PublicKey(P256, p256.compressed(public)).verify(attributes, p256.plain(value))
    assert signer["signed_attrs"].untag().dump() == attributes


def test_a_time_stamp_stands_among_the_unsigned_attributes() -> None:
    _, key, chain = authority()
    attributes = cms.signed_attributes(DIGEST, chain[0])
    signature = p256.sign(attributes, key)
    token = cms.signed_data(chain, attributes, signature)
    whole = cms.signed_data(chain, attributes, signature, token)
    [signer] = other.ContentInfo.load(whole)["content"]["signer_infos"]
    [stamp] = signer["unsigned_attrs"]
    assert stamp["type"].native == "signature_time_stamp_token"
    assert stamp["values"][0].dump() == token
    assert cms.stamped_value(signature) == signer["signature"].native


@pytest.mark.parametrize("number", [1, 127, 128, 255, 256, 2**127, 2**159 - 1])
def test_numbers_are_written_in_their_shortest_form(number: int) -> None:
    assert cms._integer(number) == asn1.Integer(number).dump()


def test_a_signature_of_another_length_is_refused() -> None:
    _, _, chain = authority()
    with pytest.raises(CoreError):
        cms.signed_data(chain, cms.signed_attributes(DIGEST, chain[0]), b"short")
