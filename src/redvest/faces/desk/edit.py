"""The form of an activity: a new one for a body, or a draft that goes on. What was typed is never lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.core.search import query_terms
from redvest.faces.desk.forms.activity import (
    NEW_PROJECT,
    ActivityFields,
    PostFormSet,
    PostRows,
    initial_of,
    initial_posts,
)
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.options import domain_options, leader_options, project_options, region_options
from redvest.faces.desk.frame import show
from redvest.faces.desk.maps import picking_map
from redvest.faces.desk.scope import activity_within, bodies_within, body_within, only_body
from redvest.faces.desk.steps import FIELD_IDS
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text
from redvest.registry.choices import BodyState
from redvest.registry.models import Body
from redvest.service import policy
from redvest.service.actions.activity import EDITABLE, create_activity, submit_activity, update_activity
from redvest.service.actions.project import ProjectForm, create_project
from redvest.service.activity_errors import IncompleteNotice
from redvest.service.errors import WrongState
from redvest.service.models import Activity
from redvest.service.queries.statement import missing_of
from redvest.service.queries.training import live_courses
from redvest.service.rules.notice import Missing

# The service's names of fields where the form's differ.
FIELDS = {"point": "lon", "name": "new_project"}
CANDIDATES = 20


@dataclass
class Sheet:
    """The two forms of the page together."""

    fields: ActivityFields
    posts: PostRows

    def valid(self) -> bool:
        # Both are asked, so that all faults show at once.
        return all([self.fields.is_valid(), self.posts.is_valid()])


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new_activity(request: HouseRequest) -> HttpResponse:
    """For a body that is chosen first, unless this person works for one alone."""
    by = request.standing
    key = _uuid(request.GET.get("body", ""))
    body = body_within(by, key) if key else only_body(by)
    if body is None:
        return _choose_body(request)
    policy.require_may_publish_for(by, body)
    sheet = _sheet(request, body, None)
    if request.method == "POST" and sheet.valid():
        saved = _save(request, sheet, body, None)
        if saved is not None:
            return _after(request, saved)
    return _show(request, sheet, body, None, ())


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def edit_activity(request: HouseRequest, key: UUID) -> HttpResponse:
    """Go on with a draft, or with what was sent back."""
    found = activity_within(request.standing, key)
    policy.require_may_publish_for(request.standing, found.body)
    if found.state not in EDITABLE:
        raise WrongState(_("已经提交或发布的活动不能再改内容。需要改请先取消，或请审核人退回。"))
    sheet = _sheet(request, found.body, found)
    if request.method == "POST" and sheet.valid():
        saved = _save(request, sheet, found.body, found)
        if saved is not None:
            return _after(request, saved)
    missing = missing_of(found) if request.method == "GET" else ()
    return _show(request, sheet, found.body, found, missing)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _choose_body(request: HouseRequest) -> HttpResponse:
    """Somebody in charge of several bodies says first for which one."""
    rows = bodies_within(request.standing).filter(state=BodyState.ACTIVE).select_related("region")
    if terms := query_terms(asked_text(request)):
        rows = rows.filter(search__contains=terms)
    context = {"bodies": rows.order_by("name")[:CANDIDATES], "asked": asked_text(request), "most": CANDIDATES}
    return show(request, "desk/choose_body.html", context, on="activities")


def _sheet(request: HouseRequest, body: Body, activity: Activity | None) -> Sheet:
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
        return Sheet(ActivityFields(request.POST, **choices), PostFormSet(request.POST, **rows))
    if activity is not None:
        fields = ActivityFields(initial=initial_of(activity), **choices)
        return Sheet(fields, PostFormSet(initial=initial_posts(activity), **rows))
    begin = {
        "region": body.region_id,
        "contact_name": body.contact_name,
        "contact_phone": body.contact_phone,
        "break_minutes": 0,
        "project": request.GET.get("project", ""),
    }
    return Sheet(ActivityFields(initial=begin, **choices), PostFormSet(**rows))


def _save(request: HouseRequest, sheet: Sheet, body: Body, activity: Activity | None) -> Activity | None:
    """Write it; on a refusal the sentences stand beside their fields and nothing was written."""
    by, at = request.standing, clock.now()
    try:
        with transaction.atomic():
            form = sheet.fields.to_form(_project_id(request, sheet.fields, body))
            posts = sheet.posts.to_forms()
            if activity is None:
                return create_activity(by=by, form=form, posts=posts, at=at)
            return update_activity(by=by, activity=activity, form=form, posts=posts, at=at)
    except DomainError as fault:
        if fault.status in (401, 403, 404):
            raise
        blame(sheet.fields, fault, FIELDS)
        return None


def _project_id(request: HouseRequest, fields: ActivityFields, body: Body) -> UUID:
    typed = fields.cleaned_data
    if typed["project"] != NEW_PROJECT:
        return UUID(typed["project"])
    form = ProjectForm(name=typed["new_project"], domain_key=typed["domain"], region_code=typed["region"])
    return create_project(by=request.standing, body=body, form=form, at=clock.now()).pk


def _after(request: HouseRequest, saved: Activity) -> HttpResponse:
    """On to the activity's page; who wanted to submit and could not comes back to the form, which says why."""
    if request.POST.get("then") != "submit":
        messages.success(request, _("草稿存好了。"))
        return redirect("desk:activity", key=saved.pk)
    try:
        submit_activity(by=request.standing, activity=saved, at=clock.now())
    except IncompleteNotice:
        messages.warning(request, _("草稿存好了，但还不能提交：有几项没填。"))
        return redirect("desk:activity-edit", key=saved.pk)
    messages.success(request, _("已经提交，审核通过后马上发布。"))
    return redirect("desk:activity", key=saved.pk)


def _show(
    request: HouseRequest, sheet: Sheet, body: Body, activity: Activity | None, missing: tuple[Missing, ...]
) -> HttpResponse:
    at_point = None
    if activity is not None and activity.lon is not None and activity.lat is not None:
        at_point = (activity.lon, activity.lat)
    elif body.region.lon is not None and body.region.lat is not None:
        at_point = (body.region.lon, body.region.lat)
    faulty = bool(sheet.fields.errors) or sheet.posts.total_error_count() > 0
    context = {
        "form": sheet.fields,
        "posts": sheet.posts,
        "body": body,
        "activity": activity,
        "map_data": picking_map(request.standing.city, at_point),
        "missing": [(item.words, FIELD_IDS.get(item.key, f"id_{item.key}")) for item in missing],
        "faulty": faulty,
        "post_faults": sheet.posts.total_error_count() if sheet.posts.is_bound else 0,
    }
    return show(request, "desk/edit.html", context, on="activities", status=422 if faulty else 200)
