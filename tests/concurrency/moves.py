"""Moves of activities, slow steps and looks at what came of it, for races."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from redvest.core.errors import DomainError
from redvest.service.actions.change import ChangeForm, change_activity
from redvest.service.choices import EditScope
from redvest.service.models import Activity
from tests.factories.registry import NOW, make_leader
from tests.factories.service import HOUR

Work = Callable[[], Any]


def moving_by(activity: Activity, hours: int, scope: EditScope = EditScope.ONE) -> Callable[[], UUID]:
    """Move an activity by so many hours."""
    form = ChangeForm(starts_at=activity.starts_at + hours * HOUR, ends_at=activity.ends_at + hours * HOUR)
    by = make_leader(activity.body)
    return partial(change_activity, by=by, activity=activity, form=form, scope=scope, at=NOW)


def sound(found: list[Any]) -> None:
    """Nothing but refusals in words: no deadlock, no fault of the database."""
    wrong = [each for each in found if isinstance(each, Exception) and not isinstance(each, DomainError)]
    assert not wrong, wrong


def later(seconds: float, work: Work) -> Work:
    def run() -> Any:
        time.sleep(seconds)
        return work()

    return run


def slowly(work: Callable[..., Any], seconds: float) -> Callable[..., Any]:
    """The same work, with a pause before it that widens the window of a race."""

    def slow(*args: Any, **named: Any) -> Any:
        time.sleep(seconds)
        return work(*args, **named)

    return slow
