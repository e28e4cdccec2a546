"""More shifts for a roster that is there already."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.faces.desk.frame import show
from redvest.faces.desk.roster_pick import minimums_typed, pick_context, posts_to_pick
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.told import refusal_told
from redvest.service import policy
from redvest.service.actions.roster_shifts import add_shifts
from redvest.service.choices import RosterState
from redvest.service.queries.roster import roster_within
from redvest.service.roster_errors import RosterClosed


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def more_shifts(request: HouseRequest, key: UUID) -> HttpResponse:
    """Those of the organisation that are on no roster; the ones that are ticked come onto this one."""
    by, at = request.standing, clock.now()
    found = roster_within(by, key)
    policy.require_may_roster(by, found.body_id)
    if found.state == RosterState.CLOSED:
        raise RosterClosed
    posts = posts_to_pick(request, found.body_id, at)
    if request.method == "POST":
        wanted = minimums_typed(request, posts)
        if not wanted:
            messages.error(request, _("请先勾要添的班次。"))
            return redirect(request.get_full_path())
        with refusal_told(request):
            count = add_shifts(by=by, roster_id=found.pk, minimums=wanted, at=at)
            said = ngettext("添了 %(n)d 班。", "添了 %(n)d 班。", count) % {"n": count}
            messages.success(request, said + _("再排一次，就会替它们找人。"))
        return redirect("desk:roster-board", key=key)
    context = {"roster": found, **pick_context(request, posts, at)}
    return show(request, "desk/roster_shifts.html", context, on="rosters")
