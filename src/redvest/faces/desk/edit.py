"""The form of an activity: a new one for a body, or a draft that goes on. What was typed is never lost."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.core.search import query_terms
from redvest.faces.desk.edit_sheet import Sheet, asks_for_more, sheet_for
from redvest.faces.desk.forms.activity import NEW_PROJECT, ActivityFields
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.frame import show
from redvest.faces.desk.maps import picking_map
from redvest.faces.desk.scope import activity_within, bodies_within, body_within, only_body
from redvest.faces.desk.steps import FIELD_IDS
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text
from redvest.registry.choices import BodyState
from redvest.registry.models import Body
from redvest.service import policy
from redvest.service.actions.activity import EDITABLE, create_activity, submit_activity
from redvest.service.actions.project import ProjectForm, create_project
from redvest.service.actions.series import create_series, redraft
from redvest.service.actions.series_review import submit_series
from redvest.service.activity_errors import IncompleteNotice
from redvest.service.choices import EditScope
from redvest.service.errors import WrongState
from redvest.service.models import Activity, Series
from redvest.service.queries.statement import missing_of
from redvest.service.queries.template import templates_of
from redvest.service.rules.notice import Missing
from redvest.service.series_errors import BadRepeat, NothingLeft

# The service's names of fields where the form's differ.
FIELDS = {"point": "lon", "name": "new_project"}
CANDIDATES = 20


Saved = Activity | Series


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
    sheet = sheet_for(request, body, None)
    if request.method == "POST" and not asks_for_more(request) and sheet.valid():
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
    sheet = sheet_for(request, found.body, found)
    if request.method == "POST" and not asks_for_more(request) and sheet.valid():
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


def _save(request: HouseRequest, sheet: Sheet, body: Body, activity: Activity | None) -> Saved | None:
    """Write it; on a refusal the sentences stand beside their fields and nothing was written."""
    by, at = request.standing, clock.now()
    try:
        with transaction.atomic():
            form = sheet.fields.to_form(_project_id(request, sheet.fields, body))
            posts = sheet.posts.to_forms()
            if activity is not None:
                scope = sheet.scope.chosen if sheet.scope else EditScope.ONE
                redraft(by=by, activity=activity, form=form, posts=posts, scope=scope, at=at)
                activity.refresh_from_db()  # what is handed in next is what was just written
                return activity
            repeat = sheet.repeat.to_form() if sheet.repeat else None
            if repeat is None:
                return create_activity(by=by, form=form, posts=posts, at=at)
            key = sheet.repeat.cleaned_data["key"] if sheet.repeat else ""
            return create_series(by=by, form=form, posts=posts, repeat=repeat, key=key, at=at)
    except BadRepeat as fault:
        if sheet.repeat is not None:
            blame(sheet.repeat, fault, {})
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


def _after(request: HouseRequest, saved: Saved) -> HttpResponse:
    """On to its page; who wanted to submit and could not comes back to the form, which says why."""
    if isinstance(saved, Series):
        return _after_series(request, saved)
    if saved.series is not None and request.POST.get("scope", EditScope.ONE) != EditScope.ONE:
        return _after_series(request, saved.series)
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


def _after_series(request: HouseRequest, saved: Series) -> HttpResponse:
    """The page of the series; what is missing is missing in every occurrence, so the first one's form says it."""
    if request.POST.get("then") != "submit":
        messages.success(request, _("整个系列的草稿存好了。"))
        return redirect("desk:series", key=saved.pk)
    try:
        submit_series(by=request.standing, series=saved, at=clock.now())
    except IncompleteNotice as fault:
        return fill_in_series(request, fault)
    except NothingLeft:  # the same press once more: it is handed in already
        return redirect("desk:series", key=saved.pk)
    messages.success(request, _("整个系列提交了，审核通过后马上发布。"))
    return redirect("desk:series", key=saved.pk)


def fill_in_series(request: HouseRequest, fault: IncompleteNotice) -> HttpResponse:
    """To the form of the first occurrence that lacks something, which says what, and writes it into all of them."""
    messages.warning(request, _("还不能提交：有几项没填。在这里补一次，还没开始的每一场就都有了。"))
    return redirect(
        f"{reverse('desk:activity-edit', args=[fault.details['activity']])}?scope={EditScope.ALL}"
    )


def _show(
    request: HouseRequest, sheet: Sheet, body: Body, activity: Activity | None, missing: tuple[Missing, ...]
) -> HttpResponse:
    at_point = None
    if activity is not None and activity.lon is not None and activity.lat is not None:
        at_point = (activity.lon, activity.lat)
    elif body.region.lon is not None and body.region.lat is not None:
        at_point = (body.region.lon, body.region.lat)
    others = [form for form in (sheet.repeat, sheet.scope) if form is not None]
    faulty = bool(sheet.fields.errors) or sheet.posts.total_error_count() > 0
    faulty = faulty or any(form.errors for form in others)
    context = {
        "form": sheet.fields,
        "posts": sheet.posts,
        "repeat": sheet.repeat,
        "scope": sheet.scope,
        "others": others,
        "kept": list(templates_of(body)) if activity is None else [],
        "body": body,
        "activity": activity,
        "map_data": picking_map(request.standing.city, at_point),
        "missing": [(item.words, FIELD_IDS.get(item.key, f"id_{item.key}")) for item in missing],
        "faulty": faulty,
        "post_faults": sheet.posts.total_error_count() if sheet.posts.is_bound else 0,
    }
    return show(request, "desk/edit.html", context, on="activities", status=422 if faulty else 200)
