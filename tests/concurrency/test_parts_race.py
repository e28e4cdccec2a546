"""Two workers fix one roster, two people evaluate one service, two send one list: each is there once."""

from __future__ import annotations

from functools import partial

import pytest

from redvest.registry.policy import Standing
from redvest.registry.rules.named_list import read_list
from redvest.service.actions.award import decide_award
from redvest.service.actions.evaluation import evaluate_service
from redvest.service.actions.insured_roster import freeze_roster
from redvest.service.actions.training import record_training
from redvest.service.award_errors import AwardDecided
from redvest.service.choices import AwardState
from redvest.service.models import AwardRecord, Evaluation, RosterFreeze, RosterLine, TrainingRecord
from redvest.service.queries.protection import fixed_roster
from redvest.service.rules.evaluation import EvaluationForm
from tests.factories import parts, registry, service
from tests.factories.race import at_once
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db(transaction=True)


def test_eight_workers_fix_one_roster_once() -> None:
    activity = service.make_activity(starts_at=NOW - service.HOUR)
    post = service.make_post(activity=activity, places=20)
    for turn in range(6):
        moment = activity.starts_at + (turn - 4) * service.HOUR / 4
        service.make_signup(post=post, volunteer=registry.make_volunteer(), at=moment)

    added = at_once(*[partial(freeze_roster, activity_id=activity.pk, at=NOW)] * 8)

    assert sorted(added) == [0] * 7 + [6]  # type: ignore[type-var]
    assert (RosterFreeze.objects.count(), RosterLine.objects.count()) == (1, 6)
    found = fixed_roster(activity)
    assert found is not None
    assert found.intact
    assert [line.late for line in found.lines] == [False] * 5 + [True]


def test_two_leaders_evaluate_one_service_at_once_and_one_evaluation_stands() -> None:
    body, person = registry.make_body(), registry.make_volunteer()
    activity = parts.served_on(body=body, leader=registry.make_account(), volunteers=[person])
    leaders: list[Standing] = [registry.make_leader(body) for _ in range(6)]

    outcomes = at_once(
        *[
            partial(
                evaluate_service, by=by, activity=activity, volunteer_id=person.pk,
                form=EvaluationForm(score % 5 + 1, 5, 5), at=NOW,
            )
            for score, by in enumerate(leaders)
        ]
    )  # fmt: skip

    assert all(isinstance(outcome, Evaluation) for outcome in outcomes), outcomes
    assert Evaluation.objects.count() == 1


def test_one_list_sent_at_once_records_everybody_once() -> None:
    body = registry.make_body()
    leader, course = registry.make_leader(body), parts.make_course(body=body)
    people = read_list("\n".join(registry.make_volunteer().number for _ in range(10)))

    done = at_once(*[partial(record_training, by=leader, course=course, people=people, on=TODAY, at=NOW)] * 5)

    assert sorted(each.new for each in done) == [0, 0, 0, 0, 10], done  # type: ignore[union-attr]
    assert TrainingRecord.objects.count() == 10


def test_of_two_officers_who_decide_at_once_one_decides() -> None:
    award = parts.make_award(volunteer=registry.make_volunteer(), state=AwardState.APPLIED)
    officers = [registry.make_officer() for _ in range(4)]

    outcomes = at_once(
        *[
            partial(decide_award, by=by, award=award, approve=turn % 2 == 0, note="看过原件了", at=NOW)
            for turn, by in enumerate(officers)
        ]
    )

    assert sum(isinstance(outcome, AwardRecord) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, AwardDecided) for outcome in outcomes) == 3
