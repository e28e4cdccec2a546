"""Parts of a person's copy that lie in contexts above this one: each names its own here (``config/wiring.py``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CopyPart:
    """A list of the copy: its key in ``data.json``, its title, columns as heading and field, and who reads it.

    ``read`` takes all records of one person; its rows are plain values, states in words, the earliest first.
    """

    key: str
    title: str
    columns: tuple[tuple[str, str], ...]
    read: Callable[[list[UUID]], list[dict[str, Any]]]


PARTS: list[CopyPart] = []
