"""Telling people about answers that are waited for. Silent when things have moved on meanwhile."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from redvest.core import audit, clock
from redvest.core.models import AuditLine
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MessageKind
from redvest.registry.rules.delivery import about_to_leave
from redvest.service.choices import OfferState, SignUpState
from redvest.service.models import SignUp


@transaction.atomic
def tell_reconfirm(*, signup_id: UUID, again: bool, at: datetime) -> None:
    """Whether they come: until when, and where to say so. A reminder is a message of its own, sent once.

    Once for each deadline: who is asked anew, for another day, has to hear of that one too.
    """
    signup = _locked(signup_id)
    verb = "told_reconfirm_again" if again else "told_reconfirm"
    due = signup.reconfirm_by
    if due is None or signup.reconfirmed_at or signup.state != SignUpState.CONFIRMED or at >= due:
        return
    until = due.isoformat()
    if told(row=signup, verb=verb, until=until):
        return
    head = "还没等到你的回音" if again else "请再确认一次"
    text = (
        f"【{signup.activity.body.name}】{head}：{what_of(signup=signup)}。"
        f"来的话，{short(moment=due)} 前到 {page_of(signup=signup)} 点“我会来”；"
        "没有回音，名额就让给候补的人。"
    )
    notice = Notice(MessageKind.SIGNUP, about=signup, until=due)
    tell_person(volunteer=signup.volunteer, text=text, at=at, notice=notice)
    audit.write_line(by=audit.SYSTEM, at=at, city=signup.city, verb=verb, target=signup, until=until)


@transaction.atomic
def tell_unconfirmed(*, signup_id: UUID, at: datetime) -> None:
    """Who kept silent has lost the place, and may join the line again."""
    signup = _locked(signup_id)
    if signup.state != SignUpState.LAPSED or told(row=signup, verb="told_unconfirmed"):
        return
    text = (
        f"【{signup.activity.body.name}】没等到你的确认，“{signup.activity.title}”的名额让给了别人。"
        "要是还想来，可以再报名排候补。"
    )
    _tell(signup, text, "told_unconfirmed", at)


@transaction.atomic
def tell_named(*, signup_id: UUID, at: datetime) -> None:
    """Somebody signed them up in a group: whether a yes is waited for, until when, and how to say no."""
    signup = _locked(signup_id)
    if signup.state not in (SignUpState.OFFERED, SignUpState.CONFIRMED) or told(
        row=signup, verb="told_named"
    ):
        return
    head = f"【{signup.activity.body.name}】有人给你报了名：{what_of(signup=signup)}。"
    offer = signup.offers.filter(state=OfferState.OPEN).first()
    if offer is not None and offer.expires_at is not None:
        where, until = page_of(signup=signup), short(moment=offer.expires_at)
        text = f"{head}名额给你留到 {until}，去的话请到 {where} 点“我去”；不点就不算报名。"
    else:
        text = f"{head}报名的人说你已经答应了；没有这回事，或者去不了，请到 {page_of(signup=signup)} 取消。"
    _tell(signup, text, "told_named", at)


@transaction.atomic
def tell_left_out(*, signup_id: UUID, at: datetime) -> None:
    """Who made the group up took the place back."""
    signup = _locked(signup_id)
    if signup.state != SignUpState.CANCELLED or told(row=signup, verb="told_left_out"):
        return
    text = f"【{signup.activity.body.name}】给你报名的人取消了{what_of(signup=signup)}。还想去的话，可以自己报名。"
    _tell(signup, text, "told_left_out", at)


def _locked(signup_id: UUID) -> SignUp:
    rows = SignUp.objects.select_related("activity__body", "post", "volunteer__account")
    return rows.select_for_update(of=("self",)).get(pk=signup_id)


def _tell(signup: SignUp, text: str, verb: str, at: datetime) -> None:
    notice = Notice(MessageKind.SIGNUP, about=signup, urgent=about_to_leave(signup.period.lower, at))
    tell_person(volunteer=signup.volunteer, text=text, at=at, notice=notice)
    audit.write_line(by=audit.SYSTEM, at=at, city=signup.city, verb=verb, target=signup)


def told(*, row: object, verb: str, **about: str) -> bool:
    """Whether the line is written, with these details: it is the receipt, which a task that runs twice finds."""
    key = str(getattr(row, "pk", ""))
    lines = AuditLine.objects.filter(target_kind=type(row).__name__, target_id=key, verb=verb)
    return (lines.filter(details__contains=about) if about else lines).exists()


def what_of(*, signup: SignUp) -> str:
    """`3月6日 10:00“陪独居老人买菜”（陪同员）`."""
    return f"{short(moment=signup.period.lower)}“{signup.activity.title}”（{signup.post.label}）"


def page_of(*, signup: SignUp) -> str:
    """Where the person answers; for a child without an account, where the guardian does."""
    if not settings.REDVEST_BASE_URL:
        return "“我的报名”"
    own = f"me/signups/{signup.pk}/"
    if signup.volunteer.account is None:
        own = f"me/children/{signup.volunteer_id}/signups/{signup.pk}/"
    return f"{settings.REDVEST_BASE_URL}/{own}"


def short(*, moment: datetime) -> str:
    """`3月6日 10:00`, by the city's clock."""
    local = moment.astimezone(clock.CHINA)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
