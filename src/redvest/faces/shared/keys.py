"""Keys that come with an address or a form, as the domain takes them."""

from __future__ import annotations

from uuid import UUID


def key_typed(text: str) -> UUID | None:
    """A key written in any of the usual ways; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
