"""The public pages: every address answers in three languages, with the headers of safety."""

import re

import pytest

from pharos.common.sentences import LANGUAGES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["", "verify"])
def test_each_page_speaks_each_language(client, language, page):
    answer = client.get(f"/{language}/{page}")
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["Content-Language"] == language
