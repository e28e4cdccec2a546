"""What a pairing is made of: a free place among five, and how far a silence has gone. Pure."""

from __future__ import annotations

from collections.abc import Collection

from redvest.care.choices import SilenceStage

FIVE = 5  # 一名党员带五名文明创建志愿者
SHORTEST_WORDS = 2


def free_slot(given: Collection[int]) -> int | None:
    """The lowest of the five places that nobody has; None where all are given."""
    return next((slot for slot in range(1, FIVE + 1) if slot not in given), None)


def silence_stage(days: int, *, first: int, step: int) -> SilenceStage | None:
    """Who has to hear of a silence of so many days: who helps, then the branch, then the place. None: nobody yet."""
    if days < first:
        return None
    if days < first + step:
        return SilenceStage.HELPER
    return SilenceStage.BRANCH if days < first + 2 * step else SilenceStage.PLACE


def clean_words(text: str, longest: int) -> str:
    """One line with single spaces; nothing where it is too short to say something."""
    words = " ".join(text.split())[:longest]
    return words if len(words) >= SHORTEST_WORDS else ""
