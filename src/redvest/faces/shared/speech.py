"""The words of the interface, looked up once per language: lists say the same few a hundred times a page."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as translated


def gettext(text: str) -> str:
    """The text in the language of this request. For fixed texts, of which there are as many as the source has."""
    return _known(get_language(), text)


@lru_cache(maxsize=2048)
def _known(language: str | None, text: str) -> str:
    # The catalogues are read when the process starts, so what was looked up stays true.
    return translated(text)
