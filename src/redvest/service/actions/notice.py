"""Telling people what became of their sign-up. Each message is sent at most once per sign-up and reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core import audit
from redvest.core.models import AuditLine
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MessageKind
from redvest.registry.rules.delivery import about_to_leave
from redvest.service.actions.answer_notice import page_of, short, what_of
from redvest.service.choices import ActivityState, OfferState, SignUpState
from redvest.service.models import Activity, Offer, SignUp
from redvest.service.queries.application import alternatives
from redvest.service.queries.offer import rings_at_night


@transaction.atomic
def tell_promoted(*, signup_id: UUID, at: datetime) -> None:
    """Somebody gave up a place and the first in line has it now; silent when they have cancelled meanwhile."""
    rows = SignUp.objects.select_related("activity__body", "post", "volunteer__account").select_for_update(
        of=("self",)
    )
    signup = rows.filter(pk=signup_id, state=SignUpState.CONFIRMED).first()
    if signup is None or already_told(rows=[signup], verb="told_promoted"):
        return
    activity = signup.activity
    text = f"【{activity.body.name}】候补成功：{_what(signup)}。去不了请在开始前取消。"
    notice = Notice(MessageKind.SIGNUP, about=signup, urgent=rings_at_night(signup, at))
    tell_person(volunteer=signup.volunteer, text=text, at=at, notice=notice)
    audit.write_line(by=audit.SYSTEM, at=at, city=signup.city, verb="told_promoted", target=signup)


@transaction.atomic
def tell_offered(*, signup_id: UUID, at: datetime) -> None:
    """A place is kept for somebody: until when, and where to say yes. Silent when the offer is over meanwhile."""
    offers = Offer.objects.select_related(
        "signup__activity__body", "signup__post", "signup__volunteer__account"
    )
    offer = offers.select_for_update(of=("self",)).filter(signup=signup_id, state=OfferState.OPEN).first()
    if (
        offer is None
        or offer.expires_at is None
        or offer.expires_at <= at
        or already_told(rows=[offer], verb="told_offered")
    ):
        return
    signup, until = offer.signup, short(moment=offer.expires_at)
    where = page_of(signup=signup)
    text = f"【{signup.activity.body.name}】候补轮到你了：{_what(signup)}。名额给你留到 {until}，请到 {where} 点“我去”。"
    urgent = rings_at_night(signup, at)
    notice = Notice(MessageKind.SIGNUP, about=signup, until=offer.expires_at, urgent=urgent)
    tell_person(volunteer=signup.volunteer, text=text, at=at, notice=notice)
    audit.write_line(by=audit.SYSTEM, at=at, city=offer.city, verb="told_offered", target=offer)


@transaction.atomic
def tell_lapsed(*, signup_id: UUID, at: datetime) -> None:
    """Somebody's sign-up ended without a word of their own; what ended it decides what they read."""
    rows = SignUp.objects.select_related("activity__body", "post", "volunteer__account").select_for_update(
        of=("self",)
    )
    signup = rows.filter(pk=signup_id, state__in=(SignUpState.LAPSED, SignUpState.CANCELLED)).first()
    if signup is None or already_told(rows=[signup], verb="told_lapsed"):
        return
    text = f"【{signup.activity.body.name}】{_why_over(signup)}"
    urgent = signup.state == SignUpState.CANCELLED and about_to_leave(signup.period.lower, at)
    notice = Notice(MessageKind.SIGNUP, about=signup, urgent=urgent)
    tell_person(volunteer=signup.volunteer, text=text, at=at, notice=notice)
    audit.write_line(by=audit.SYSTEM, at=at, city=signup.city, verb="told_lapsed", target=signup)


def _why_over(signup: SignUp) -> str:
    activity = signup.activity
    if signup.state == SignUpState.CANCELLED:
        why = f"原因：{signup.cancel_reason}。" if signup.cancel_reason else ""
        call = (
            f"有疑问请联系{activity.contact_name} {activity.contact_phone}。"
            if activity.contact_phone
            else ""
        )
        return f"组织者取消了你的报名：{_what(signup)}。{why}{call}"
    if activity.state == ActivityState.CLOSED:
        return f"“{activity.title}”办完了，这次没有轮到你。谢谢你愿意来，下次再约。"
    return f"“{activity.title}”留给你的名额过了时间，已经让给下一位。还想去可以重新报名。"


@transaction.atomic
def tell_decided(*, signup_id: UUID, at: datetime) -> None:
    """The answer to an application; who was not chosen hears why, and what else is open."""
    rows = SignUp.objects.select_related("activity__body", "activity__domain", "post", "volunteer__account")
    answered = (SignUpState.CONFIRMED, SignUpState.REFUSED)
    signup = rows.select_for_update(of=("self",)).filter(pk=signup_id, state__in=answered).first()
    if signup is None or already_told(rows=[signup], verb="told_decided"):
        return
    activity = signup.activity
    if signup.state == SignUpState.CONFIRMED:
        text = f"【{activity.body.name}】申请通过了：{_what(signup)}。去不了请尽早取消。{signup.answer}"
    else:
        others = "、".join(f"“{each.title}”" for each in alternatives(signup, at))
        more = f"还在招人的有{others}，也欢迎你来。" if others else ""
        text = f"【{activity.body.name}】谢谢你申请“{activity.title}”，这次没有录用：{signup.answer}。{more}"
    urgent = signup.state == SignUpState.CONFIRMED and rings_at_night(signup, at)
    notice = Notice(MessageKind.SIGNUP, about=signup, urgent=urgent)
    tell_person(volunteer=signup.volunteer, text=text, at=at, notice=notice)
    audit.write_line(by=audit.SYSTEM, at=at, city=signup.city, verb="told_decided", target=signup)


@transaction.atomic
def tell_cancelled(*, activity_id: UUID, at: datetime) -> None:
    """An activity is off: everybody whose sign-up ended with it hears so, once."""
    activity = Activity.objects.select_related("body").get(pk=activity_id)
    ended = SignUp.objects.filter(activity=activity, cancelled_at=activity.closed_at)
    ended = ended.select_related("volunteer__account").select_for_update(of=("self",))
    rows = list(ended)
    told = already_told(rows=rows, verb="told_cancelled")
    reason = f"原因：{activity.review_note}。" if activity.review_note else ""
    text = f"【{activity.body.name}】“{activity.title}”取消了。{reason}给你添麻烦了。"
    for signup in rows:
        if str(signup.pk) not in told:
            urgent = about_to_leave(signup.period.lower, at)
            notice = Notice(MessageKind.ACTIVITY, about=signup, urgent=urgent, many=True)
            tell_person(volunteer=signup.volunteer, text=text, at=at, notice=notice)
            audit.write_line(by=audit.SYSTEM, at=at, city=signup.city, verb="told_cancelled", target=signup)


def _what(signup: SignUp) -> str:
    """The shift with its own time: the activity may have begun days before it."""
    return f"{what_of(signup=signup)}，{signup.activity.place_name}"


def already_told(*, rows: Sequence[SignUp] | Sequence[Offer], verb: str) -> set[str]:
    """Those whose line is written: it is the receipt, which a task that runs twice finds. One query."""
    kinds, keys = {type(each).__name__ for each in rows}, [str(each.pk) for each in rows]
    lines = AuditLine.objects.filter(target_kind__in=kinds, target_id__in=keys, verb=verb)
    return set(lines.values_list("target_id", flat=True))
