"""The list of activities in somebody's charge, and the page of one: what it is, where it stands, what comes next."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.core.search import query_terms
from redvest.faces.desk.frame import show
from redvest.faces.desk.leaders import leading
from redvest.faces.desk.occurrence import changes_of, may_change, of_series, shift_words
from redvest.faces.desk.scope import activity_within
from redvest.faces.desk.steps import step_of, trail_of
from redvest.faces.desk.words import moment_words, span_words
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text, paged
from redvest.registry.policy import Standing
from redvest.service import policy
from redvest.service.choices import ActivityState
from redvest.service.models import Activity
from redvest.service.queries.activity import in_my_charge, waiting_counts, with_card_facts
from redvest.service.queries.activity_kind import kind_of
from redvest.service.queries.recording import unfinished
from redvest.service.queries.series import waiting_once
from redvest.service.queries.statement import affirmed, missing_of
from redvest.service.rules.blueprint import next_like

KINDS = {
    ActivityState.DRAFT: "off",
    ActivityState.SUBMITTED: "wait",
    ActivityState.PUBLISHED: "ok",
    ActivityState.REFUSED: "bad",
    ActivityState.CANCELLED: "off",
    ActivityState.CLOSED: "off",
}
DUE = "due"


@never_cache
@require_safe
@staff
def activities(request: HouseRequest) -> HttpResponse:
    """What the address asks for, the latest first; of what waits for a decision the soonest."""
    at = clock.now()
    asked = {
        "q": asked_text(request),
        "state": _known_state(asked_text(request, "state")),
        "from": asked_text(request, "from", 10),
        "to": asked_text(request, "to", 10),
    }
    rows, faults = _asked_for(request.standing, asked, at)
    # What waits for a decision is read by what begins first; a year of one series would bury tomorrow's.
    waits = asked["state"] == ActivityState.SUBMITTED
    keys = ("starts_at", "id") if waits else ("-starts_at", "-id")
    if waits and not (asked["from"] or asked["to"]):
        rows = waiting_once(rows)  # it is decided once, on its page
    found, pager = paged(request, with_card_facts(rows), keys=keys)
    context = {
        "rows": [row_of(activity, at) for activity in found],
        "pager": pager,
        "asked": asked,
        "from_day": asked["from"],
        "faults": faults,
        "picks": _picks(asked),
        "narrowed": any(asked.values()),
    }
    return show(request, "desk/activities.html", context, on="activities")


def _known_state(text: str) -> str:
    return text if text in ActivityState.values or text == DUE else ""


def _asked_for(by: Standing, asked: dict[str, str], at: datetime) -> tuple[QuerySet[Activity], list[str]]:
    faults: list[str] = []
    rows = unfinished(by, at) if asked["state"] == DUE else in_my_charge(by)
    if asked["state"] in ActivityState.values:
        rows = rows.filter(state=asked["state"])
    if terms := query_terms(asked["q"]):
        rows = rows.filter(search__contains=terms)
    if begins := _day(asked["from"], faults):
        rows = rows.filter(starts_at__gte=datetime.combine(begins, time.min, clock.CHINA))
    if ends := _day(asked["to"], faults):
        rows = rows.filter(starts_at__lt=datetime.combine(ends + timedelta(days=1), time.min, clock.CHINA))
    return rows, faults


def _day(text: str, faults: list[str]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(_("日期“%(text)s”看不懂，请写成 2026-11-28 这样。") % {"text": text})
        return None


def _picks(asked: dict[str, str]) -> list[dict[str, object]]:
    """One tap for each state; the other filters stay."""
    rest = {name: value for name, value in asked.items() if value and name != "state"}
    choices = [
        ("", _("全部")),
        *((state.value, state.label) for state in ActivityState),
        (DUE, _("时长没确认完")),
    ]
    return [
        {
            "text": text,
            "url": "?" + urlencode({**rest, "state": value} if value else rest),
            "on": asked["state"] == value,
        }
        for value, text in choices
    ]


def is_running(activity: Activity, at: datetime) -> bool:
    """Published, begun and not over."""
    return activity.state == ActivityState.PUBLISHED and activity.starts_at <= at < activity.ends_at


def _state_words(activity: Activity, at: datetime) -> str:
    return _("正在进行") if is_running(activity, at) else str(ActivityState(activity.state).label)


def row_of(activity: Activity, at: datetime) -> dict[str, Any]:
    """One line of a list. The activity's posts and body are at hand."""
    posts = activity.posts.all()
    return {
        "id": activity.pk,
        "title": activity.title,
        "series": activity.series_id,
        "of_series": getattr(activity, "of_series", 0),  # only where it stands for its series
        "when": span_words(activity.starts_at, activity.ends_at, clock.day_of(at)),
        "body": activity.body.name,
        "place": activity.place_name,
        "taken": sum(post.taken for post in posts),
        "places": sum(post.places for post in posts),
        "running": is_running(activity, at),
        "begun": at >= activity.starts_at,
        "state": _state_words(activity, at),
        "kind": KINDS[ActivityState(activity.state)],
    }


@never_cache
@require_safe
@staff
def activity(request: HouseRequest, key: UUID) -> HttpResponse:
    """One activity with its one next step."""
    at = clock.now()
    by = request.standing
    found = activity_within(by, key)
    posts = list(found.posts.all())
    missing = missing_of(found, posts)
    waiting = waiting_counts(post.pk for post in posts)
    context = {
        **activity_head(by, found, at, tab="overview"),
        "posts": [
            {"post": post, "waiting": waiting.get(post.pk, 0), "when": shift_words(post, clock.day_of(at))}
            for post in posts
        ],
        **of_series(found),
        **leading(by, found, clock.day_of(at)),
        "again_on": next_like({"weekday": found.starts_at.astimezone(clock.CHINA).weekday()}, at).isoformat(),
        "may_change": may_change(by, found, at),
        "changes": changes_of(found),
        "step": step_of(by, found, at, missing=missing),
        "trail": trail_of(found, at),
        "statement": getattr(found, "statement", None),
        "affirmed": affirmed(found),
        "may_edit": policy.may_publish_for(by, found.body),
        "may_cancel": _may_cancel(by, found, at),
        "submitted": moment_words(found.submitted_at, clock.day_of(at)) if found.submitted_at else "",
        "closes": moment_words(found.signup_closes_at, clock.day_of(at)),
    }
    return show(request, "desk/activity.html", context, on="activities")


def activity_head(by: Standing, found: Activity, at: datetime, *, tab: str) -> dict[str, Any]:
    """What all pages of one activity show above their own content."""
    leads = policy.may_lead(by, found)
    begun = found.state in (ActivityState.PUBLISHED, ActivityState.CLOSED)
    return {
        "activity": found,
        "tab": tab,
        "when": span_words(found.starts_at, found.ends_at, clock.day_of(at)),
        "state_word": _state_words(found, at),
        "state_kind": KINDS[ActivityState(found.state)],
        "editable": found.state in (ActivityState.DRAFT, ActivityState.REFUSED),
        "may_lead": leads,
        "has_gate": leads and begun,
        "has_audience": begun and kind_of(found).audience,
        "rosterable": found.state == ActivityState.PUBLISHED and policy.may_roster(by, found.body_id),
    }


def _may_cancel(by: Standing, found: Activity, at: datetime) -> bool:
    """Something not yet over can be called off by who may publish it and by who reviews it."""
    live = found.state not in (ActivityState.CANCELLED, ActivityState.CLOSED)
    return (
        live
        and at < found.ends_at
        and (policy.may_publish_for(by, found.body) or policy.may_review(by, found))
    )
