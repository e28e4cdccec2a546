"""Reflections: how long, how many pictures, what a decision makes of one. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from redvest.core.picture import bare_picture
from redvest.service.choices import ReflectionState
from redvest.service.reflection_errors import ReflectionLength, ReflectionPictures, ReflectionWordsMissing

SHORTEST, LONGEST = 20, 2000
MOST_PICTURES = 3
LARGEST_PICTURE = 5 * 1024 * 1024
SHORTEST_WORDS, LONGEST_WORDS = 2, 200
EXCERPT = 80


def checked_text(text: str) -> str:
    """Paragraphs stay, spaces at the ends of lines go. Raises ReflectionLength."""
    lines = [" ".join(line.split()) for line in text.replace("\x00", "").splitlines()]
    said = "\n".join(lines).strip()
    while "\n\n\n" in said:
        said = said.replace("\n\n\n", "\n\n")
    if not SHORTEST <= len(said) <= LONGEST:
        raise ReflectionLength
    return said


def bare_pictures(files: Sequence[bytes]) -> list[tuple[str, bytes]]:
    """Media type and content of each, without place and device. Raises ReflectionPictures."""
    if len(files) > MOST_PICTURES:
        raise ReflectionPictures
    found = [bare_picture(data) if len(data) <= LARGEST_PICTURE else None for data in files]
    made = [each for each in found if each is not None]
    if len(made) != len(files):
        raise ReflectionPictures
    return made


def checked_words(text: str) -> str:
    """What the author is told. Raises ReflectionWordsMissing."""
    said = " ".join(text.replace("\x00", "").split())
    if not SHORTEST_WORDS <= len(said) <= LONGEST_WORDS:
        raise ReflectionWordsMissing
    return said


def approved_state(*, agreed: bool) -> ReflectionState:
    """Looked at and found good: public where that was agreed to, else for its author alone."""
    return ReflectionState.PUBLISHED if agreed else ReflectionState.APPROVED


def excerpt(text: str) -> str:
    """The beginning of a text on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= EXCERPT else f"{flat[: EXCERPT - 1]}…"
