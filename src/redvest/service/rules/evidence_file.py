"""How many files may stand behind a request and how large they may be; what they are, ``core/media_type.py`` says."""

from __future__ import annotations

from redvest.core.media_type import ending_of, media_type_of, shown_name

__all__ = ["LARGEST", "MOST_FILES", "ending_of", "media_type_of", "shown_name"]

MOST_FILES = 6
LARGEST = 5 * 1024 * 1024  # bytes of one file
