"""The database itself refuses what no star may be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from redvest.core.db.constraint import broken_constraint
from redvest.honour.choices import LIVE_STARS, StarState
from redvest.honour.models import StarAward, StarObjection
from tests.factories.registry import NOW, make_account, make_volunteer
from tests.factories.star import make_star

pytestmark = pytest.mark.django_db


def refused_by(**more: Any) -> str:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        make_star(**more)
    return broken_constraint(refused.value)


@pytest.mark.parametrize("state", StarState)
def test_every_state_can_be_kept(state: StarState) -> None:
    assert make_star(state=state).state == state


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"level": 1, "minutes": 0, "hours": [100]}, "star_keeps_five_thresholds"),
        ({"state": StarState.APPLIED, "decided_at": NOW}, "star_applied_for_is_undecided"),
        ({"state": StarState.IN_PUBLICITY, "decided_at": None}, "no_star_without_publicity"),
        ({"state": StarState.IN_PUBLICITY, "publicity_until": None}, "no_star_without_publicity"),
        ({"state": StarState.GRANTED, "publicity_until": date(2026, 3, 4)}, "no_star_without_publicity"),
        ({"state": StarState.GRANTED, "granted_at": None}, "star_granted_at_a_time"),
        ({"state": StarState.WITHDRAWN, "granted_at": NOW}, "star_granted_at_a_time"),
        ({"state": StarState.REFUSED, "reason": ""}, "star_refused_with_a_reason"),
        ({"state": StarState.APPLIED, "reason": "不够"}, "star_refused_with_a_reason"),
        ({"state": StarState.ENDED, "review_words": ""}, "star_ended_with_a_reason"),
        ({"level": 5, "state": StarState.IN_PUBLICITY, "document_number": ""}, "fifth_star_has_a_document"),
        ({"flagged_at": NOW}, "star_flagged_with_a_reason"),
        ({"flag_reason": "少了"}, "star_flagged_with_a_reason"),
    ],
)
def test_what_cannot_be_is_refused(more: dict[str, Any], name: str) -> None:
    hours = more.pop("hours", None)
    if hours:
        star = make_star(**more)
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            StarAward.objects.filter(pk=star.pk).update(hours=hours)
        assert broken_constraint(refused.value) == name
        return
    assert refused_by(**more) == name
    assert not StarAward.objects.exists()


@pytest.mark.parametrize("level", [0, 6])
def test_there_are_five_levels(level: int) -> None:
    star = make_star()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        StarAward.objects.filter(pk=star.pk).update(level=level)
    assert broken_constraint(refused.value) == "star_level_one_to_five"


@pytest.mark.parametrize("state", LIVE_STARS)
def test_one_live_star_for_each_level(state: StarState) -> None:
    person = make_volunteer()
    make_star(volunteer=person, state=state)
    assert refused_by(volunteer=person) == "one_live_star_per_level"
    make_star(volunteer=person, level=2)
    assert StarAward.objects.count() == 2


def test_a_star_that_came_to_nothing_can_be_asked_for_again() -> None:
    person = make_volunteer()
    for state in (StarState.REFUSED, StarState.WITHDRAWN, StarState.ENDED, StarState.APPLIED):
        make_star(volunteer=person, state=state)
    assert StarAward.objects.count() == 4


def test_an_objection_is_answered_in_words_and_made_once_each() -> None:
    star, account = make_star(state=StarState.IN_PUBLICITY), make_account()
    said = {"city": star.city, "award": star, "raised_by": account, "words": "那天没来", "raised_at": NOW}
    StarObjection.objects.create(**said)
    with pytest.raises(IntegrityError) as twice, transaction.atomic():
        StarObjection.objects.create(**said)
    assert broken_constraint(twice.value) == "one_star_objection_per_person"
    with pytest.raises(IntegrityError) as wordless, transaction.atomic():
        StarObjection.objects.update(state="dismissed", answered_at=NOW)
    assert broken_constraint(wordless.value) == "star_objection_answered_in_words"
    assert StarObjection.objects.get().state == "open"


def test_the_minutes_that_it_asked_for() -> None:
    assert make_star(level=3).wanted_minutes == 600 * 60
