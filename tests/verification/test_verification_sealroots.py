"""Roots for the seals of foreign issuers are read from a folder, and only certificates count."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from elmsealworld import Stranger

from pharos.verification import sealroots


@pytest.fixture
def pem() -> bytes:
    return x509.load_der_x509_certificate(Stranger().root).public_bytes(Encoding.PEM)


def test_the_folder_says_which_roots_are_national(tmp_path: Path, pem: bytes) -> None:
    (tmp_path / "national").mkdir()
    (tmp_path / "a.pem").write_bytes(pem)
    (tmp_path / "national" / "b.crt").write_bytes(pem * 2)
    (tmp_path / "README.txt").write_text("not a certificate")
    roots = sealroots.read(tmp_path).roots
    assert [root.is_national for root in roots] == [False, True, True]
    assert {root.certificate for root in roots} == {Stranger().root}


def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path, pem: bytes) -> None:
    with pytest.raises(sealroots.RootsRefused, match="no such folder"):
        sealroots.read(tmp_path / "nowhere")
    (tmp_path / "a.pem").write_bytes(b"rubbish")
    with pytest.raises(sealroots.RootsRefused, match=r"a\.pem holds no"):
        sealroots.read(tmp_path)
    (tmp_path / "a.pem").write_bytes(pem * (sealroots.LARGEST // len(pem) + 1))
    with pytest.raises(sealroots.RootsRefused, match="too large"):
        sealroots.read(tmp_path)


def test_without_a_folder_nothing_is_trusted() -> None:
    assert sealroots.kept(None).roots == ()
