"""A need moves from state to state: guarded, dated, told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from redvest.care.actions.need_step import move_need
from redvest.care.choices import NeedState
from redvest.care.models import Need, NeedStep
from redvest.care.need_errors import NeedMoved
from redvest.core.models import AuditLine
from tests.factories.care import make_need
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
REVIEW = {"before": [NeedState.SUBMITTED], "verb": "approve_need"}


def test_a_step_changes_the_state_its_deadline_and_leaves_a_line_of_the_story() -> None:
    need = make_need()

    move_need(by=None, need=need, after=NeedState.QUEUED, at=NOW, words="情况属实", **REVIEW)

    assert (need.state, need.due_at) == (NeedState.QUEUED, NOW + timedelta(hours=24))
    step = NeedStep.objects.get()
    assert (step.verb, step.before, step.after, step.words) == (
        "approve_need", NeedState.SUBMITTED, NeedState.QUEUED, "情况属实",
    )  # fmt: skip
    assert AuditLine.objects.get().details == {"before": "submitted", "after": "queued"}


def test_an_ended_need_has_its_time_and_no_deadline() -> None:
    need = make_need()

    move_need(by=None, need=need, after=NeedState.REFUSED, at=NOW, reason="不是志愿服务", **REVIEW)

    assert (need.closed_at, need.due_at, need.reason) == (NOW, None, "不是志愿服务")


def test_who_read_an_older_state_is_told_and_nothing_changes() -> None:
    need = make_need()
    stale = Need.objects.get()
    move_need(by=None, need=need, after=NeedState.QUEUED, at=NOW, **REVIEW)

    with pytest.raises(NeedMoved), transaction.atomic():
        move_need(by=None, need=stale, after=NeedState.REFUSED, at=NOW, reason="不办", **REVIEW)

    assert Need.objects.get().state == NeedState.QUEUED
    assert NeedStep.objects.count() == 1


def test_nobody_rewrites_the_story() -> None:
    need = make_need()
    move_need(by=None, need=need, after=NeedState.QUEUED, at=NOW, **REVIEW)

    with pytest.raises(IntegrityError), transaction.atomic():
        NeedStep.objects.update(words="从来没有这回事")
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedStep.objects.all().delete()

    assert NeedStep.objects.get().words == ""
