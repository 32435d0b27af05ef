"""The examples of the library's page run as they stand there."""

import doctest
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "library.md"


def test_the_examples_of_the_library_run():
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner()
    names = {"CORPUS": ROOT / "tests" / "corpus"}
    text = PAGE.read_text("utf-8").replace("```pycon\n", "").replace("```\n", "")
    test = parser.get_doctest(text, names, PAGE.name, str(PAGE), 0)
    said: list[str] = []
    runner.run(test, out=said.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(said)
    assert len(test.examples) > 25
