"""Beginning from what there is: a copy of an activity, or a template; keeping and retiring templates."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from redvest.core import clock
from redvest.faces.desk.scope import activity_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.told import refusal_told
from redvest.service.actions.template import retire_template, save_template
from redvest.service.queries.template import blueprint_of, template_within
from redvest.service.rules.blueprint import next_like, on_day
from redvest.service.template_errors import TemplateNotFound

Begun = tuple[dict[str, Any], list[dict[str, Any]]]


@require_POST
@staff
def keep(request: HouseRequest, key: UUID) -> HttpResponse:
    """Keep this activity as a template of its organisation."""
    found = activity_within(request.standing, key)
    with refusal_told(request):
        made = save_template(
            by=request.standing, activity=found, name=request.POST.get("name", ""), at=clock.now()
        )
        messages.success(request, _("存好了，下次发布活动可以从“%(name)s”开始。") % {"name": made.name})
    return redirect("desk:activity", key=key)


@require_POST
@staff
def retire(request: HouseRequest, key: UUID) -> HttpResponse:
    """Take a template out of use."""
    found = template_within(request.standing, key)
    if found is None:
        raise TemplateNotFound
    with refusal_told(request):
        retire_template(by=request.standing, template=found, at=clock.now())
        messages.success(request, _("这个模板停用了。"))
    return redirect(f"{reverse('desk:activity-new')}?body={found.body_id}")


def begun_from(request: HouseRequest) -> Begun | None:
    """What the address asks to begin from, as the forms' initial values. Raises NotFound for what is out of reach."""
    by, at = request.standing, clock.now()
    if (copied := key_typed(request.GET.get("copy", ""))) is not None:
        found = activity_within(by, copied)
        content, more = blueprint_of(found), {
            "project": str(found.project_id), "contact_name": found.contact_name, "contact_phone": found.contact_phone,
            "leader": str(found.leader_id),
        }  # fmt: skip
    elif (kept := key_typed(request.GET.get("template", ""))) is not None:
        row = template_within(by, kept)
        if row is None:
            raise TemplateNotFound
        content, more = row.content, {}
    else:
        return None
    fields, posts = on_day(content, _day(request) or next_like(content, at))
    fields |= {"domain": fields.pop("domain_key"), "region": fields.pop("region_code")}
    return fields | more, posts


def _day(request: HouseRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None
