"""What can be done with templates: keeping one, retiring it, and beginning an activity from one or from another activity."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from redvest.core import audit
from redvest.registry.models import Body
from redvest.registry.policy import Standing, require_member
from redvest.service import policy
from redvest.service.actions.activity import create_activity
from redvest.service.actions.activity_form import ActivityForm, PostForm
from redvest.service.models import Activity, ActivityTemplate
from redvest.service.queries.template import MOST, blueprint_of
from redvest.service.rules.blueprint import LISTS, on_day
from redvest.service.template_errors import (
    BadTemplateName,
    TemplateNameTaken,
    TemplateNotFound,
    TooManyTemplates,
)


@transaction.atomic
def save_template(*, by: Standing, activity: Activity, name: str, at: datetime) -> ActivityTemplate:
    """Keep an activity as a template of its organisation: everything but its day and its people.

    Raises NotAllowed, BadTemplateName, TemplateNameTaken, TooManyTemplates.
    """
    policy.require_may_publish_for(by, activity.body)
    name = " ".join(name.split())
    if not 0 < len(name) <= 40:
        raise BadTemplateName
    Body.objects.select_for_update(of=("self",), no_key=True).get(pk=activity.body_id)
    if ActivityTemplate.objects.filter(body=activity.body_id, retired_at__isnull=True).count() >= MOST:
        raise TooManyTemplates
    try:
        with transaction.atomic():
            made = ActivityTemplate.objects.create(
                city=activity.city, body=activity.body, name=name, content=blueprint_of(activity),
                made_by_id=require_member(by), made_at=at,
            )  # fmt: skip
    except IntegrityError as fault:
        raise TemplateNameTaken from fault
    audit.write_line(by=by.actor, at=at, city=activity.city, verb="save_template", target=made)
    return made


@transaction.atomic
def retire_template(*, by: Standing, template: ActivityTemplate, at: datetime) -> None:
    """Out of use; what was begun from it stays. Raises NotAllowed, TemplateNotFound (retired already)."""
    policy.require_may_publish_for(by, template.body)
    live = ActivityTemplate.objects.filter(pk=template.pk, retired_at__isnull=True)
    if not live.update(retired_at=at):
        raise TemplateNotFound
    audit.write_line(by=by.actor, at=at, city=template.city, verb="retire_template", target=template)


def begin_from(
    *,
    by: Standing,
    content: Mapping[str, Any],
    project_id: UUID,
    contact: tuple[str, str],
    on: date,
    at: datetime,
) -> Activity:
    """Draft an activity like the one that ``content`` was made of, on a day. It is affirmed anew, and by its own leader.

    Raises what ``create_activity`` raises.
    """
    fields, posts = on_day(content, on)
    form = ActivityForm(project_id=project_id, contact_name=contact[0], contact_phone=contact[1], **fields)
    return create_activity(by=by, form=form, posts=[_post(post) for post in posts], at=at)


def _post(post: Mapping[str, Any]) -> PostForm:
    lists = {name: tuple(post[name]) for name in LISTS}
    lists["courses"] = tuple(UUID(key) for key in post["courses"])
    return PostForm(**dict(post) | lists)


def copy_activity(*, by: Standing, activity: Activity, on: date, at: datetime) -> Activity:
    """Draft the same once more on another day. Raises what ``create_activity`` raises."""
    contact = (activity.contact_name, activity.contact_phone)
    return begin_from(
        by=by, content=blueprint_of(activity), project_id=activity.project_id, contact=contact, on=on, at=at
    )
