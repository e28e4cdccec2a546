"""Evaluation both ways: once, changeable for a time, only who served, averages from three on, never touching hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import Standing
from redvest.service.actions.evaluation import evaluate_service, give_feedback
from redvest.service.models import Activity, ActivityFeedback, Evaluation, HoursEntry
from redvest.service.queries.evaluation import (
    scores_of_activity,
    scores_of_person,
    to_evaluate,
)
from redvest.service.rules import evaluation as rules
from tests.factories import parts, registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
FORM = rules.EvaluationForm(5, 4, 3, "很耐心", "老人说下次还要她来")
FEEDBACK = rules.FeedbackForm(4, 5, True, "集合点好找")


@pytest.fixture
def body() -> Body:
    return registry.make_body()


@pytest.fixture
def leader(body: Body) -> Standing:
    return registry.make_leader(body)


@pytest.fixture
def people() -> list[Volunteer]:
    return [registry.make_volunteer() for _ in range(3)]


@pytest.fixture
def over(body: Body, people: list[Volunteer]) -> Activity:
    return parts.served_on(body=body, leader=registry.make_account(), volunteers=people)


def test_the_leader_evaluates_and_changes_with_the_scores_before_kept(
    over: Activity, leader: Standing, people: list[Volunteer]
) -> None:
    first = evaluate_service(by=leader, activity=over, volunteer_id=people[0].pk, form=FORM, at=NOW)
    later = NOW + timedelta(days=3)
    changed = evaluate_service(
        by=leader, activity=over, volunteer_id=people[0].pk, form=replace(FORM, skill=5), at=later
    )

    assert changed.pk == first.pk
    assert (changed.skill, changed.evaluated_at, changed.changed_at) == (5, NOW, later)
    line = AuditLine.objects.get(verb="change_evaluation")
    assert line.details["before"] == {"punctuality": 5, "attitude": 4, "skill": 3}
    assert "很耐心" not in str(line.details)
    assert not HoursEntry.objects.exists()


def test_only_who_served_is_evaluated_and_only_by_who_leads(
    over: Activity, leader: Standing, people: list[Volunteer]
) -> None:
    absent = service.make_signup(post=over.posts.get(), volunteer=registry.make_volunteer()).volunteer
    with pytest.raises(rules.NotServed):
        evaluate_service(by=leader, activity=over, volunteer_id=absent.pk, form=FORM, at=NOW)
    outsiders = (
        registry.make_leader(registry.make_body()), registry.make_officer(), registry.volunteer_standing(people[1]),
    )  # fmt: skip
    for by in outsiders:
        with pytest.raises(NotAllowed):
            evaluate_service(by=by, activity=over, volunteer_id=people[0].pk, form=FORM, at=NOW)
    assert not Evaluation.objects.exists()


def test_nobody_evaluates_themselves(over: Activity, body: Body, people: list[Volunteer]) -> None:
    account = people[0].account
    assert account is not None
    registry.make_grant(account=account, role=registry.Role.ACTIVITY_LEADER, body=body)
    with pytest.raises(rules.OwnEvaluation):
        evaluate_service(
            by=registry.standing_of(account), activity=over, volunteer_id=people[0].pk, form=FORM, at=NOW
        )
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize("days", [-2, 31])
def test_neither_before_the_end_nor_after_the_time(
    over: Activity, leader: Standing, people: list[Volunteer], days: int
) -> None:
    at = over.ends_at + timedelta(days=days)
    with pytest.raises(rules.EvaluationClosed):
        evaluate_service(by=leader, activity=over, volunteer_id=people[0].pk, form=FORM, at=at)
    with pytest.raises(rules.EvaluationClosed):
        give_feedback(by=registry.volunteer_standing(people[0]), activity=over, form=FEEDBACK, at=at)
    assert (Evaluation.objects.count(), ActivityFeedback.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "form", [replace(FORM, skill=0), replace(FORM, attitude=6), replace(FORM, text="好" * 501)]
)
def test_scores_and_texts_have_limits(
    over: Activity, leader: Standing, people: list[Volunteer], form: rules.EvaluationForm
) -> None:
    with pytest.raises(rules.BadEvaluation):
        evaluate_service(by=leader, activity=over, volunteer_id=people[0].pk, form=form, at=NOW)
    assert not Evaluation.objects.exists()


def test_a_volunteer_speaks_of_an_activity_on_which_they_served(
    over: Activity, people: list[Volunteer]
) -> None:
    by = registry.volunteer_standing(people[0])
    give_feedback(by=by, activity=over, form=FEEDBACK, at=NOW)
    give_feedback(by=by, activity=over, form=replace(FEEDBACK, again=False), at=NOW)
    assert ActivityFeedback.objects.get().again is False
    with pytest.raises(rules.NotServed):
        give_feedback(
            by=registry.volunteer_standing(registry.make_volunteer()), activity=over, form=FEEDBACK, at=NOW
        )
    assert ActivityFeedback.objects.count() == 1


def test_numbers_and_texts_show_only_from_three_on(over: Activity, people: list[Volunteer]) -> None:
    for place, person in enumerate(people):
        before = scores_of_activity(over)
        assert (before.count, before.organisation, before.again, before.texts) == (place, None, None, ())
        form = replace(FEEDBACK, organisation=place + 3, text=f"第{place}句")
        give_feedback(by=registry.volunteer_standing(person), activity=over, form=form, at=NOW)
    shown = scores_of_activity(over)
    assert (shown.count, shown.organisation, shown.safety, shown.again) == (3, 4.0, 5.0, 3)
    assert len(shown.texts) == 3


def test_a_persons_average_needs_three_evaluations(body: Body, people: list[Volunteer]) -> None:
    for turn in range(3):
        assert scores_of_person(people[0].pk).skill is None
        activity = parts.served_on(
            body=body, leader=registry.make_account(), volunteers=[people[0]],
            starts_at=NOW - timedelta(days=turn + 2),
        )  # fmt: skip
        parts.make_evaluation(activity=activity, volunteer=people[0], scores=(5, 5, turn + 3))
    assert scores_of_person(people[0].pk).skill == 4.0


def test_the_list_of_whom_to_evaluate_costs_two_queries(
    over: Activity, people: list[Volunteer], django_assert_num_queries: object
) -> None:
    assert callable(django_assert_num_queries)
    one = parts.served_on(body=over.body, leader=over.leader, volunteers=[registry.make_volunteer()])
    for activity, size in ((one, 1), (over, 3)):
        with django_assert_num_queries(2):
            assert len(to_evaluate(activity)) == size
