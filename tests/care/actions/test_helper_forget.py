"""Somebody who helped is erased: their words go, what was done stays."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.care.actions.ask_answer import accept_need
from redvest.care.actions.serving import cancel_serving
from redvest.care.choices import ServingState
from redvest.care.models import NeedServing
from redvest.registry.actions import leaving
from redvest.registry.models import Volunteer
from tests.factories import dispatch as going
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.service.actions.test_person import DAY

pytestmark = pytest.mark.django_db


def erase(person: Volunteer, callbacks: Any) -> None:
    with callbacks(execute=True):
        leaving.ask_erasure(by=make.volunteer_standing(person), at=NOW)
        assert leaving.erase_due(at=NOW + 7 * DAY) == 1


def given_up(person: Volunteer) -> NeedServing:
    by = make.volunteer_standing(person)
    serving = accept_need(by=by, need=going.offered(), at=NOW)
    cancel_serving(by=by, serving=serving, words=f"{person.name}发烧了", at=NOW)
    serving.refresh_from_db()
    return serving


def test_why_they_could_not_come_goes_and_that_they_had_said_yes_stays(
    django_capture_on_commit_callbacks: Any,
) -> None:
    person, other = make.make_volunteer(name="李明霞"), make.make_volunteer(name="周别人")
    mine, theirs = given_up(person), given_up(other)
    assert mine.cancel_words == "李明霞发烧了"

    erase(person, django_capture_on_commit_callbacks)

    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.cancel_words, mine.words, mine.state) == ("", "", ServingState.CANCELLED)
    assert theirs.cancel_words == "周别人发烧了"
