"""Tells a person what became of what they redeemed: where it waits, that it lapses, that it went back."""

from __future__ import annotations

from datetime import datetime

from redvest.honour.models import Redemption
from redvest.honour.rules.redeem import units
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MessageKind
from redvest.registry.models import Volunteer
from redvest.registry.queries.merge import living_record


def _tell(redemption: Redemption, text: str, at: datetime, *, many: bool = False) -> None:
    """The digits are never in a message: they are read on the owner's page alone."""
    person = Volunteer.objects.select_related("account").get(pk=living_record(redemption.volunteer_id))
    notice = Notice(MessageKind.OTHER, about=redemption, many=many)
    tell_person(volunteer=person, text=text, at=at, notice=notice)


def _gone(redemption: Redemption, expired: int) -> str:
    if not expired:
        return ""
    return f"其中 {units(redemption.item.ledger, expired)} 在这期间到期了，退回来也不能再用。"


def tell_redeemed(*, redemption: Redemption, at: datetime) -> None:
    item, day = redemption.item, redemption.until
    text = f"你兑换了“{item.title}”，请在 {day.month}月{day.day}日前到{item.partner.name}领取。领取码在“我的兑换”里。"
    _tell(redemption, text, at)


def tell_lapsing(*, redemption: Redemption, at: datetime) -> None:
    item, day = redemption.item, redemption.until
    text = f"“{item.title}”还没有领，{day.month}月{day.day}日后就退回了。地点：{item.partner.name}。"
    _tell(redemption, text, at, many=True)


def tell_lapsed(*, redemption: Redemption, expired: int, at: datetime) -> None:
    item = redemption.item
    text = f"“{item.title}”过期没领，{units(item.ledger, redemption.price)} 退回来了。{_gone(redemption, expired)}"
    _tell(redemption, text, at, many=True)


def tell_called_off(*, redemption: Redemption, expired: int, at: datetime) -> None:
    item = redemption.item
    text = (
        f"“{item.title}”发不了了：{redemption.reason}。{units(item.ledger, redemption.price)} 退回来了。"
        f"{_gone(redemption, expired)}"
    )
    _tell(redemption, text, at)
