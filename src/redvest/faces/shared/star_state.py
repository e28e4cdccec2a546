"""How a star's state looks: its word and its colour, the same on a person's own page and at the desk."""

from __future__ import annotations

from django.utils.translation import gettext as _

from redvest.honour.choices import StarState
from redvest.honour.models import StarAward
from redvest.honour.queries.star import FLAGGABLE

_KINDS = {
    StarState.APPLIED: "wait", StarState.IN_PUBLICITY: "wait", StarState.GRANTED: "ok", StarState.REFUSED: "bad",
    StarState.WITHDRAWN: "off", StarState.ENDED: "off",
}  # fmt: skip


def star_flagged(award: StarAward) -> bool:
    """Whether it waits for a review."""
    return award.flagged_at is not None and award.state in FLAGGABLE


def star_state(award: StarAward) -> tuple[str, str]:
    if star_flagged(award):
        return _("要复核"), "bad"
    state = StarState(award.state)
    return str(state.label), _KINDS[state]
