"""Reads a roster as the problem that ``rules/roster`` solves. A fixed number of queries, however many people and shifts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from redvest.connectors import calendar
from redvest.core.clock import day_of
from redvest.registry.models import Volunteer
from redvest.registry.queries.setting import rules
from redvest.registry.queries.skill import every_skill
from redvest.registry.rules.skill import split
from redvest.service.choices import ActivityState, PairKind, ProposalState
from redvest.service.models import Post, PostCourse, Roster, RosterProposal, RosterShift
from redvest.service.queries.roster_people import (
    Aliases,
    aliases,
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
    settings = _settings(roster, posts.values())
    found = list(reachable(roster, posts, day_of(at)))
    living = aliases([each.pk for each in found])
    people = _people(found, living, roster, posts, at, settings["roster.load_days"])
    by_state = _by_state(_said_of(roster, posts), living)
    asked, locked = by_state["asked"], by_state["asked"] | by_state["locked"]
    by_kind = _pairs(roster, living)
    return Problem(
        shifts=_shifts(rows), people=people, terms=_terms(roster, settings),
        weights=Weights(**{name: settings[f"roster.weight_{name}"] for name in _WEIGHTS}),
        holidays=_holidays(posts.values()), locked=locked, asked=asked,
        previous=by_state["draft"], refused=by_state["gone"], settled=by_state["yes"],
        together=tuple(by_kind[PairKind.TOGETHER]), apart=tuple(by_kind[PairKind.APART]),
    )  # fmt: skip


def _said_of(roster: Roster, posts: Collection[UUID]) -> QuerySet[RosterProposal]:
    """What became of everybody on these shifts; a no to a shift is one on whichever roster it was said."""
    rows = RosterProposal.objects.filter(post_id__in=posts)
    return rows.filter(Q(roster=roster) | Q(state=ProposalState.NO))


def _by_state(proposals: Iterable[RosterProposal], living: Aliases) -> dict[str, frozenset[Choice]]:
    """Choices by what became of them (``locked`` drafts apart from the others), by the record that lives on."""
    found: dict[str, set[Choice]] = defaultdict(set)
    for each in proposals:
        what = "gone" if each.state in GONE else each.state
        if each.locked and what == ProposalState.DRAFT:
            what = "locked"
        found[what].add((_key(each.volunteer_id, living), str(each.post_id)))
    return defaultdict(frozenset, {what: frozenset(choices) for what, choices in found.items()})


def _pairs(roster: Roster, living: Aliases) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for kind, one, other in roster.pairs.order_by("pk").values_list("kind", "one_id", "other_id"):
        pair = (_key(one, living), _key(other, living))
        if pair[0] != pair[1]:  # two records that turned out to be one person
            found[kind].append(pair)
    return found


def _key(record: UUID, living: Aliases) -> str:
    return str(living.get(record, record))


def _settings(roster: Roster, posts: Collection[Post]) -> dict[str, int]:
    keys = (*_TERMS, *(f"roster.weight_{name}" for name in _WEIGHTS))
    return rules(keys, roster.region_path, day_of(min(map(begins_at, posts))))


def _terms(roster: Roster, settings: dict[str, int]) -> Terms:
    return Terms(
        rest_minutes=settings["signup.rest_minutes"], daily_minutes=settings["signup.daily_minutes"],
        travel_minutes=settings["roster.travel_minutes"], most_week=roster.most_week, most_running=roster.most_running,
    )  # fmt: skip


def _shifts(rows: Sequence[RosterShift]) -> tuple[Shift, ...]:
    """``need``: places that nobody has; those asked beyond them stay asked, and wait in line if they say yes."""
    courses: dict[UUID, set[str]] = defaultdict(set)
    for post, course in PostCourse.objects.filter(post__in=[row.post_id for row in rows]).values_list(
        "post_id", "course_id"
    ):
        courses[post].add(f"course:{course}")
    return tuple(_shift(row, courses[row.post_id]) for row in rows)


def _shift(row: RosterShift, courses: set[str]) -> Shift:
    post, activity = row.post, row.post.activity
    return Shift(
        key=str(post.pk), starts_at=begins_at(post), ends_at=ends_at(post),
        need=max(0, post.places - post.taken), minimum=max(0, row.minimum - post.taken),
        papers=frozenset({*post.qualifications, *courses}), skills=frozenset(post.skills),
        min_age=post.min_age, max_age=post.max_age, place=activity.place_name, region_path=activity.region_path,
    )  # fmt: skip


def _people(
    found: Sequence[Volunteer], living: Aliases, roster: Roster, posts: dict[UUID, Post], at: datetime, load_days: int
) -> tuple[Person, ...]:  # fmt: skip
    begins, ends = min(map(begins_at, posts.values())), max(map(ends_at, posts.values()))
    papers, plans = papers_of(living), plans_of(living, roster, begins, ends)
    loads, wishes = loads_of(living, at, load_days), wishes_of(living, posts)
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
