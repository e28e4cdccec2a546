"""Somebody looks at a reflection before others may: approved, sent back with a word, or refused with one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core.audit import write_line
from redvest.registry.actions.message import Notice, tell_guardians, tell_person
from redvest.registry.choices import MessageKind
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries.guardian import needs_guardian
from redvest.registry.queries.merge import living_record
from redvest.service.choices import ReflectionState
from redvest.service.models import Reflection
from redvest.service.policy import require_may_review_reflection
from redvest.service.queries.reflection import reflection_in_charge
from redvest.service.reflection_errors import ReflectionMoved
from redvest.service.rules.reflection import approved_state, checked_words

STEPS = {"change": ReflectionState.TO_CHANGE, "refuse": ReflectionState.REFUSED}


@transaction.atomic
def decide_reflection(
    *, by: Standing, key: UUID, version: int, step: str, words: str = "", at: datetime
) -> Reflection:
    """``step`` is approve, change or refuse; ``version`` the writing that was on the page: no other is decided on.

    What was approved may be refused later, which takes it out of sight. Raises ReflectionUnknown, OwnReflection,
    ReflectionMoved, ReflectionWordsMissing.
    """
    account_id = require_member(by)
    seen = reflection_in_charge(by, key)
    require_may_review_reflection(by, seen, at)
    row = Reflection.objects.select_for_update(of=("self",)).get(pk=seen.pk)
    shown = (ReflectionState.APPROVED, ReflectionState.PUBLISHED)
    open_now = row.state == ReflectionState.WRITTEN or (step == "refuse" and row.state in shown)
    if row.version != version or not open_now:
        raise ReflectionMoved
    row.words = checked_words(words) if step in STEPS else ""
    row.state = STEPS[step] if step in STEPS else approved_state(agreed=row.agreed_at is not None)
    row.published_at = at if row.state == ReflectionState.PUBLISHED else None
    row.decided_by_id, row.decided_at = account_id, at
    row.save()
    write_line(
        by=by.actor, at=at, city=row.city, verb="decide_reflection", target=row, step=step, reason=row.words,
        version=version,
    )  # fmt: skip
    _tell(row, seen.activity.title, at)
    return row


def _tell(row: Reflection, title: str, at: datetime) -> None:
    """One notice a decision; a child's approved words wait for a guardian, who is asked."""
    person = Volunteer.objects.select_related("account").get(pk=living_record(row.volunteer_id))
    notice = Notice(MessageKind.ACTIVITY, about=row)
    if row.state == ReflectionState.APPROVED and needs_guardian(person, at):
        text = f"{person.name}写的“{title}”的心得审核通过了。愿不愿意公开由你，请到孩子的“心得”里看看。"
        tell_guardians(volunteer=person, text=text, at=at, notice=notice)
        return
    said = {
        ReflectionState.PUBLISHED: f"你写的“{title}”的心得公开了，谢谢分享。",
        ReflectionState.APPROVED: f"你写的“{title}”的心得审核通过了。要不要公开，可以到“我的心得”里选。",
        ReflectionState.TO_CHANGE: f"你写的“{title}”的心得，请改一改再交：{row.words}。",
        ReflectionState.REFUSED: f"你写的“{title}”的心得没有通过：{row.words}。",
    }
    tell_person(volunteer=person, text=said[ReflectionState(row.state)], at=at, notice=notice)
