"""Reads what a person's calendar feed says: sign-ups and turns of duty, and what became of those it said before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Coalesce

from redvest.registry.choices import DutyTurnState
from redvest.registry.models import DutyTurn
from redvest.registry.queries.merge import records_of
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import CalendarEvent, SignUp
from redvest.service.rules.calendar_feed import KEPT, Occasion

_COMING = (SignUpState.CONFIRMED, SignUpState.SERVED, SignUpState.ABSENT)
_NEW_TURNS = (DutyTurnState.TAKEN, DutyTurnState.ASKED)
_TURNS = {DutyTurnState.TAKEN: "CONFIRMED", DutyTurnState.ASKED: "TENTATIVE"}


def occasions_of(volunteer_id: UUID, at: datetime) -> list[Occasion]:
    """In Chinese whatever language a client asks in: a feed in two would change with every read.

    Confirmed and offered places and turns that are not long over; of others only those that a client may know.
    """
    known = CalendarEvent.objects.filter(volunteer_id=volunteer_id, kept_until__gt=at)
    uids = set(known.values_list("uid", flat=True))
    return [*_signups(volunteer_id, uids, at), *_turns(volunteer_id, uids, at)]


def _signups(volunteer_id: UUID, known: set[str], at: datetime) -> Iterator[Occasion]:
    keys = _keys(known, "signup")
    live = Q(state__in=(*_COMING, SignUpState.OFFERED), over__gt=at - KEPT)
    over = Coalesce("post__ends_at", "activity__ends_at")  # a shift's own end, as its event says
    mine = SignUp.objects.filter(volunteer_id__in=records_of(volunteer_id)).annotate(over=over)
    for signup in mine.filter(live | Q(pk__in=keys)).select_related("activity__body", "post"):
        activity, post = signup.activity, signup.post
        status = _status(signup)
        if status == "CANCELLED" and signup.pk not in keys:
            continue  # no client ever saw it
        where = "，".join(part for part in (activity.place_name, post.meeting_point) if part)
        yield Occasion(
            uid=f"signup-{signup.pk}@redvest", status=status, title=_title(activity.title, status),
            starts_at=post.starts_at or activity.starts_at, ends_at=post.ends_at or activity.ends_at,
            place=where, words=_words(activity.body.name, post.label, status),
            url=_url(f"/me/signups/{signup.pk}/"), lon=activity.lon, lat=activity.lat,
        )  # fmt: skip


def _status(signup: SignUp) -> str:
    if signup.activity.state == ActivityState.CANCELLED:
        return "CANCELLED"
    if signup.state in _COMING:
        return "CONFIRMED"
    return "TENTATIVE" if signup.state == SignUpState.OFFERED else "CANCELLED"


def _turns(volunteer_id: UUID, known: set[str], at: datetime) -> Iterator[Occasion]:
    keys = _keys(known, "duty")
    live = Q(state__in=_NEW_TURNS, ends_at__gt=at - KEPT)
    mine = DutyTurn.objects.filter(volunteer_id__in=records_of(volunteer_id))
    for turn in mine.filter(live | Q(pk__in=keys)).select_related("slot__station"):
        station = turn.slot.station
        status = _TURNS.get(DutyTurnState(turn.state), "CANCELLED")
        yield Occasion(
            uid=f"duty-{turn.pk}@redvest", status=status,
            title=_title(f"{station.name}值班", status),
            starts_at=turn.starts_at, ends_at=turn.ends_at, place=station.address or station.name,
            words=_words("", "", status), url=_url("/me/duty/"), lon=station.lon, lat=station.lat,
        )  # fmt: skip


def _keys(known: set[str], kind: str) -> set[UUID]:
    """The rows behind the identifiers of one kind that were given out."""
    begin, end = f"{kind}-", "@redvest"
    return {UUID(each.removeprefix(begin).removesuffix(end)) for each in known if each.startswith(begin)}


def _title(title: str, status: str) -> str:
    if status == "TENTATIVE":
        return f"（等你答复）{title}"
    return f"（已取消）{title}" if status == "CANCELLED" else title


def _words(body: str, post: str, status: str) -> str:
    lines = [part for part in (body, post) if part]
    if status == "TENTATIVE":
        lines.append("名额给你留着，请在期限前到“我的”里答复。")
    if status == "CANCELLED":
        lines.append("这一场不用去了。")
    return "\n".join(lines)


def _url(path: str) -> str:
    return f"{settings.REDVEST_BASE_URL}{path}" if settings.REDVEST_BASE_URL else ""
