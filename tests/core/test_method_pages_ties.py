"""The worked examples of the pages about ties give what they say."""

import doctest
from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[2] / "docs" / "methods"


@pytest.mark.parametrize("page", ["ties", "contact-chance", "reconnect"])
def test_the_worked_examples_of_a_page_are_right(page):
    found = doctest.testfile(
        str(PAGES / f"{page}.md"), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE
    )
    assert found.attempted > 2
    assert found.failed == 0
