"""Background entry points of the care context: load by id, call one action."""

from __future__ import annotations
