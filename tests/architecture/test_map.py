"""``docs/map.md`` leads where it says, and so does the glossary: every place that they name is there."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import ROOT, SRC

MAP = (ROOT / "docs/map.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
CONTEXT = "<context>"


def written_out(place: str) -> Iterator[str]:
    """``a/{b,c}/d.py`` is two places."""
    parts = re.split(r"\{([^}]*)\}", place)
    choices = [part.split(",") if at % 2 else [part] for at, part in enumerate(parts)]
    yield from ("".join(each) for each in itertools.product(*choices))


def places(page: str) -> list[str]:
    """What stands in backquotes and is a path; ``file.py: name`` is the file."""
    quoted = re.findall(r"`([^`\n]+)`", page)
    paths = [text.split(":")[0] for text in quoted if "/" in text and not text.startswith(("/", "@"))]
    return sorted({one for text in paths if CONTEXT not in text for one in written_out(text)})


def is_there(place: str) -> bool:
    return any(list(root.glob(place.rstrip("/"))) for root in (SRC, ROOT))


def test_choices_in_braces_are_written_out():
    assert list(written_out("a/{b,c}/{d,e}.py")) == ["a/b/d.py", "a/b/e.py", "a/c/d.py", "a/c/e.py"]


def test_a_place_that_is_not_there_is_seen():
    assert not is_there("service/rules/nothing_of_that_name.py")


@pytest.mark.parametrize("place", places(MAP))
def test_the_map_is_true(place):
    assert is_there(place)


def test_the_glossary_names_the_files_of_its_tables():
    tables = [place for place in places(GLOSSARY) if place.endswith(".py")]
    assert len(tables) > 50
    assert not [place for place in tables if not is_there(place)]


def test_no_line_of_the_table_stands_twice():
    lines = [line.split("|")[1].strip() for line in MAP.splitlines() if line.startswith("|")]
    assert sorted(lines) == sorted(set(lines))
