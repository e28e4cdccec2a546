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


def next_to_tell(
    due: SilenceStage | None, told: Collection[SilenceStage], *, waited: bool
) -> SilenceStage | None:
    """Who hears now of a silence that has gone as far as ``due``: whoever comes after those told, one step at a time.

    ``waited``: those told last have had their time. A silence found late, or after a rule changed, begins with the
    helper as well: the branch is told of those who were reminded.
    """
    order = list(SilenceStage)
    following = max((order.index(each) + 1 for each in told), default=0)
    if due is None or following > order.index(due) or (told and not waited):
        return None
    return order[following]


def clean_words(text: str, longest: int) -> str:
    """One line with single spaces; nothing where it is too short to say something."""
    words = " ".join(text.split())[:longest]
    return words if len(words) >= SHORTEST_WORDS else ""
