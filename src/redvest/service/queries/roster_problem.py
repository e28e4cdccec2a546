"""Reads a roster as the problem that ``rules/roster`` solves. A fixed number of queries, however many people and shifts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from redvest.connectors import calendar
from redvest.core.clock import day_of
from redvest.registry.models import Volunteer
from redvest.registry.queries.setting import rules
from redvest.registry.queries.skill import every_skill
from redvest.registry.rules.skill import split
from redvest.service.choices import ActivityState, PairKind, ProposalState
from redvest.service.models import Post, PostCourse, Roster, RosterPair, RosterProposal, RosterShift
from redvest.service.queries.roster_people import (
    loads_of,
    papers_of,
    plans_of,
    reachable,
    wishes_of,
)
from redvest.service.rules.roster.days import is_holiday, touched
from redvest.service.rules.roster.problem import Choice, Person, Problem, Shift, Terms, Weights, Wish

GONE = (ProposalState.NO, ProposalState.EXPIRED, ProposalState.LEFT, ProposalState.WITHDRAWN)
_WEIGHTS = ("open", "minimum", "unsaid", "free", "skill", "far", "fair", "change")
_TERMS = ("signup.rest_minutes", "signup.daily_minutes", "roster.travel_minutes", "roster.load_days")
MOST_LOAD = 12


def open_shifts(roster: Roster, at: datetime) -> list[RosterShift]:
    """Shifts that people can still be found for: published, sign-up not yet over, not begun. In their order."""
    rows = RosterShift.objects.filter(roster=roster, post__activity__state=ActivityState.PUBLISHED)
    found = rows.select_related("post__activity").order_by(
        "post__activity__starts_at", "post__order", "post_id"
    )
    return [each for each in found if at < closes_at(each.post)]


def closes_at(post: Post) -> datetime:
    """The last moment at which a yes can become a sign-up."""
    return min(post.activity.signup_closes_at, begins_at(post))


def begins_at(post: Post) -> datetime:
    return post.starts_at or post.activity.starts_at


def ends_at(post: Post) -> datetime:
    return post.ends_at or post.activity.ends_at


def problem_of(roster: Roster, at: datetime) -> Problem | None:
    """Who may serve where as things stand; None when no shift can be filled any more."""
    rows = open_shifts(roster, at)
    if not rows:
        return None
    posts = {row.post_id: row.post for row in rows}
    proposals = list(RosterProposal.objects.filter(roster=roster, post_id__in=posts))
    asked = _choices(each for each in proposals if each.state == ProposalState.ASKED)
    locked = asked | _choices(each for each in proposals if each.locked and each.state == ProposalState.DRAFT)
    settings = _settings(roster, posts.values())
    shifts = _shifts(rows, Counter(shift for _who, shift in locked))
    people = _people(roster, posts, at, settings["roster.load_days"])
    pairs = RosterPair.objects.filter(roster=roster).values_list("kind", "one_id", "other_id")
    by_kind: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for kind, one, other in pairs:
        by_kind[kind].append((str(one), str(other)))
    return Problem(
        shifts=shifts, people=people, terms=_terms(roster, settings),
        weights=Weights(**{name: settings[f"roster.weight_{name}"] for name in _WEIGHTS}),
        holidays=_holidays(posts.values()), locked=locked, asked=asked,
        previous=_choices(each for each in proposals if each.state == ProposalState.DRAFT and not each.locked),
        refused=_choices(each for each in proposals if each.state in GONE),
        settled=_choices(each for each in proposals if each.state == ProposalState.YES),
        together=tuple(by_kind[PairKind.TOGETHER]), apart=tuple(by_kind[PairKind.APART]),
    )  # fmt: skip


def _choices(proposals: Iterable[RosterProposal]) -> frozenset[Choice]:
    return frozenset((str(each.volunteer_id), str(each.post_id)) for each in proposals)


def _settings(roster: Roster, posts: Collection[Post]) -> dict[str, int]:
    keys = (*_TERMS, *(f"roster.weight_{name}" for name in _WEIGHTS))
    return rules(keys, roster.region_path, day_of(min(map(begins_at, posts))))


def _terms(roster: Roster, settings: dict[str, int]) -> Terms:
    return Terms(
        rest_minutes=settings["signup.rest_minutes"], daily_minutes=settings["signup.daily_minutes"],
        travel_minutes=settings["roster.travel_minutes"], most_week=roster.most_week, most_running=roster.most_running,
    )  # fmt: skip


def _shifts(rows: Sequence[RosterShift], locked: Counter[str]) -> tuple[Shift, ...]:
    """``need``: places that nobody has; those asked beyond them stay asked, and wait in line if they say yes."""
    courses: dict[UUID, set[str]] = defaultdict(set)
    for post, course in PostCourse.objects.filter(post__in=[row.post_id for row in rows]).values_list(
        "post_id", "course_id"
    ):
        courses[post].add(f"course:{course}")
    return tuple(_shift(row, courses[row.post_id], locked[str(row.post_id)]) for row in rows)


def _shift(row: RosterShift, courses: set[str], locked: int) -> Shift:
    post, activity = row.post, row.post.activity
    return Shift(
        key=str(post.pk), starts_at=begins_at(post), ends_at=ends_at(post),
        need=max(post.places - post.taken, locked), minimum=max(0, row.minimum - post.taken),
        papers=frozenset({*post.qualifications, *courses}), skills=frozenset(post.skills),
        min_age=post.min_age, max_age=post.max_age, place=activity.place_name, region_path=activity.region_path,
    )  # fmt: skip


def _people(roster: Roster, posts: dict[UUID, Post], at: datetime, load_days: int) -> tuple[Person, ...]:
    found = list(reachable(roster, posts, day_of(at)))
    keys = [each.pk for each in found]
    begins, ends = min(map(begins_at, posts.values())), max(map(ends_at, posts.values()))
    papers, plans = papers_of(keys), plans_of(keys, roster, begins, ends)
    loads, wishes = loads_of(keys, at, load_days), wishes_of(keys, posts)
    skills = every_skill()
    return tuple(
        Person(
            key=str(each.pk), slots=_slots(each), papers=papers.get(each.pk, {}),
            wishes={str(post): Wish(kind) for post, kind in wishes.get(each.pk, {}).items()},
            skills=frozenset(split(each.skills, skills)[0]) if each.skills else frozenset(),
            born_on=each.birth_on, region_path=each.region_path, held=tuple(plans.get(each.pk, ())),
            load=min(MOST_LOAD, loads[each.pk]),
        )
        for each in found
    )  # fmt: skip


def _slots(volunteer: Volunteer) -> int:
    profile = getattr(volunteer, "profile", None)
    return profile.slots if profile else 0


def _holidays(posts: Collection[Post]) -> frozenset[date]:
    works = calendar.current().is_working_day
    days = {day for post in posts for day, _part in touched(begins_at(post), ends_at(post))}
    return frozenset(day for day in days if is_holiday(day, works))


def holidays_between(first: date, last: date) -> frozenset[date]:
    """The days of public holidays in a stretch of days, both ends in it."""
    works = calendar.current().is_working_day
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return frozenset(day for day in days if is_holiday(day, works))
