"""Reads about evaluation: of a person, of an activity; averages only from three on, nobody's single rating by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from redvest.core import clock
from redvest.registry.models import Volunteer
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.setting import rule
from redvest.service.models import Activity, ActivityFeedback, Evaluation
from redvest.service.queries.hours import who_served
from redvest.service.rules.evaluation import FEWEST, average, may_be_given


@dataclass(frozen=True)
class ScoresOfPerson:
    """Averages of what leaders said of a person's service; None while there are fewer than three."""

    count: int
    punctuality: float | None
    attitude: float | None
    skill: float | None


@dataclass(frozen=True)
class ScoresOfActivity:
    """What volunteers said of an activity, without saying who: numbers and texts only from three on."""

    count: int
    organisation: float | None
    safety: float | None
    again: int | None
    texts: Sequence[str]


def evaluations_of(volunteer_id: UUID) -> QuerySet[Evaluation]:
    """What leaders said of somebody's service, the latest first."""
    rows = Evaluation.objects.filter(volunteer_id__in=records_of(volunteer_id)).select_related(
        "activity", "activity__body"
    )
    return rows.order_by("-evaluated_at", "-id")


def scores_of_person(volunteer_id: UUID) -> ScoresOfPerson:
    rows = list(
        Evaluation.objects.filter(volunteer_id__in=records_of(volunteer_id)).values_list(
            "punctuality", "attitude", "skill"
        )
    )
    columns = list(zip(*rows, strict=True)) if rows else [(), (), ()]
    return ScoresOfPerson(len(rows), *(average(column) for column in columns))


def scores_of_activity(activity: Activity) -> ScoresOfActivity:
    rows = list(ActivityFeedback.objects.filter(activity=activity))
    if len(rows) < FEWEST:
        return ScoresOfActivity(len(rows), None, None, None, ())
    # In the order of the alphabet, not of time, which would tell who wrote which.
    texts = sorted(row.text for row in rows if row.text)
    return ScoresOfActivity(
        len(rows),
        average([row.organisation for row in rows]),
        average([row.safety for row in rows]),
        sum(row.again for row in rows),
        texts,
    )


def to_evaluate(activity: Activity) -> list[tuple[Volunteer, Evaluation | None]]:
    """Everybody who served, by name, each with the evaluation there is. Two queries."""
    known = {each.volunteer_id: each for each in Evaluation.objects.filter(activity=activity)}
    return [(person, known.get(person.pk)) for person in who_served(activity).order_by("pinyin", "id")]


def feedback_of(activity_id: UUID, volunteer_id: UUID) -> ActivityFeedback | None:
    """One's own word on an activity."""
    said = ActivityFeedback.objects.filter(activity_id=activity_id, volunteer_id__in=records_of(volunteer_id))
    return said.order_by("-given_at").first()


def evaluation_open(activity: Activity, at: datetime) -> bool:
    """Whether evaluations of this activity may be given or changed now."""
    days = int(rule("evaluation.days", activity.region_path, clock.day_of(activity.ends_at)))
    return may_be_given(ends_at=activity.ends_at, closed_at=activity.closed_at, days=days, at=at)
