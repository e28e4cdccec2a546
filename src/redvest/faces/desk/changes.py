"""Whose place went to whom on an activity, and who came in a group: for who leads it, masked for who only watches."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.faces.desk.activities import activity_head
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import activity_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.registry.models import Volunteer
from redvest.registry.rules.names import mask_name
from redvest.service import policy
from redvest.service.choices import HandOverKind, HandOverState
from redvest.service.models import HandOver, SignUpParty
from redvest.service.queries.hand_over import of_activity
from redvest.service.queries.party import parties_of

MOST = 200


@never_cache
@require_safe
@staff
def changes(request: HouseRequest, key: UUID) -> HttpResponse:
    """The latest first."""
    by, at = request.standing, clock.now()
    found = activity_within(by, key)
    policy.require_may_see_roster(by, found)
    leads = policy.may_lead(by, found)
    swaps, groups = list(of_activity(found)[: MOST + 1]), list(parties_of(found)[: MOST + 1])
    context = {
        **activity_head(by, found, at, tab="coming"),
        "changes": [change_line(row, leads) for row in swaps[:MOST]],
        "parties": [party_line(row, leads) for row in groups[:MOST]],
        "cut": MOST if max(len(swaps), len(groups)) > MOST else 0,
    }
    return show(request, "desk/changes.html", context, on="activities")


def party_line(row: SignUpParty, leads: bool) -> dict[str, Any]:
    """Who made a group up, and how many of it come."""
    maker = row.made_by.name
    return {
        "name": row.name or _("没有队名"),
        "maker": maker if leads else mask_name(maker),
        "body": row.body.name if row.body else "",
        "post": row.post.label,
        "coming": row.coming,  # type: ignore[attr-defined]
        "asked": row.asked,  # type: ignore[attr-defined]
        "out": row.out,  # type: ignore[attr-defined]
        "url": reverse("site:party", args=[row.pk]) if leads else "",
    }


def change_line(row: HandOver, leads: bool) -> dict[str, Any]:
    """Who asked whom, and what became of it."""

    def called(person: Volunteer | None) -> str:
        return "" if person is None else person.name if leads else mask_name(person.name)

    return {
        "asker": called(row.signup.volunteer),
        "to": called(row.to_volunteer) or _("拿到链接的人"),
        "kind": HandOverKind(row.kind).label,
        "post": row.signup.post.label,
        "other": row.other.post.label if row.other else "",
        "state": HandOverState(row.state).label,
        "tone": {"done": "ok", "open": "wait"}.get(row.state, "off"),
        "at": row.ended_at or row.made_at,
    }
