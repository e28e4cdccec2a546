"""What somebody typed, as one line: no NUL, no line breaks, no spaces that nobody sees."""

from __future__ import annotations


def one_line(text: str) -> str:
    """Any white space becomes one space; PostgreSQL keeps no NUL."""
    return " ".join(text.replace("\x00", "").split())
