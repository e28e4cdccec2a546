"""Beginning activities from others: copies and templates; and leading them together."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from redvest.core import clock
from redvest.faces.openapi.answers import nothing, plain_answer
from redvest.faces.openapi.calls.activities import state_of
from redvest.faces.openapi.calls.finding import body_in, find_activity
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, staff
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.activity import ActivityState
from redvest.faces.openapi.shapes.base import local_text
from redvest.faces.openapi.shapes.template import (
    CoLeaderForm,
    CoLeaderList,
    CoLeaderShape,
    FromTemplate,
    OnDay,
    TemplateForm,
    TemplateList,
    TemplateShape,
)
from redvest.service.actions.coleader import add_co_leader, remove_co_leader
from redvest.service.actions.template import begin_from, copy_activity, retire_template, save_template
from redvest.service.models import ActivityTemplate, CoLeader
from redvest.service.policy import require_may_publish_for, require_may_see_roster
from redvest.service.queries.coleader import co_leaders_of
from redvest.service.queries.template import template_within, templates_of
from redvest.service.template_errors import TemplateNotFound

calls = Calls("模板和共同领队")


@calls.post("/activities/{uuid:activity_id}/copy", staff, "照着再起草一场", ActivityState, 409, status=201)
@once
def begin_from_activity(request: Asking, activity_id: UUID, form: OnDay) -> HttpResponse:
    """A draft like it on another day; whether it is volunteer service is stated or affirmed anew."""
    found = find_activity(request, activity_id)
    return state_of(
        copy_activity(by=request.standing, activity=found, on=form.on, at=clock.now()), status=201
    )


@calls.post("/activities/{uuid:activity_id}/template", staff, "存成模板", TemplateShape, 409, status=201)
@once
def keep_template(request: Asking, activity_id: UUID, form: TemplateForm) -> HttpResponse:
    """Everything of the activity but its day and its people."""
    found = find_activity(request, activity_id)
    made = save_template(by=request.standing, activity=found, name=form.name, at=clock.now())
    return plain_answer(_template(made), status=201)


@calls.get("/bodies/{uuid:body_id}/templates", staff, "一个组织的模板", TemplateList)
def list_templates(request: Asking, body_id: UUID) -> HttpResponse:
    """Those in use, by name."""
    body = body_in(request.standing.city, body_id)
    require_may_publish_for(request.standing, body)
    return plain_answer({"items": [_template(each) for each in templates_of(body)]})


@calls.post(
    "/templates/{uuid:template_id}/activities", staff, "从模板起草一场", ActivityState, 409, status=201
)
@once
def begin_from_template(request: Asking, template_id: UUID, form: FromTemplate) -> HttpResponse:
    """A draft for a project of the same organisation."""
    found = _found(request, template_id)
    contact = (found.body.contact_name, found.body.contact_phone)
    made = begin_from(
        by=request.standing, content=found.content, project_id=form.project, contact=contact, on=form.on,
        at=clock.now(),
    )  # fmt: skip
    return state_of(made, status=201)


@calls.delete("/templates/{uuid:template_id}", staff, "停用模板")
def stop_template(request: Asking, template_id: UUID) -> HttpResponse:
    """What was begun from it stays."""
    retire_template(by=request.standing, template=_found(request, template_id), at=clock.now())
    return nothing()


@calls.get("/activities/{uuid:activity_id}/leaders", staff, "共同领队", CoLeaderList)
def list_co_leaders(request: Asking, activity_id: UUID) -> HttpResponse:
    """Who leads it beside the one whose name stands on it."""
    found = find_activity(request, activity_id)
    require_may_see_roster(request.standing, found)
    return plain_answer({"items": [_leader(each) for each in co_leaders_of(found)]})


@calls.post("/activities/{uuid:activity_id}/leaders", staff, "加共同领队", CoLeaderShape, 409, status=201)
@once
def appoint_co_leader(request: Asking, activity_id: UUID, form: CoLeaderForm) -> HttpResponse:
    """One of the organisation's people; who has no role there yet is given it for those days."""
    found = find_activity(request, activity_id)
    made = add_co_leader(
        by=request.standing, activity=found, account_id=form.account, starts_on=form.starts_on,
        ends_on=form.ends_on, at=clock.now(),
    )  # fmt: skip
    return plain_answer(_leader(made), status=201)


@calls.delete("/activities/{uuid:activity_id}/leaders/{uuid:account_id}", staff, "移除共同领队")
def release_co_leader(request: Asking, activity_id: UUID, account_id: UUID) -> HttpResponse:
    found = find_activity(request, activity_id)
    remove_co_leader(by=request.standing, activity=found, account_id=account_id, at=clock.now())
    return nothing()


def _found(request: Asking, template_id: UUID) -> ActivityTemplate:
    found = template_within(request.standing, template_id)
    if found is None:
        raise TemplateNotFound
    return found


def _template(row: ActivityTemplate) -> dict[str, object]:
    return {"id": row.pk, "name": row.name, "made_at": local_text(row.made_at)}


def _leader(row: CoLeader) -> dict[str, object]:
    return {
        "account": row.account_id,
        "name": row.account.name,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
    }
