"""Roots for the seals of foreign issuers are read from a folder, and only certificates count."""

import io
import json
from pathlib import Path

import orjson
import pytest
import registerworld as rw
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from elmsealworld import SealedWorld, Stranger

from pharos.verification import command, sealroots


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


def told(tmp_path: Path, roots: Path | None) -> tuple[int, dict[str, str]]:
    """Exit code and outcomes of `pharos verify` on a stranger's sealed credential."""
    (tmp_path / "bundle.json").write_bytes(SealedWorld().trust().to_json())
    (tmp_path / "sealed.json").write_bytes(orjson.dumps(Stranger().sealed()))
    out, err = io.StringIO(), io.StringIO()
    code = command.run(
        [tmp_path / "sealed.json"], at=rw.NOW, trust=tmp_path / "bundle.json", seal_roots=roots,
        json=True, out=out, err=err,
    )  # fmt: skip
    told = json.loads(out.getvalue() or err.getvalue())
    checks = told.get("checks", [])
    return code, {check["id"]: check["code"] for check in checks}


def test_the_command_trusts_the_roots_that_it_is_given(tmp_path: Path, pem: bytes) -> None:
    code, codes = told(tmp_path, None)
    assert (code, codes["issuer"]) == (2, "issuer_not_listed")
    (tmp_path / "national").mkdir()
    (tmp_path / "national" / "root.pem").write_bytes(pem)
    code, codes = told(tmp_path, tmp_path)
    assert (code, codes["issuer"]) == (0, "seal_root_national")
    assert codes["proof"] == "seal_qualified_unknown"
    code, _ = told(tmp_path, tmp_path / "nowhere")
    assert code == command.USAGE
