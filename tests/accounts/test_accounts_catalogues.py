"""What the libraries say by themselves is said in our words, in the language of the page."""

import importlib.util
import unicodedata
from pathlib import Path
from types import ModuleType

import pytest
from django import forms
from django.utils import translation

from pharos.accounts import forms as own
from pharos.common.sentences import catalogue

ROOT = Path(__file__).parents[2]
SCRIPTS = {"hy": "ARMENIAN", "ka": "GEORGIAN"}


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / "tools" / "catalogues.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _tool()


@pytest.mark.parametrize("language", tool.LANGUAGES)
def test_no_message_of_a_library_is_left_without_words(language: str) -> None:
    """To mend it: `python tools/catalogues.py --write`, then fill in the new ones."""
    assert tool.missing(language) == []


@pytest.mark.parametrize("language", tool.LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_words(language: str) -> None:
    """And it comes first: an update of a library changes no word of ours."""
    kept = tool.read(language)
    with translation.override(language):
        for message, _ in tool.messages():
            if isinstance(message, str):
                assert translation.gettext(message) == kept.get(message).string
            else:
                wanted = kept.get(message[0]).string
                assert translation.ngettext(*message, 5) == wanted[1]


@pytest.mark.parametrize("language", tool.LANGUAGES)
def test_no_translation_mixes_scripts_or_loses_a_fact(language: str) -> None:
    import re

    for message, _ in tool.messages():
        entry = tool.read(language).get(message if isinstance(message, str) else message[0])
        texts = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        ids = message if isinstance(message, tuple) else (message,)
        for text in texts:
            assert set(re.findall(r"%\(\w+\)\w|{\w+}|%d", text)) == set(
                re.findall(r"%\(\w+\)\w|{\w+}|%d", ids[-1])
            ), message
            for word in re.findall(r"[^\W\d_]+", re.sub(r"%\(\w+\)\w|{\w+}|%\w", "", text)):
                scripts = {unicodedata.name(letter).split()[0] for letter in word}
                assert scripts == {SCRIPTS[language]} or word.startswith("IPv"), (message, word)


def test_every_refusal_of_the_sign_in_has_a_sentence() -> None:
    """Forms tell refusals by their codes; a code without a sentence would say too little."""
    from allauth.mfa.adapter import DefaultMFAAdapter

    known = catalogue("en")
    reachable = {"incorrect_code", "too_many_login_attempts", "rate_limited"}
    reachable |= {"cannot_generate_recovery_codes"} & set(DefaultMFAAdapter.error_messages)
    assert {code for code in reachable if f"field_{code}" not in known} == set()


@pytest.mark.parametrize(
    "form", [own.ProfileForm, own.NewAddressForm, own.AddressCodeForm, own.PasskeyNameForm]
)
def test_labels_of_forms_are_sentences(form: type[forms.Form]) -> None:
    assert [one.label for one in form().fields.values() if one.label not in catalogue("en")] == []
