"""How a request about one's own data stands, in a word and a colour; the same for the person and the officer."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from redvest.registry.choices import RightState
from redvest.registry.models import RightsRequest

_KINDS = {
    RightState.OPEN: "wait",
    RightState.GRANTED: "ok",
    RightState.REFUSED: "bad",
    RightState.TAKEN_BACK: "off",
}


def right_state(asked: RightsRequest, today: date) -> tuple[str, str]:
    """Late is no state of the row: it follows from the day."""
    if asked.state == RightState.OPEN and asked.due_on < today:
        return _("已逾期"), "bad"
    return str(asked.get_state_display()), _KINDS[RightState(asked.state)]
