"""Rosters (排班) at the desk: those in charge of, and a new one for the coming shifts of an organisation."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.roster import FIELDS, RosterFields
from redvest.faces.desk.frame import show
from redvest.faces.desk.roster_pick import MOST, minimums_typed, pick_context, posts_to_pick
from redvest.faces.desk.scope import activity_within, bodies_within, body_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.pages import paged
from redvest.registry.choices import BodyState
from redvest.registry.models import Body
from redvest.service import policy
from redvest.service.actions.roster import RosterTerms, draft_roster
from redvest.service.choices import ProposalState, RosterState
from redvest.service.models import RosterShift
from redvest.service.queries.roster import rosters_within

KINDS = {RosterState.DRAFT: "wait", RosterState.ASKING: "ok", RosterState.CLOSED: "off"}


@never_cache
@require_safe
@staff
def rosters(request: HouseRequest) -> HttpResponse:
    """The newest first, with how many come and how many answers lack."""
    rows = rosters_within(request.standing).annotate(
        coming=Count("proposals", filter=Q(proposals__state=ProposalState.YES)),
        asked=Count("proposals", filter=Q(proposals__state=ProposalState.ASKED)),
    )
    found, pager = paged(request, rows, keys=("-created_at", "-id"))
    context = {
        "rows": [{"roster": each, "state": _state(each.state)} for each in found],
        "pager": pager,
        "may_make": bool(request.standing.bodies()),
    }
    return show(request, "desk/rosters.html", context, on="rosters")


def _state(state: str) -> tuple[str, str]:
    return str(RosterState(state).label), KINDS[RosterState(state)]


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new_roster(request: HouseRequest) -> HttpResponse:
    """For an organisation that is chosen first, unless this person leads for one alone."""
    by, at = request.standing, clock.now()
    body = _body(request)
    if body is None:
        mine = bodies_within(by).filter(pk__in=by.bodies(), state=BodyState.ACTIVE).order_by("name")
        return show(request, "desk/roster_body.html", {"bodies": mine[:MOST]}, on="rosters")
    policy.require_may_roster(by, body.pk)
    posts = posts_to_pick(request, body.pk, at)
    form = RosterFields(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = draft_roster(
                by=by,
                body=body,
                terms=RosterTerms(**form.cleaned_data),
                minimums=minimums_typed(request, posts),
                at=at,
            )
        except DomainError as fault:
            if fault.status in (401, 403):
                raise
            blame(form, fault, FIELDS)
        else:
            messages.success(request, _("排班表建好了。先排一次，看看拟定的人，再请他们答复。"))
            return redirect("desk:roster-board", key=made.pk)
    context = {"body": body, "form": form, **pick_context(request, posts, at)}
    return show(request, "desk/roster_new.html", context, on="rosters", status=422 if form.errors else 200)


@never_cache
@require_safe
@staff
def of_activity(request: HouseRequest, key: UUID) -> HttpResponse:
    """The live roster that an activity's shifts are on, or the form of a new one for them."""
    found = activity_within(request.standing, key)
    policy.require_may_roster(request.standing, found.body_id)
    live = RosterShift.objects.filter(post__activity=found, live=True).order_by("-roster__created_at").first()
    if live is not None:
        return redirect("desk:roster-board", key=live.roster_id)
    return redirect(f"{reverse('desk:roster-new')}?body={found.body_id}&activity={key}")


def _body(request: HouseRequest) -> Body | None:
    by = request.standing
    if key := key_typed(request.GET.get("body", "")):
        return body_within(by, key)
    if len(by.bodies()) == 1:
        return body_within(by, by.bodies()[0])
    return None
