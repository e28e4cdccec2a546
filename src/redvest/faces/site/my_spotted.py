"""What I spotted (我的随手拍), and for who keeps a grid, what lies open there."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.care.choices import NeedState
from redvest.care.models import Need
from redvest.care.policy import may_handle_spotted
from redvest.care.queries.spotted import (
    in_my_grids,
    keeps_grid_of,
    own_spotted,
    picture_of,
    reported_by,
)
from redvest.connectors.storage import storage
from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, members
from redvest.faces.shared.files import paper_answer
from redvest.faces.shared.pages import paged
from redvest.faces.shared.spotted_outcome import outcome_sent
from redvest.faces.shared.spotted_page import may_be_joined, state_kind, state_words, told_of
from redvest.registry.policy import require_member

MOST_OPEN = 50


@never_cache
@require_safe
@members
def my_spotted(request: HouseRequest) -> HttpResponse:
    """My reports, the latest first; above them what waits in my grids."""
    by, today = request.standing, clock.day_of(clock.now())
    mine = reported_by(require_member(by))
    found, pager = paged(request, mine, keys=("-created_at", "-id"))
    open_there = in_my_grids(by, today) if by.records else Need.objects.none()
    waiting = list(open_there[:MOST_OPEN])
    context = {
        "tab": "me",
        "waiting": waiting,
        "more_waiting": open_there.count() - MOST_OPEN if len(waiting) == MOST_OPEN else 0,
        "rows": [(each, state_words(each.state), state_kind(each.state)) for each in found],
        "solved": mine.filter(state=NeedState.CLOSED).count(),
        "all": mine.count(),
        "pager": pager,
    }
    return render(request, "site/my_spotted.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@members
def one(request: HouseRequest, key: UUID) -> HttpResponse:
    """One of them with its pictures and its story; its grid's keeper says what became of it."""
    by, at = request.standing, clock.now()
    found = own_spotted(by, key, clock.day_of(at))
    keeps = keeps_grid_of(by, found, clock.day_of(at))
    handles = may_handle_spotted(by, found, keeps_grid=keeps)
    form, done = outcome_sent(request, found)
    if done:
        return redirect("site:my-spotted-one", key=key)
    alike = may_be_joined(by, found, clock.day_of(at)) if handles else []
    pictures = f"{reverse('site:my-spotted-one', args=[key])}pictures/"
    context = {"tab": "me", "form": form, "pictures": pictures, **told_of(found, alike, handles=handles)}
    return render(request, "site/my_spotted_one.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@members
def picture(request: HouseRequest, key: UUID, picture: UUID) -> HttpResponse:
    """One picture, for who reported it and who keeps the grid."""
    found = picture_of(own_spotted(request.standing, key, clock.day_of(clock.now())), picture)
    return paper_answer(storage().read(found.key), found.media_type)
