"""Telling people of what is said of an absence: the leaders that it waits, officers that it waits too long, the answer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core import audit
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MessageKind
from redvest.service.actions.answer_notice import short, told
from redvest.service.actions.telling import tell_accounts
from redvest.service.choices import RequestState, SignUpState
from redvest.service.models import AbsenceAppeal
from redvest.service.queries.absence import late_appeals, officers_for, to_answer


@transaction.atomic
def tell_appeal_made(*, signup_id: UUID, at: datetime) -> None:
    """Whoever is to answer hears of it, and until when; once, and not when it is answered meanwhile."""
    found = _locked(signup_id)
    if found.state != RequestState.OPEN or found.answer_by is None or told(row=found, verb="told_appeal"):
        return
    accounts, officers = to_answer(found, at)
    text = f"{_head(found)}，组织里没有别的负责人能答复，请你来答复。"
    if not officers:
        text = f"{_head(found)}，请在 {short(moment=found.answer_by)} 前答复，过了期限由区域管理员答复。"
    notice = Notice(MessageKind.WORK, about=found)
    tell_accounts(accounts=accounts, text=text, at=at, notice=notice)
    audit.write_line(by=audit.SYSTEM, at=at, city=found.city, verb="told_appeal", target=found)


@transaction.atomic
def escalate_appeals(*, city: str, at: datetime) -> int:
    """Tell the officers of the place of what nobody answered in time, each once; returns how many."""
    count = 0
    for found in late_appeals(city, at).select_for_update(of=("self",), skip_locked=True):
        AbsenceAppeal.objects.filter(pk=found.pk).update(escalated_at=at)
        text = f"{_head(found)}，过了期限没有等到答复，请你来答复。"
        notice = Notice(MessageKind.WORK, about=found)
        tell_accounts(accounts=officers_for(found, at), text=text, at=at, notice=notice)
        audit.write_line(by=audit.SYSTEM, at=at, city=city, verb="escalate_absence", target=found.signup)
        count += 1
    return count


@transaction.atomic
def tell_appeal(*, signup_id: UUID, at: datetime) -> None:
    """The person hears the answer, once."""
    found = _locked(signup_id)
    if found.state == RequestState.OPEN or told(row=found, verb="told_absence"):
        return
    activity = found.signup.activity
    head = f"【{activity.body.name}】你说明的“{activity.title}”{_which(found)}一事"
    accepted = found.state == RequestState.ACCEPTED
    text = f"{head}，已经不算缺席。{found.answer}" if accepted else f"{head}，维持原来的记录：{found.answer}"
    notice = Notice(MessageKind.SIGNUP, about=found.signup)
    tell_person(volunteer=found.signup.volunteer, text=text, at=at, notice=notice)
    audit.write_line(by=audit.SYSTEM, at=at, city=found.city, verb="told_absence", target=found)


def _locked(signup_id: UUID) -> AbsenceAppeal:
    rows = AbsenceAppeal.objects.select_related("signup__activity__body", "signup__volunteer__account")
    return rows.select_for_update(of=("self",)).get(pk=signup_id)


def _head(found: AbsenceAppeal) -> str:
    activity = found.signup.activity
    return f"【{activity.body.name}】有志愿者说明了“{activity.title}”{_which(found)}的原因"


def _which(found: AbsenceAppeal) -> str:
    return "临近取消" if found.signup.state == SignUpState.CANCELLED else "没到场"
