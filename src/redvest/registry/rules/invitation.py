"""What a volunteer's standing preference answers to an invitation (domain 1.2).

Nobody is assigned against their will (条例 art. 25): agreeing in advance lets somebody into a team or lets an
invitation to a project stand, it never books a post. A minor agrees to nothing in advance.
"""

from __future__ import annotations

from enum import StrEnum

from redvest.registry.choices import ProjectInvites, TeamInvites


class Answer(StrEnum):
    """``STANDS``: the invitation is open and awaits the person's own sign-up."""

    JOINS = "joins"
    STANDS = "stands"
    ASKS = "asks"
    REFUSES = "refuses"


def answer_to_team(preference: TeamInvites, *, minor: bool) -> Answer:
    if preference == TeamInvites.REFUSE:
        return Answer.REFUSES
    return Answer.ASKS if minor else Answer.JOINS


def answer_to_project(preference: ProjectInvites, *, minor: bool) -> Answer:
    if preference == ProjectInvites.REFUSE:
        return Answer.REFUSES
    if preference == ProjectInvites.ASK or minor:
        return Answer.ASKS
    return Answer.STANDS
