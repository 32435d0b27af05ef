"""What the tree must look like: short files, no addresses of machines, an exact lock."""

import os
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 450
# kept apart, so that this file does not name them either
REGISTRIES = tuple(f"{name}.org" for name in ("pypi", "pythonhosted", "npmjs", "golang"))
MACHINES = ("/wo" + "rk/", "/tmp/bo" + "ot", "/ro" + "ot/", "/ho" + "me/")


def tracked(pattern: str) -> list[Path]:
    """Files of the tree, without what tools and people leave in it; git is not needed."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        here = Path(folder)
        folders[:] = [name for name in folders if not _left_there(here / name)]
        found += [here / name for name in names]
    return sorted(file for file in found if file.match(pattern))


def _left_there(folder: Path) -> bool:
    name = folder.name
    ours = name in (".ci", "docs") or not name.startswith((".", "_"))
    top = folder.parent == ROOT and name in ("demo", "build", "dist", "state")
    return not ours or top or name == "node_modules" or name.endswith(".egg-info")


@pytest.mark.parametrize("folder", ["src", "tests", "tools"])
def test_no_module_is_long(folder: str) -> None:
    counted = {
        file.relative_to(ROOT).as_posix(): len(file.read_text("utf-8").splitlines())
        for file in tracked("*.py")
        if file.is_relative_to(ROOT / folder) and "migrations" not in file.parts
    }
    assert {name: lines for name, lines in counted.items() if lines > LONGEST} == {}


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = [
        (file.relative_to(ROOT).as_posix(), word)
        for file in tracked("*")
        if file.suffix not in (".woff2", ".ttf", ".png", ".pdf") and "vectors" not in file.parts
        for text in [file.read_text("utf-8", errors="replace")]
        for word in (*REGISTRIES, *MACHINES)
        if word in text
    ]
    assert found == []


def test_the_lock_is_exact_and_without_addresses() -> None:
    text = (ROOT / "constraints.txt").read_text("utf-8")
    assert "://" not in text
    entries = re.split(r"\n(?=\S)", text.strip())
    loose = [
        entry.partition("\n")[0]
        for entry in entries
        if not re.match(r"[A-Za-z0-9._-]+==\S+", entry) or "--hash=sha256:" not in entry
    ]
    assert loose == []


def test_the_lock_names_everything_that_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    locked = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "constraints.txt").read_text(), re.M)
    names = {re.match(r"[A-Za-z0-9._-]+", line)[0].lower().replace("_", "-") for line in asked}  # type: ignore[index]
    assert names - {name.lower().replace("_", "-") for name in locked} == set()


def test_every_set_of_files_from_elsewhere_names_its_owner() -> None:
    vectors = ROOT / "tests" / "vectors"
    sets = [folder for folder in vectors.iterdir() if folder.is_dir()]
    assert [folder.name for folder in sets if not (folder / "NOTICE").is_file()] == []
    page = (ROOT / "docs" / "reference" / "data-licences.md").read_text("utf-8")
    notices = [file.parent.relative_to(ROOT).as_posix() for file in tracked("NOTICE")]
    assert [name for name in notices if f"`{name}`" not in page] == []


def test_migrations_make_no_extension() -> None:
    """The embedded build of PostgreSQL has none, and other builds must not need any."""
    made = [
        file.relative_to(ROOT).as_posix()
        for file in [*tracked("*.py"), *tracked("*.sql")]
        if file.is_relative_to(ROOT / "src")
        and re.search(r"create\s+extension", file.read_text("utf-8"), re.IGNORECASE)
    ]
    assert made == []
