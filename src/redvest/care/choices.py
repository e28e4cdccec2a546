"""State names of needs and who meets them, with their Chinese words."""

from __future__ import annotations
