"""Requests about one's own data: asked, taken back, answered within the days that the place allows, or sent upward.

What the platform can do at once (a copy, a consent taken back) needs no request; ``faces/site/rights.py`` does it.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.actions.record import hold_living
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.choices import MessageKind, RefusalGround, RightKind, RightState
from redvest.registry.models import RightsRequest, Volunteer
from redvest.registry.models.rights_request import LONGEST
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries.guardian import acts_for, require_own_or_guardian
from redvest.registry.queries.rights_request import overdue_rights, right_due, rights_within
from redvest.registry.queries.role import nearest_officers
from redvest.registry.rights_errors import (
    OwnRight,
    RefusalGroundMissing,
    RightAlreadyAsked,
    RightAnswerWrong,
    RightDecided,
    RightUnknown,
    RightWordsWrong,
)

SHORTEST = 4


@transaction.atomic
def ask_right(*, by: Standing, volunteer: Volunteer, kind: str, words: str, at: datetime) -> RightsRequest:
    """A person, or a minor's guardian, asks; the clock starts. Raises NotTheGuardian, RightWordsWrong, RightAlreadyAsked,
    VolunteerNotActive.
    """
    require_own_or_guardian(by, volunteer, at)
    words = " ".join(words.split())
    if kind not in RightKind.values or not SHORTEST <= len(words) <= LONGEST:
        raise RightWordsWrong
    path, today = volunteer.region_path or f"{volunteer.city}/", day_of(at)
    hold_living(volunteer_id=volunteer.pk)
    try:
        with transaction.atomic():
            asked = RightsRequest.objects.create(
                city=volunteer.city, region_path=path, volunteer=volunteer, kind=kind, words=words,
                asked_by_id=by.account_id, asked_at=at, due_on=right_due(path, today),
            )  # fmt: skip
    except IntegrityError as fault:
        if broken_constraint(fault) != "one_open_right_of_a_kind":
            raise
        raise RightAlreadyAsked from fault
    write_line(by=by.actor, at=at, city=asked.city, verb="ask_right", target=asked, kind=kind)
    text = f"有人要求{asked.get_kind_display()}自己的个人信息，请在 {asked.due_on.month}月{asked.due_on.day}日 前到工作台答复。"
    notice = Notice(MessageKind.WORK, about=asked)
    tell_accounts(accounts=nearest_officers(path, today), text=text, at=at, notice=notice)
    return asked


@transaction.atomic
def take_back_right(*, by: Standing, asked: RightsRequest, at: datetime) -> None:
    """Whoever may ask takes the request back while nobody has answered. Raises NotTheGuardian, RightDecided."""
    require_own_or_guardian(by, asked.volunteer, at)
    if not _open(asked.pk).update(state=RightState.TAKEN_BACK, decided_at=at, decided_by=by.account_id):
        raise RightDecided
    write_line(by=by.actor, at=at, city=asked.city, verb="take_back_right", target=asked)


@transaction.atomic
def answer_right(
    *, by: Standing, key: UUID, grant: bool, ground: str, answer: str, at: datetime
) -> RightsRequest:
    """An officer of the place answers; a refusal names its law. The person hears it.

    Raises RightUnknown to whoever does not govern the place, OwnRight, RefusalGroundMissing, RightAnswerWrong, RightDecided.
    """
    account_id = require_member(by)
    asked = rights_within(by).select_related("volunteer__account").filter(pk=key).first()
    if asked is None:
        raise RightUnknown
    if by.is_self(asked.volunteer_id) or acts_for(by, asked.volunteer_id, at):
        raise OwnRight
    answer = " ".join(answer.split())
    if not grant and (ground not in RefusalGround.values or len(answer) < SHORTEST):
        raise RefusalGroundMissing
    if not SHORTEST <= len(answer) <= LONGEST:
        raise RightAnswerWrong
    state = RightState.GRANTED if grant else RightState.REFUSED
    if not _open(key).update(
        state=state, ground="" if grant else ground, answer=answer, decided_by=account_id, decided_at=at
    ):
        raise RightDecided
    asked.refresh_from_db(fields=["state", "ground", "answer", "decided_by", "decided_at"])
    write_line(
        by=by.actor, at=at, city=asked.city, verb="answer_right", target=asked, reason=answer[:200],
        kind=asked.kind, state=state.value, ground=asked.ground,
    )  # fmt: skip
    text = f"你提出的{asked.get_kind_display()}个人信息的要求有答复了，请到“我的信息我做主”查看。"
    tell_person(volunteer=asked.volunteer, text=text, at=at, notice=Notice(MessageKind.RIGHTS, about=asked))
    return asked


@transaction.atomic
def escalate_rights(*, city: str, at: datetime) -> int:
    """Tell the city's centre of requests that nobody answered in time, each once; returns how many.

    ``escalated_at`` is the receipt: a guarded update, so of two runs at once one tells.
    """
    today, count = day_of(at), 0
    centre = nearest_officers(f"{city}/", today)
    for asked in overdue_rights(city, today):
        if not _open(asked.pk).filter(escalated_at__isnull=True).update(escalated_at=at):
            continue
        due = f"{asked.due_on.month}月{asked.due_on.day}日"
        text = f"一条{asked.get_kind_display()}个人信息的要求超过 {due} 没有答复，请督促办理。"
        tell_accounts(accounts=centre, text=text, at=at, notice=Notice(MessageKind.WORK, about=asked))
        write_line(by=SYSTEM, at=at, city=city, verb="escalate_right", target=asked)
        count += 1
    return count


def _open(key: UUID) -> QuerySet[RightsRequest]:
    return RightsRequest.objects.filter(pk=key, state=RightState.OPEN)
