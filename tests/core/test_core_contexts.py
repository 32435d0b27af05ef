"""Contexts are the pinned files, and a changed byte stops everything."""

import hashlib
from pathlib import Path

import pytest

from pharos.core import contexts
from pharos.core.errors import CoreError


def test_all_pinned_digests_hold() -> None:
    contexts.check_digests()
    assert len(contexts.CONTEXTS) == 22


def test_the_base_context_is_the_one_that_the_standard_names() -> None:
    """VC Data Model 2.0, section B.1 gives its SHA-256."""
    digest = contexts.CONTEXTS[contexts.VC_V2].sha256
    assert digest == "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"


@pytest.mark.parametrize("name", sorted(context.file for context in contexts.CONTEXTS.values()))
def test_a_changed_byte_is_seen(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """LD-06: context bytes changed on disk under the right address."""
    folder = Path(str(contexts._folder()))
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    raw = bytearray((tmp_path / name).read_bytes())
    raw[len(raw) // 2] ^= 1
    (tmp_path / name).write_bytes(raw)
    monkeypatch.setattr(contexts, "_folder", lambda: tmp_path)
    with pytest.raises(CoreError) as refused:
        contexts.check_digests()
    assert refused.value.code == "context_changed"
    assert refused.value.facts["file"] == name


def test_a_stranger_is_not_fetched() -> None:
    """LD-01: only bundled contexts are loaded."""
    with pytest.raises(CoreError) as refused:
        contexts.load("https://attacker.example/v1")
    assert refused.value.code == "context_not_allowed"


def test_every_file_is_named_with_its_owner() -> None:
    folder = Path(str(contexts._folder()))
    files = {file.name for file in folder.iterdir()} - {"NOTICE", "index.json"}
    assert files == {context.file for context in contexts.CONTEXTS.values()}
    for context in contexts.CONTEXTS.values():
        assert hashlib.sha256((folder / context.file).read_bytes()).hexdigest() == context.sha256


def test_what_defines_every_word_is_not_in_the_profile() -> None:
    """LD-05: the flag of the index agrees with the files."""
    with_vocab = {url for url in contexts.CONTEXTS if "@vocab" in contexts.load(url)}
    assert with_vocab == contexts.BUNDLED - contexts.PROFILE
