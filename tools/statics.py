"""Makes the files that browsers get: style sheets, fonts, scripts; hashed and compressed.

    python tools/statics.py           # tells whether the package holds what the sources make
    python tools/statics.py --write   # makes them anew (`make vendor` does)

Sources: `frontend/src` (ours) and `frontend/vendor` (taken by `frontend/vendor.mjs`). What is made
lies in `src/pharos/portal/static/pharos`: each file under a name with its hash, so that a browser
may keep it for ever, with a `.gz` and a `.br` beside it, and `manifest.json` with all names, from
whom what was taken, and under which licence.
"""

import gzip
import hashlib
import io
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib import instancer  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[1]
SOURCE, VENDOR = ROOT / "frontend" / "src", ROOT / "frontend" / "vendor"
SHIPPED = ROOT / "src" / "pharos" / "portal" / "static" / "pharos"
PLAIN = ("mark.svg",)
COMPONENTS = ("base", "button", "fieldset", "card")
STYLES = ("fonts", "tokens", "ground", "frame", "parts", "pages", "public", "media")
WEIGHTS = (400, 700)
# Which characters each file serves; the style sheet repeats them as its `unicode-range`.
# Lari (U+20BE) is only in the Latin source; the Armenian full stop is in two and comes from one.
RANGES: Mapping[str, tuple[str, str]] = {
    "noto-sans-latin": (
        "noto-sans-latin",
        "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,"
        "U+2122,U+2191,U+2193,U+2212,U+2215",
    ),
    "noto-sans-european": (
        "noto-sans-latin-ext",
        "U+0100-0130,U+0132-0151,U+0154-017F,U+0218-021B,U+1E9E,U+20BE",
    ),
    "noto-sans-armenian": ("noto-sans-armenian-armenian", "U+0530-058F,U+FB13-FB17"),
    "noto-sans-georgian": ("noto-sans-georgian-georgian", "U+10D0-10FF"),
}
_LAYER = re.compile(r"@layer ds\.theme\.([\w.-]+) \{\n(.*?)\n\}\n(?=\n*(?:@layer|\Z))", re.DOTALL)
_UNPACK = {"gz": gzip.decompress, "br": brotli.decompress}
_TOKENS = ("size-mode", "type-scale", "size", "semantic", "color")


def made() -> dict[str, bytes]:
    """Every file by the name it ships under, compressed ones left out; the manifest is one."""
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}

    def keep(name: str, content: bytes) -> None:
        stem, _, ending = name.rpartition(".")
        names[name] = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
        files[names[name]] = content

    for name, (source, ranges) in RANGES.items():
        keep(f"{name}.woff2", _font(VENDOR / "fonts" / f"{source}.woff2", ranges))
    keep("htmx.js", _script(VENDOR / "htmx.js"))
    for script in sorted(SOURCE.glob("*.js")):
        keep(script.name, _script(script))
    for name in PLAIN:
        keep(name, (SOURCE / name).read_bytes())
    themes = sorted(file.stem for file in (VENDOR / "themes").glob("*.css"))
    for theme in themes:
        keep(f"theme-{theme}.css", _theme(theme).encode())
    style = _style()
    for name in RANGES:
        style = style.replace(f"url({name}.woff2)", f"url({names[f'{name}.woff2']})")
    keep("pharos.css", style.encode())
    manifest = {
        "files": {name: _entry(shipped, files[shipped]) for name, shipped in sorted(names.items())},
        "themes": themes,
        "taken": _taken(),
    }
    files["manifest.json"] = (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()
    for one in json.loads((VENDOR / "taken.json").read_bytes()):
        files[one["text"]] = (VENDOR / one["text"]).read_bytes()
    return files


def problems() -> list[str]:
    """How the shipped files differ from what the sources make; nothing when they are the same."""
    wanted = made()
    there = {
        file.relative_to(SHIPPED).as_posix(): file.read_bytes()
        for file in sorted(SHIPPED.rglob("*"))
        if file.is_file()
    }
    found = [f"{name} is missing" for name in wanted if name not in there]
    found += [f"{name} differs" for name in wanted if there.get(name, wanted[name]) != wanted[name]]
    for name, content in there.items():
        bare, _, ending = name.rpartition(".")
        if ending in _UNPACK:
            if _UNPACK[ending](content) != wanted.get(bare):
                found.append(f"{name} holds something else")
        elif name not in wanted:
            found.append(f"{name} is made of nothing")
    found += [
        f"{name}.{ending} is missing"
        for name in wanted
        for ending in _UNPACK
        if _worth_packing(name) and f"{name}.{ending}" not in there
    ]
    return found


def write() -> None:
    """Put the files where they are shipped from, and nothing else."""
    for file in sorted(SHIPPED.rglob("*")):
        if file.is_file():
            file.unlink()
    for name, content in made().items():
        place = SHIPPED / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        if _worth_packing(name):
            place.with_name(f"{place.name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
            place.with_name(f"{place.name}.br").write_bytes(brotli.compress(content, quality=11))


def _worth_packing(name: str) -> bool:
    # woff2 is packed already; licences and the manifest are for people and tools
    return name.endswith((".css", ".js", ".svg"))


def _entry(shipped: str, content: bytes) -> dict[str, Any]:
    return {"as": shipped, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _taken() -> list[dict[str, Any]]:
    taken: list[dict[str, Any]] = json.loads((VENDOR / "taken.json").read_bytes())
    return taken


def _style() -> str:
    """The whole style sheet: layers of the design system below, ours above them."""
    order = "@layer ds.tokens,ds.theme,ds.parts,pharos;"
    neutral = _theme("neutral")
    components = "".join(
        _bare((VENDOR / "components" / f"{name}.css").read_text("utf-8")) for name in COMPONENTS
    )
    ours = {name: _bare((SOURCE / f"{name}.css").read_text("utf-8")) for name in STYLES}
    fonts = ours.pop("fonts")
    return (
        order
        + _with_ranges(fonts)
        + f"@layer ds.tokens{{{_tokens()}}}"
        + neutral
        + f"@layer ds.parts{{{components}}}"
        + f"@layer pharos{{{''.join(ours.values())}}}\n"
    )


def _with_ranges(fonts: str) -> str:
    for name, (_, ranges) in RANGES.items():
        fonts = fonts.replace(f"var(--range-{name})", ranges)
    return fonts


def _layers(theme: str) -> list[tuple[str, str]]:
    return _LAYER.findall((VENDOR / "themes" / f"{theme}.css").read_text("utf-8"))


def _tokens() -> str:
    """What is the same in every theme: sizes, borders, shadows, the meaning of each colour."""
    return _bare("".join(body for name, body in _layers("neutral") if name in _TOKENS))


def _theme(theme: str) -> str:
    """The colours of a theme, light and dark, chosen by the reader's system."""
    found = {
        name.rpartition(".")[2]: body
        for name, body in _layers(theme)
        if name.startswith("color-scheme")
    }
    light, dark = (re.findall(r"--ds-[\w-]+:[^;]+;", found[scheme]) for scheme in ("light", "dark"))
    rules = (
        f":root{{{''.join(light)}}}@media (prefers-color-scheme:dark){{:root{{{''.join(dark)}}}}}"
    )
    return f"@layer ds.theme{{{_bare(rules)}}}"


def _bare(style: str) -> str:
    """A style sheet without comments, breaks, and what we never want: spaced-out letters."""
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    style = re.sub(r"(?<=[;{])\s*letter-spacing:[^;}]*;?", "", style)
    style = re.sub(r"\s*\n\s*", " ", style)
    style = re.sub(r" *([{};]) *", r"\1", style)
    style = re.sub(r"(--[\w-]+|[;{][\w-]+): ", r"\1:", style)
    return style.replace(";}", "}").strip()


def _script(file: Path) -> bytes:
    return file.read_bytes()


def _font(file: Path, ranges: str) -> bytes:
    """The font with the characters of the ranges and the weights that pages use."""
    font = TTFont(file)
    options = subset.Options(
        flavor="woff2", layout_features=["kern", "liga", "mark", "mkmk", "ccmp", "locl"],
        notdef_outline=True, hinting=False, desubroutinize=True, name_IDs=[1, 2, 13, 14],
    )  # fmt: skip
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=_characters(ranges))
    cutter.subset(font)
    font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS})
    # a font says when it was saved last: not here, so that the same sources make the same bytes
    font.recalcTimestamp = False
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _characters(ranges: str) -> set[int]:
    found: set[int] = set()
    for part in ranges.split(","):
        first, _, last = part.removeprefix("U+").partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return found


if __name__ == "__main__":
    if "--write" in sys.argv:
        write()
    sys.exit("\n".join(problems()) or None)
