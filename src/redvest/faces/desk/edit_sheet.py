"""The forms of an activity's page put together: empty, with what stands, with what was sent, with more posts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms

from redvest.core import clock
from redvest.faces.desk.forms.activity import ActivityFields, PostFormSet, PostRows, initial_of, initial_posts
from redvest.faces.desk.forms.change import ScopeFields
from redvest.faces.desk.forms.options import domain_options, leader_options, project_options, region_options
from redvest.faces.desk.forms.repeat import RepeatFields
from redvest.faces.desk.templates_of import begun_from
from redvest.faces.shared.entry import HouseRequest
from redvest.registry.models import Body
from redvest.service.choices import EditScope
from redvest.service.models import Activity
from redvest.service.queries.training import live_courses


@dataclass
class Sheet:
    """The forms of the page together; ``repeat`` only of a new activity, ``scope`` only of one of a series."""

    fields: ActivityFields
    posts: PostRows
    repeat: RepeatFields | None = None
    scope: ScopeFields | None = None

    def valid(self) -> bool:
        # All are asked, so that all faults show at once.
        others = (form.is_valid() for form in (self.repeat, self.scope) if form is not None)
        return all([self.fields.is_valid(), self.posts.is_valid(), *others])

    def with_more_posts(self, choices: dict[str, Any], rows: dict[str, Any]) -> Sheet:
        """The same page with what was typed, nothing judged yet, and more empty posts at the end."""
        typed = [{name: row[name].value() for name in row.fields} for row in self.posts.forms]
        filled = [
            each for each in typed if any(value not in (None, "", [], False) for value in each.values())
        ]
        return Sheet(
            ActivityFields(initial=_typed(self.fields), **choices),
            PostFormSet(initial=filled, **rows),
            RepeatFields(prefix="repeat", initial=_typed(self.repeat)) if self.repeat else None,
            ScopeFields(initial=_typed(self.scope)) if self.scope else None,
        )


def _typed(form: forms.Form) -> dict[str, Any]:
    return {name: form[name].value() for name in form.fields}


def sheet_for(request: HouseRequest, body: Body, activity: Activity | None) -> Sheet:
    choices: dict[str, Any] = {
        "projects": project_options(body, activity),
        "domains": domain_options(),
        "regions": region_options(body.region_path, chosen=activity.region_id if activity else ""),
        "leaders": leader_options(request.standing, body, clock.day_of(clock.now()), activity),
    }
    rows: dict[str, Any] = {
        "prefix": "posts",
        "form_kwargs": {"courses": [(str(course.pk), course.name) for course in live_courses(body)]},
    }
    if request.method == "POST":
        sheet = _sent(request, activity, choices, rows)
        return sheet.with_more_posts(choices, rows) if asks_for_more(request) else sheet
    if activity is not None:
        fields = ActivityFields(initial=initial_of(activity), **choices)
        scope = ScopeFields(initial=_scope_asked(request)) if activity.series_id else None
        return Sheet(fields, PostFormSet(initial=initial_posts(activity), **rows), None, scope)
    begin = {
        "region": body.region_id,
        "contact_name": body.contact_name,
        "contact_phone": body.contact_phone,
        "break_minutes": 0,
        "project": request.GET.get("project", ""),
    }
    like, posts = begun_from(request) or ({}, [])
    repeat = RepeatFields(prefix="repeat", initial={"key": uuid4().hex})
    return Sheet(ActivityFields(initial=begin | like, **choices), PostFormSet(initial=posts, **rows), repeat)


def _scope_asked(request: HouseRequest) -> dict[str, str]:
    """Who comes to fill in what every occurrence lacks means all of them."""
    asked = request.GET.get("scope", "")
    return {"scope": asked} if asked in EditScope.values else {}


def asks_for_more(request: HouseRequest) -> bool:
    """Whether the button pressed was the one for more posts."""
    return request.POST.get("then") == "more"


def _sent(
    request: HouseRequest, activity: Activity | None, choices: dict[str, Any], rows: dict[str, Any]
) -> Sheet:
    return Sheet(
        ActivityFields(request.POST, **choices),
        PostFormSet(request.POST, **rows),
        RepeatFields(request.POST, prefix="repeat") if activity is None else None,
        ScopeFields(request.POST) if activity is not None and activity.series_id else None,
    )
