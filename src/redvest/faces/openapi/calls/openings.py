"""Openings: the plan of an announced post, entering its lottery, its waiting room."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from redvest.core import clock
from redvest.core.errors import NotFound
from redvest.faces.openapi.answers import answer, nothing
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, public, staff, volunteers
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.opening import (
    EntryShape,
    OpeningForm,
    OpeningShape,
    StageShape,
    TicketShape,
)
from redvest.service.actions.draw_entry import enter_draw, withdraw_entry
from redvest.service.actions.opening import call_off_opening, plan_opening
from redvest.service.actions.room import take_ticket as take_number
from redvest.service.choices import OpeningMode
from redvest.service.models import DrawEntry, Opening, Post, RoomTicket
from redvest.service.opening_errors import OpeningNotFound
from redvest.service.queries.activity import visible_to
from redvest.service.queries.lottery import entry_of
from redvest.service.queries.opening import stages_of, verdict_for
from redvest.service.rules.opening import OpeningPlan, StagePlan
from redvest.service.rules.room import admitted_at, seconds_until

calls = Calls("放号")


def _post(request: Asking, post_id: UUID) -> Post:
    rows = Post.objects.select_related("activity__body", "opening")
    found = rows.filter(pk=post_id, city=request.standing.city).first()
    if found is None or not visible_to(request.standing, found.activity):
        raise NotFound
    return found


@calls.get("/posts/{uuid:post_id}/opening", public, "放号安排", OpeningShape)
def get_opening(request: Asking, post_id: UUID) -> HttpResponse:
    """How and when the places are given out; with a token also where one stands."""
    return _told(request, _post(request, post_id), clock.now())


@calls.put("/posts/{uuid:post_id}/opening", staff, "安排放号", OpeningShape, 409)
def put_opening(request: Asking, post_id: UUID, form: OpeningForm) -> HttpResponse:
    """Announce it, or replace it before it begins; a lottery then gets a new seed."""
    post, at = _post(request, post_id), clock.now()
    stages = tuple(StagePlan(each.group, each.opens_at, each.places, each.value) for each in form.stages)
    plan = OpeningPlan(**form.model_dump(exclude={"stages"}), stages=stages)
    plan_opening(by=request.standing, post=post, plan=plan, at=at)
    return _told(request, _post(request, post_id), at)


@calls.delete("/posts/{uuid:post_id}/opening", staff, "取消放号", 409)
def delete_opening(request: Asking, post_id: UUID) -> HttpResponse:
    """Before it begins: back to signing up as for any post."""
    call_off_opening(by=request.standing, post=_post(request, post_id), at=clock.now())
    return nothing()


@calls.post("/posts/{uuid:post_id}/draw-entries", volunteers, "登记抽签", EntryShape, 404, 409, status=201)
@once
def enter_lottery(request: Asking, post_id: UUID) -> HttpResponse:
    """One entry each; entering again answers the same number."""
    return answer(_entry(enter_draw(by=request.standing, post_id=post_id, at=clock.now())), status=201)


@calls.delete("/posts/{uuid:post_id}/draw-entries", volunteers, "撤回抽签登记", 409)
def leave_lottery(request: Asking, post_id: UUID) -> HttpResponse:
    """Until the draw."""
    withdraw_entry(by=request.standing, post_id=post_id, at=clock.now())
    return nothing()


@calls.post("/posts/{uuid:post_id}/room-ticket", volunteers, "领排队号", TicketShape, 404, 409)
@once
def take_ticket(request: Asking, post_id: UUID) -> HttpResponse:
    """One number each; asking again answers the same one, and how long to wait."""
    at = clock.now()
    return answer(_ticket(take_number(by=request.standing, post_id=post_id, at=at), at))


def _told(request: Asking, post: Post, at: datetime) -> HttpResponse:
    opening: Opening | None = getattr(post, "opening", None)
    if opening is None:
        raise OpeningNotFound
    said = verdict_for(request.standing.volunteer_id, post, at)
    mine = entry_of(opening, request.standing.records)
    lottery = opening.mode == OpeningMode.LOTTERY
    names = (
        "mode", "announced_at", "opens_at", "closes_at", "draws_at", "waiting_room", "admit_per_second", "most_each",
        "within_days", "seed_digest", "list_digest", "drawn_at",
    )  # fmt: skip
    shape = OpeningShape.model_construct(
        post=post.pk,
        **{name: getattr(opening, name) for name in names},
        stages=[StageShape.model_construct(**vars(each)) for each in stages_of(opening)],
        draw=reverse("lottery-draw", args=[post.pk]) if lottery else "",
        hindrance=said.code,
        sentence=said.sentence,
        entry=_entry(mine) if mine is not None and mine.withdrawn_at is None else None,
    )
    return answer(shape)


def _entry(entry: DrawEntry) -> EntryShape:
    return EntryShape(
        number=entry.number, entered_at=entry.entered_at, rank=entry.rank, outcome=entry.outcome
    )


def _ticket(ticket: RoomTicket, at: datetime) -> TicketShape:
    opening = ticket.opening
    turn = admitted_at(ticket.number, opening.opens_at, opening.admit_per_second) if ticket.number else None
    return TicketShape(
        number=ticket.number, admitted_at=turn, wait_seconds=seconds_until(turn or opening.opens_at, at)
    )
