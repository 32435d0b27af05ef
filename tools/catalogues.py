"""Our own gettext catalogues for what Django's forms and the sign-in library can say.

    python tools/catalogues.py            # names what has no translation, exit code 1
    python tools/catalogues.py --write    # takes new messages into the .po, makes the .mo

Words of ours are sentences (docs/adr/0015); these catalogues stand behind them, so that nothing
a library says by itself is ever in another language than the page. They come first in
LOCALE_PATHS, so an update of a library changes no word. No translation is taken from the
libraries; all of them wait for a native reader, as the sentences do.
"""

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "src" / "pharos" / "locale"
LANGUAGES: Final = ("hy", "ka")
# Every module whose words can reach a page: forms, what they refuse, what they are called.
MODULES: Final = (
    "django/core/validators.py", "django/forms/fields.py", "django/forms/formsets.py",
    "django/forms/models.py", "django/forms/widgets.py", "allauth/account/adapter.py",
    "allauth/account/fields.py", "allauth/account/forms.py", "allauth/mfa/adapter.py",
    "allauth/mfa/base/forms.py", "allauth/mfa/models.py", "allauth/mfa/recovery_codes/forms.py",
    "allauth/mfa/totp/forms.py", "allauth/mfa/webauthn/forms.py", "allauth/usersessions/forms.py",
)  # fmt: skip
_KEYWORDS: Final = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "ngettext_lazy": (1, 2)}
# CLDR: Armenian counts nothing as it counts one.
_PLURALS: Final = {"hy": "nplurals=2; plural=(n > 1);", "ka": "nplurals=2; plural=(n != 1);"}
_HEADER: Final = "# Pharos: what libraries say, in our words. To be read by a native reader."
_DROPPED: Final = (
    b'"Project-', b'"Report-', b'"POT-', b'"PO-', b'"Last-', b'"Language-Team', b'"Generated',
)  # fmt: skip

Message = str | tuple[str, str]


def messages() -> Iterator[tuple[Message, str]]:
    """Every message of the modules, and the module that says it."""
    for module in MODULES:
        found = find_spec(module.partition("/")[0])
        if found is None or found.origin is None:
            raise ModuleNotFoundError(module)
        file = Path(found.origin).parents[1] / module
        for _, message, _, _ in extract_from_file("python", file, keywords=_KEYWORDS):
            yield (message if isinstance(message, str) else (message[0], message[1])), module


def path(language: str, kind: str = "po") -> Path:
    """Where a catalogue lies."""
    return FOLDER / language / "LC_MESSAGES" / f"django.{kind}"


def read(language: str) -> Catalog:
    """The catalogue as it is kept, or an empty one."""
    if not path(language).is_file():
        return Catalog(locale=language)
    with path(language).open("rb") as file:
        return read_po(file, locale=language)


def missing(language: str) -> list[str]:
    """Messages without a translation, and the module of each."""
    kept = read(language)
    found = []
    for message, module in messages():
        entry = kept.get(message if isinstance(message, str) else message[0])
        told = entry.string if entry is not None else ""
        if not (all(told) if isinstance(told, tuple) else told):
            found.append(f"{module}: {message}")
    return found


def write(language: str) -> None:
    """Take in new messages, drop those that nobody says any more, and compile."""
    before, made = read(language), Catalog(locale=language, fuzzy=False, header_comment=_HEADER)
    made.mime_headers = [
        ("Language", language),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", _PLURALS[language]),
    ]
    for message, module in messages():
        known = before.get(message if isinstance(message, str) else message[0])
        made.add(message, known.string if known else None, locations=[(module, 0)])
    path(language).parent.mkdir(parents=True, exist_ok=True)
    text = BytesIO()
    write_po(text, made, sort_output=True, include_lineno=False, width=100)
    lines = text.getvalue().splitlines(keepends=True)
    # who and when stand in the history of the file
    path(language).write_bytes(b"".join(one for one in lines if not one.startswith(_DROPPED)))
    with path(language, "mo").open("wb") as file:
        write_mo(file, made)


def main(arguments: list[str]) -> int:
    """The exit code: 1 while something has no translation."""
    if "--write" in arguments:
        for language in LANGUAGES:
            write(language)
    found = [f"{language} {line}" for language in LANGUAGES for line in missing(language)]
    sys.stdout.write("\n".join(found or ["every message has its translation"]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
