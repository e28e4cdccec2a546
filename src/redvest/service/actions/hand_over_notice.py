"""Telling people of stand-ins and swaps: who is asked, who asked, and the leader once it is done. Each once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from redvest.core import audit, clock
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MessageKind
from redvest.registry.models import Volunteer
from redvest.registry.rules.delivery import about_to_leave
from redvest.registry.rules.names import mask_name
from redvest.service.actions.answer_notice import short, told, what_of
from redvest.service.actions.telling import tell_accounts
from redvest.service.choices import HandOverKind, HandOverState, SignUpState
from redvest.service.models import HandOver, SignUp
from redvest.service.queries.coleader import leaders_to_tell


@transaction.atomic
def tell_hand_over_asked(*, hand_over_id: UUID, at: datetime) -> None:
    """Somebody named is asked; a link is passed on by its maker. Silent once it is over, or the place is."""
    found = _locked(hand_over_id)
    over = found.state != HandOverState.OPEN or found.expires_at <= at or not _held(found)
    if over or found.to_volunteer is None or told(row=found, verb="told_hand_over"):
        return
    place = f"到 {settings.REDVEST_BASE_URL}/me/hand-overs/{found.pk}/ " if settings.REDVEST_BASE_URL else ""
    what = "想和你互换：对方的是" if found.kind == HandOverKind.SWAP else "想请你顶替："
    text = (
        f"【{found.signup.activity.body.name}】{mask_name(found.signup.volunteer.name)}{what}{what_of(signup=found.signup)}。"
        f"{short(moment=found.expires_at)} 前{place or '在“我的报名”里'}回个话。"
    )
    urgent = about_to_leave(found.signup.period.lower, at)
    notice = Notice(MessageKind.SIGNUP, about=found, until=found.expires_at, urgent=urgent)
    tell_person(volunteer=found.to_volunteer, text=text, at=at, notice=notice)
    _receipt(found, "told_hand_over", at)


@transaction.atomic
def tell_hand_over_ended(*, hand_over_id: UUID, at: datetime) -> None:
    """The asker hears yes, no or silence; of a yes the taker has it in writing, and the leader knows who comes.

    Whoever gave the place back or lost it meanwhile is not told that it is still theirs.
    """
    found = _locked(hand_over_id)
    if found.state in (HandOverState.OPEN, HandOverState.WITHDRAWN) or told(
        row=found, verb="told_hand_over_end"
    ):
        return
    activity, asker, taker = found.signup.activity, found.signup.volunteer, found.to_volunteer
    head = f"【{activity.body.name}】"
    if found.state != HandOverState.DONE and not _held(found):
        return
    given = what_of(signup=found.signup)
    if found.state != HandOverState.DONE:
        why = "没答应" if found.state == HandOverState.DECLINED else "没有回音"
        _tell(asker, f"{head}你请的人{why}：{given}还是你的。来不了请尽早取消。", found.signup, at)
    elif taker is not None:
        swap = found.other if found.kind == HandOverKind.SWAP else None
        theirs = f"你改去{what_of(signup=swap)}。" if swap else "你不用来了。"
        got = _now_of(asker, swap) if swap else found.signup
        _tell(asker, f"{head}换好了：{given}由对方去，{theirs}", got, at)
        _tell(taker, f"{head}换好了：{given}现在由你去，到时见。", _now_of(taker, found.signup), at)
        text = f"{head}{given}：{_who(found, asker, taker)}，名单已经更新。"
        work = Notice(MessageKind.WORK, about=activity, urgent=about_to_leave(found.signup.period.lower, at))
        leaders = leaders_to_tell([activity], clock.day_of(at))[activity.pk]
        tell_accounts(accounts=leaders, text=text, at=at, notice=work)
    _receipt(found, "told_hand_over_end", at)


def _tell(person: Volunteer, text: str, about: SignUp, at: datetime) -> None:
    notice = Notice(MessageKind.SIGNUP, about=about, urgent=about_to_leave(about.period.lower, at))
    tell_person(volunteer=person, text=text, at=at, notice=notice)


def _now_of(person: Volunteer, ended: SignUp) -> SignUp:
    """The sign-up by which somebody has the place of one that ended."""
    rows = SignUp.objects.filter(post=ended.post_id, volunteer=person, confirmed_at__isnull=False)
    return rows.order_by("-confirmed_at", "-id").first() or ended


def _held(found: HandOver) -> bool:
    return found.signup.state == SignUpState.CONFIRMED


def _who(found: HandOver, asker: Volunteer, taker: Volunteer) -> str:
    if found.kind == HandOverKind.SWAP:
        return f"{mask_name(asker.name)}和{mask_name(taker.name)}互换了岗位"
    return f"{mask_name(asker.name)}由{mask_name(taker.name)}顶替"


def _locked(hand_over_id: UUID) -> HandOver:
    rows = HandOver.objects.select_related(
        "signup__activity__body", "signup__activity__leader", "signup__post", "signup__volunteer__account",
        "other__activity", "other__post", "to_volunteer__account",
    )  # fmt: skip
    return rows.select_for_update(of=("self",)).get(pk=hand_over_id)


def _receipt(found: HandOver, verb: str, at: datetime) -> None:
    audit.write_line(by=audit.SYSTEM, at=at, city=found.city, verb=verb, target=found)
