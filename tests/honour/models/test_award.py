"""The database itself refuses what no award may be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from redvest.core.db.constraint import broken_constraint
from redvest.honour.choices import (
    CategorySubject,
    EditionState,
    NominationState,
    NominationWay,
    StoryState,
)
from redvest.honour.models import (
    AwardCategory,
    AwardEdition,
    AwardNomination,
    AwardObjection,
    AwardSeconding,
    AwardStory,
)
from tests.factories.award import DAY, make_category, make_edition, make_nomination, make_programme
from tests.factories.registry import NOW, TODAY, make_account, make_body, make_region_tree, make_volunteer
from tests.factories.service import make_project

pytestmark = pytest.mark.django_db


def broken(make: Any, **more: Any) -> str:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        make(**more)
    return broken_constraint(refused.value)


@pytest.mark.parametrize("state", EditionState)
@pytest.mark.parametrize("votes", [True, False])
def test_every_state_of_an_edition_can_be_kept(state: EditionState, votes: bool) -> None:
    assert make_edition(state=state, votes=votes).state == state


@pytest.mark.parametrize("state", NominationState)
def test_every_state_of_a_nomination_can_be_kept(state: NominationState) -> None:
    assert make_nomination(state=state).state == state


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"nominate_until": date(2026, 1, 1)}, "edition_days_in_order"),
        ({"judge_until": date(2026, 1, 1)}, "edition_days_in_order"),
        ({"votes": True, "vote_percent": 21}, "edition_vote_days_and_weight"),
        ({"vote_percent": 5}, "edition_vote_days_and_weight"),
        ({"votes": True, "vote_until": None}, "edition_vote_days_and_weight"),
        ({"votes": True, "vote_from": TODAY}, "edition_vote_days_and_weight"),
        (
            {"state": EditionState.PUBLICITY, "publicity_until": None},
            "no_edition_decided_without_publicity",
        ),
        ({"state": EditionState.DECIDED, "publicity_from": None}, "no_edition_decided_without_publicity"),
        ({"state": EditionState.DECIDED, "document_number": ""}, "edition_decided_by_a_document"),
        ({"state": EditionState.DECIDED, "decided_at": None}, "edition_decided_by_a_document"),
        ({"document_number": "余文明办〔2026〕3 号"}, "edition_decided_by_a_document"),
        ({"state": EditionState.CONFERRED, "conferred_at": None}, "edition_conferred_at_a_time"),
        ({"conferred_at": NOW}, "edition_conferred_at_a_time"),
        ({"state": EditionState.CALLED_OFF, "reason": ""}, "edition_called_off_with_a_reason"),
        ({"reason": "太少"}, "edition_called_off_with_a_reason"),
    ],
)
def test_what_an_edition_cannot_be(more: dict[str, Any], name: str) -> None:
    assert broken(make_edition, **more) == name
    assert not AwardEdition.objects.exists()


def test_one_edition_a_year_but_another_after_one_was_called_off() -> None:
    programme = make_programme()
    make_edition(programme=programme, state=EditionState.CALLED_OFF)
    make_edition(programme=programme)
    assert broken(make_edition, programme=programme) == "one_edition_a_year"
    make_edition(programme=programme, year=2025)
    make_edition(programme=programme, region=make_region_tree().fenyi)
    assert AwardEdition.objects.count() == 4


def test_a_category_has_a_name_of_its_own_and_places_that_are_never_passed() -> None:
    category = make_category(name="优秀志愿者", places=1)
    same = {"edition": category.edition, "name": "优秀志愿者"}
    assert broken(make_category, **same) == "one_category_per_name"
    assert broken(make_category, places=0) == "category_has_places"
    make_nomination(category=category, state=NominationState.CHOSEN)
    assert (
        broken(make_nomination, category=category, state=NominationState.CHOSEN)
        == "no_more_winners_than_places"
    )
    assert AwardCategory.objects.get().chosen == 1


@pytest.mark.parametrize("subject", CategorySubject)
def test_exactly_one_of_the_kind_of_the_category(subject: CategorySubject) -> None:
    category = make_category(subject=subject)
    fitting = {
        CategorySubject.PERSON: {"volunteer": make_volunteer()},
        CategorySubject.BODY: {"body": make_body()},
        CategorySubject.COMMUNITY: {"region": make_region_tree().baihua},
        CategorySubject.PROJECT: {"project": make_project()},
    }
    for kind, named in fitting.items():
        if kind != subject:
            assert broken(make_nomination, category=category, **named) == "nomination_of_one_of_its_kind"
            both: dict[str, Any] = {**named, **fitting[subject]}
            assert broken(make_nomination, category=category, **both) == "nomination_of_one_of_its_kind"
    make_nomination(category=category, **fitting[subject])
    twice = broken(make_nomination, category=category, **fitting[subject])
    assert twice == f"one_live_nomination_per_{subject.value}"
    AwardNomination.objects.update(state=NominationState.WITHDRAWN)
    make_nomination(category=category, **fitting[subject])
    assert AwardNomination.objects.count() == 2


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"state": NominationState.QUALIFIED, "consented": False}, "nobody_stands_unasked_or_unchecked"),
        ({"state": NominationState.CHOSEN, "checked_at": None}, "nobody_stands_unasked_or_unchecked"),
        ({"state": NominationState.REFUSED, "reason": ""}, "nomination_refused_with_a_reason"),
        ({"state": NominationState.STRUCK, "reason": ""}, "nomination_refused_with_a_reason"),
        ({"state": NominationState.QUALIFIED, "wall_consented_at": NOW}, "only_winners_on_the_wall"),
        ({"way": NominationWay.BODY}, "nomination_by_a_body_names_it"),
    ],
)
def test_what_a_nomination_cannot_be(more: dict[str, Any], name: str) -> None:
    assert broken(make_nomination, **more) == name
    assert not AwardNomination.objects.exists()


def test_seconded_once_by_each() -> None:
    nomination, account = make_nomination(), make_account()
    AwardSeconding.objects.create(nomination=nomination, account=account, at=NOW)
    again = {"nomination": nomination, "account": account, "at": NOW}
    assert broken(AwardSeconding.objects.create, **again) == "one_seconding_per_account"


def test_objections_once_by_each_against_each_and_answered_in_words() -> None:
    nomination, account = make_nomination(state=NominationState.CHOSEN), make_account()
    said: dict[str, Any] = {
        "city": nomination.city, "edition": nomination.edition, "raised_by": account, "words": "那天没来", "raised_at": NOW,
    }  # fmt: skip
    for about in (nomination, None):
        AwardObjection.objects.create(**said, nomination=about)
        twice = broken(AwardObjection.objects.create, **said, nomination=about)
        assert twice == "one_award_objection_per_person"
    gone: dict[str, Any] = {**said, "raised_by": None}
    AwardObjection.objects.create(**gone)
    AwardObjection.objects.create(**gone)
    wordless = broken(AwardObjection.objects.update, state="dismissed", answered_at=NOW)
    assert wordless == "award_objection_answered_in_words"


def test_a_story_is_decided_after_it_was_written_and_returned_with_a_reason() -> None:
    nomination = make_nomination(state=NominationState.CHOSEN)
    new: dict[str, Any] = {
        "city": nomination.city, "nomination": nomination, "text": "长" * 40, "written_at": NOW,
    }  # fmt: skip
    published = {**new, "state": StoryState.PUBLISHED}
    assert (
        broken(AwardStory.objects.create, **published, decided_at=NOW - DAY)
        == "story_decided_after_it_was_written"
    )
    assert broken(AwardStory.objects.create, **published) == "story_decided_after_it_was_written"
    returned = {**new, "state": StoryState.RETURNED, "decided_at": NOW}
    assert broken(AwardStory.objects.create, **returned) == "story_returned_with_a_reason"
    AwardStory.objects.create(**published, decided_at=NOW)
