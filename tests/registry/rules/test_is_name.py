"""What may stand on a document as a name, and what may not."""

from __future__ import annotations

import pytest

from redvest.registry.rules.names import is_name


@pytest.mark.parametrize(
    "name",
    ["李明霞", "欧阳明霞", "买买提·艾力", "John Smith", "O'Neil", "Anne-Marie", "𠮷野", "José", "M. Li"],
)
def test_names_of_people(name):
    assert is_name(name)


@pytest.mark.parametrize(
    "text", ["", "\u200b", "😀", "12345", "李4", "<img src=x>", "李\u202e霞", "李_霞", "·", " "]
)
def test_what_nobody_is_called(text):
    assert not is_name(text)
