"""Nothing starts with a context file that is not the pinned one."""

import io
import shutil

import pytest

from pharos.common import command, shipped
from pharos.common.errors import Unavailable
from pharos.core import contexts
from pharos.verification.command import run


@pytest.fixture
def poisoned(tmp_path, monkeypatch):
    """The context files of a disk on which one byte changed."""
    folder = tmp_path / "context_files"
    shutil.copytree(contexts._folder(), folder)
    file = folder / "ob-v3p0-3.0.3.json"
    file.write_bytes(file.read_bytes().replace(b"achievement", b"achievemend", 1))
    monkeypatch.setattr(contexts, "_folder", lambda: folder)
    return file


def test_what_was_shipped_is_accepted():
    shipped.require_unchanged()


@pytest.mark.parametrize("start", ["up", "web", "worker", "signer", "migrate"])
def test_no_process_starts_with_a_changed_context(poisoned, monkeypatch, start):
    """LD-06: changed bytes at the right address: the digest fails and nothing starts."""
    monkeypatch.setattr("os.execv", lambda *_: pytest.fail("it was started"))
    with pytest.raises(Unavailable) as refused:
        getattr(command, start)()
    assert refused.value.code == "context_changed"
    assert refused.value.facts == {"file": poisoned.name}


def test_a_missing_context_is_a_changed_one(poisoned):
    poisoned.unlink()
    with pytest.raises(Unavailable) as refused:
        shipped.require_unchanged()
    assert refused.value.code == "context_changed"


def test_nothing_is_judged_with_a_changed_context(poisoned, tmp_path):
    """LD-06: `pharos verify` gives no verdict at all."""
    file = tmp_path / "credential.json"
    file.write_text("{}")
    out, err = io.StringIO(), io.StringIO()
    assert run([file], out=out, err=err) == 64
    assert out.getvalue() == ""
    assert poisoned.name in err.getvalue()
