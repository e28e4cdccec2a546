"""What the button that asks can do now, and what it says of those whose sign-up is not open yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from redvest.faces.shared.templatetags.redvest import moment
from redvest.service.choices import RosterState
from redvest.service.models import Roster
from redvest.service.queries.roster_asking import Drafted
from redvest.service.queries.roster_people import can_be_asked


@dataclass(frozen=True, slots=True)
class Asking:
    """``now``: how many are asked when the button is pressed; ``waiting``: a sentence on those who wait, or nothing."""

    now: int
    waiting: str


def asking_on(roster: Roster, drafted: Drafted, at: datetime) -> Asking:
    """As the action would find it."""
    now = len(can_be_asked(roster, drafted.open, at)) if drafted.open else 0
    if drafted.opens_at is None:
        return Asking(now, "")
    said = ngettext(
        "另有 %(n)d 班还没开放报名，最早 %(when)s 开放。",
        "另有 %(n)d 班还没开放报名，最早 %(when)s 开放。",
        drafted.later,
    ) % {"n": drafted.later, "when": moment(drafted.opens_at)}
    by_itself = roster.goes_on and (now or roster.state == RosterState.ASKING)
    after = _("一开放就自动请本人答复。") if by_itself else _("开放以后，请再来点“请大家答复”。")
    return Asking(now, said + after)
