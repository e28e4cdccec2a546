"""Telling people what becomes of a need: the requester, the volunteers who were asked, and who has to act next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings

from redvest.care.models import Need, NeedAsk
from redvest.care.queries.need_reading import private_of
from redvest.core import clock
from redvest.registry.actions.message import Notice, tell_person, write_notice
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.choices import MessageKind
from redvest.registry.models import Account
from redvest.registry.queries.role import heads_of, nearest_officers


def tell_requester(*, need: Need, text: str, at: datetime) -> bool:
    """A notice to whoever asked: to the account, else to the phone that they gave. Whether there was either."""
    notice = Notice(MessageKind.OTHER, about=need)
    if need.requester is not None:
        write_notice(account=need.requester, text=text, at=at, notice=notice)
        return True
    phone = private_of(need).phone
    if phone:
        write_notice(account=None, phone=phone, text=text, at=at, notice=notice)
    return bool(phone)


def tell_asked(*, asks: Iterable[NeedAsk], text: str, at: datetime) -> int:
    """One notice to each volunteer of these askings; they go out with the minute's round."""
    count = 0
    for ask in asks:
        notice = Notice(MessageKind.GROUP, about=ask, many=True)
        count += tell_person(volunteer=ask.volunteer, text=text, at=at, notice=notice)
    return count


def desk_of(*, need: Need, at: datetime) -> list[Account]:
    """Who has to act: the officers of the place where the need lies, or of the nearest above that has any."""
    return nearest_officers(need.desk_path, clock.day_of(at))


def tell_desk(*, need: Need, text: str, at: datetime) -> int:
    """A notice of work to whoever has to act."""
    return tell_accounts(
        accounts=desk_of(need=need, at=at), text=text, at=at, notice=Notice(MessageKind.WORK, about=need)
    )


def tell_dispatcher(*, need: Need, text: str, at: datetime) -> int:
    """To whoever sent it out last; to the desk where nobody did or that account is gone."""
    last = need.dispatches.select_related("made_by").order_by("-round").first()
    by = last.made_by if last is not None else None
    if by is None or not by.is_active:
        return tell_desk(need=need, text=text, at=at)
    return tell_accounts(accounts=[by], text=text, at=at, notice=Notice(MessageKind.WORK, about=need))


def tell_heads(*, body_id: UUID | None, need: Need, text: str, at: datetime) -> int:
    """To who runs the organisation that took it; nobody where no organisation did."""
    if body_id is None:
        return 0
    heads = heads_of(body_id, clock.day_of(at))
    round_ = need.dispatches.filter(body=body_id).order_by("-round").first()
    return tell_accounts(accounts=heads, text=text, at=at, notice=Notice(MessageKind.WORK, about=round_))


def page_of(*, path: str) -> str:
    """A page's address in a text; without the house's address its path alone."""
    return f"{settings.REDVEST_BASE_URL or ''}{path}"
