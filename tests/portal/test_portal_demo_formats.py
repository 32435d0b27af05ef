"""The forms of the acting universities show what every certificate must, long names too."""

import pytest
from certificatefacts import CREATED, told

from pharos.issuing.certificate import making
from pharos.issuing.layouts import checking, parts
from pharos.issuing.layouts.checking import Specimen
from pharos.portal.demo import formats


@pytest.mark.parametrize(("name", "language"), [("lighthouse", "hy"), ("fleece", "ka")])
def test_a_form_of_the_demonstration_is_whole(name, language):
    facts = told(language)
    one = formats.drawn(name)
    assert parts.require_source(one.source) == one.source
    found = checking.missing(one, Specimen(facts, making.drawn(facts["address"]), CREATED))
    assert found == []
