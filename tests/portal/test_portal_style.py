"""The living style page: every part, in three languages and each look, kept out of searches."""

import pytest

from pharos.common.sentences import LANGUAGES, sentence
from pharos.portal.statics import shipped_as


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_style_page_shows_every_part(client, language):
    answer = client.get(f"/{language}/style")
    assert answer.status_code == 200
    assert answer.headers["X-Robots-Tag"] == "noindex"
    for code in (
        "field_required",
        "page_band_valid",
        "page_parts_sample_zero",
        "page_parts_trouble",
    ):
        assert sentence(code, language) in answer.text
    for part in (
        'class="status good"',
        "<progress",
        'class="pager"',
        'class="chart"',
        'type="file"',
    ):
        assert part in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize("look", ["am", "ge"])
def test_it_can_be_seen_in_each_look(client, look):
    answer = client.get(f"/en/style?look={look}")
    assert f'data-theme="{look}"' in answer.text
    assert shipped_as(f"theme-{look}.css") in answer.text
    assert 'data-theme="neutral"' in client.get("/en/style?look=../..").text
