"""What the database refuses of contests, however it is written."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from redvest.core.db.constraint import broken_constraint
from redvest.honour.choices import ContestState, EntryState, HintKind
from redvest.honour.models import ContestHint, ContestMark
from tests.factories.contest import DAY, make_contest, make_entry_of, make_pupil_entry
from tests.factories.registry import NOW, make_account, make_volunteer

pytestmark = pytest.mark.django_db


def refused(write: Any) -> str:
    with pytest.raises(IntegrityError) as told, transaction.atomic():
        write()
    return broken_constraint(told.value)


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("contest_stages_in_order", {"enter_until": NOW - 2 * DAY}),
        ("contest_stages_in_order", {"judge_until": NOW}),
        ("contest_letters_in_order", {"least_letters": 900, "most_letters": 800}),
        ("contest_counts_in_bounds", {"most_per_person": 0}),
        ("contest_called_off_with_a_reason", {"state": ContestState.CALLED_OFF, "reason": ""}),
        ("contest_called_off_with_a_reason", {"reason": "没有取消"}),
        ("contest_published_at_a_time", {"state": ContestState.PUBLISHED, "published_at": None}),
    ],
)
def test_a_contest(name: str, more: dict[str, Any]) -> None:
    assert refused(lambda: make_contest(**more)) == name


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("no_work_shown_without_consent", {"state": EntryState.PUBLISHED, "publish_agreed_at": None}),
        ("no_work_shown_without_consent", {"state": EntryState.PUBLISHED, "rights_version": None}),
        ("no_work_shown_without_consent", {"state": EntryState.PUBLISHED, "emptied_at": NOW}),
        (
            "no_childs_work_shown_without_guardian",
            {"state": EntryState.PUBLISHED, "minor": True, "guardian_agreed_at": None},
        ),
        ("work_shown_at_a_time", {"state": EntryState.PUBLISHED, "published_at": None}),
        ("entry_set_aside_with_a_reason", {"state": EntryState.SET_ASIDE, "reason": ""}),
        ("entry_set_aside_with_a_reason", {"reason": "不参评"}),
        ("entry_slot_in_bounds", {"slot": 21}),
    ],
)
def test_an_entry(name: str, more: dict[str, Any]) -> None:
    assert refused(lambda: make_entry_of(make_contest(), **more)) == name


def test_it_is_somebodys() -> None:
    assert refused(lambda: make_pupil_entry(make_contest(), private_sealed=b"")) == "entry_is_somebodys"


def test_a_number_a_place_and_a_sending_are_there_once() -> None:
    contest, person = make_contest(), make_volunteer()
    first = make_entry_of(contest, person)
    assert refused(lambda: make_entry_of(contest, number=first.number)) == "one_number_in_a_contest"
    assert refused(lambda: make_entry_of(contest, person)) == "one_entry_a_place"
    assert refused(lambda: make_entry_of(make_contest(), person, key=first.key)) == "entry_sent_once"
    make_entry_of(contest, person, state=EntryState.WITHDRAWN)
    make_pupil_entry(contest)
    assert refused(lambda: make_pupil_entry(contest)) == "one_entry_a_place"


def test_a_mark() -> None:
    entry, judge = make_entry_of(make_contest()), make_account()
    given: dict[str, Any] = {
        "city": entry.city, "contest": entry.contest, "entry": entry, "judge": judge, "turn": 1,
    }  # fmt: skip
    assert (
        refused(lambda: ContestMark.objects.create(points=101, marked_at=NOW, **given))
        == "mark_up_to_a_hundred"
    )
    assert refused(lambda: ContestMark.objects.create(points=50, **given)) == "mark_given_at_a_time"
    assert str(ContestMark.objects.create(points=50, marked_at=NOW, **given)).endswith("50")
    assert refused(lambda: ContestMark.objects.create(**given)) == "one_mark_a_judge"


def test_a_hint_names_the_lower_first_and_once() -> None:
    contest = make_contest()
    one, other = sorted((make_entry_of(contest).pk, make_entry_of(contest).pk))
    given: dict[str, Any] = {"contest": contest, "kind": HintKind.WORDS, "percent": 80, "found_at": NOW}
    assert (
        refused(lambda: ContestHint.objects.create(first_id=other, second_id=one, **given))
        == "lower_entry_first"
    )
    ContestHint.objects.create(first_id=one, second_id=other, **given)
    assert (
        refused(lambda: ContestHint.objects.create(first_id=one, second_id=other, **given))
        == "one_hint_a_pair"
    )
