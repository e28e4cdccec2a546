"""Rosters for those who put them together: made, solved, asked, changed, closed, and why somebody is on a shift or not."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from ninja import Query

from redvest.core import clock
from redvest.core.errors import NotFound
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.calls.finding import body_in
from redvest.faces.openapi.calls.rosters_shown import WhyQuery, shown, sized
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, staff
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.roster import LockForm, RosterForm, RosterShape, ShiftsForm, WhyShape
from redvest.service import policy
from redvest.service.actions import roster as actions
from redvest.service.actions import roster_ask, roster_shifts, roster_solve
from redvest.service.queries.roster import proposal_on, roster_within
from redvest.service.queries.roster_why import person_numbered, why_of

calls = Calls("排班")


@calls.post("/bodies/{uuid:body_id}/rosters", staff, "建排班表", RosterShape, 403, 404, 409, status=201)
@once
def draft_roster(request: Asking, body_id: UUID, form: RosterForm) -> HttpResponse:
    """For shifts of this organisation that are published, to come, and on no other live roster."""
    terms = actions.RosterTerms(**form.model_dump(exclude={"shifts"}))
    made = actions.draft_roster(
        by=request.standing, body=body_in(request.standing.city, body_id), terms=terms,
        minimums={each.post: each.minimum for each in form.shifts}, at=clock.now(),
    )  # fmt: skip
    return _answered(request, made.pk, status=201)


@calls.get("/rosters/{uuid:roster_id}", staff, "一张排班表", RosterShape, 404)
def show_roster(request: Asking, roster_id: UUID) -> HttpResponse:
    """Its shifts with who stands where."""
    return _answered(request, roster_id)


@calls.post("/rosters/{uuid:roster_id}/solve", staff, "排班", RosterShape, 403, 404, 409)
@once
def solve_roster(request: Asking, roster_id: UUID) -> HttpResponse:
    """Draft proposals; nobody is told. A large roster goes to the worker and answers ``waits``."""
    found, at = roster_within(request.standing, roster_id), clock.now()
    policy.require_may_roster(request.standing, found.body_id)
    solver = roster_solve.solve_roster if sized(found, at) else roster_solve.hand_to_worker
    solver(by=request.standing, roster_id=roster_id, at=at)
    return _answered(request, roster_id)


@calls.post("/rosters/{uuid:roster_id}/ask", staff, "请大家答复", RosterShape, 403, 404, 409)
@once
def ask_on_roster(request: Asking, roster_id: UUID) -> HttpResponse:
    """Everybody drafted is asked; only their own yes signs them up."""
    roster_within(request.standing, roster_id)
    roster_ask.ask_people(by=request.standing, roster_id=roster_id, at=clock.now())
    return _answered(request, roster_id)


@calls.post("/rosters/{uuid:roster_id}/shifts", staff, "往排班表里添班次", RosterShape, 403, 404, 409)
@once
def add_to_roster(request: Asking, roster_id: UUID, form: ShiftsForm) -> HttpResponse:
    """More shifts of the same organisation that are on no other live roster; the next solving finds people for them."""
    roster_within(request.standing, roster_id)
    minimums = {each.post: each.minimum for each in form.shifts}
    roster_shifts.add_shifts(by=request.standing, roster_id=roster_id, minimums=minimums, at=clock.now())
    return _answered(request, roster_id)


@calls.post(
    "/rosters/{uuid:roster_id}/shifts/{uuid:post_id}/take-out",
    staff,
    "从排班表拿掉一班",
    RosterShape,
    403,
    404,
    409,
)
@once
def take_out_of_roster(request: Asking, roster_id: UUID, post_id: UUID) -> HttpResponse:
    """Who was asked for it is told that they need not answer; who said yes keeps the sign-up."""
    roster_within(request.standing, roster_id)
    roster_shifts.take_out_shift(by=request.standing, roster_id=roster_id, post_id=post_id, at=clock.now())
    return _answered(request, roster_id)


@calls.post("/rosters/{uuid:roster_id}/close", staff, "结束排班", RosterShape, 403, 404, 409)
@once
def close_roster(request: Asking, roster_id: UUID) -> HttpResponse:
    """What was agreed stays; who did not answer need not any more."""
    roster_within(request.standing, roster_id)
    actions.close_roster(by=request.standing, roster_id=roster_id, at=clock.now())
    return _answered(request, roster_id)


@calls.post(
    "/rosters/{uuid:roster_id}/proposals/{uuid:proposal_id}/lock",
    staff,
    "定下一个人",
    RosterShape,
    403,
    404,
    409,
)
@once
def lock_on_roster(request: Asking, roster_id: UUID, proposal_id: UUID, form: LockForm) -> HttpResponse:
    """The next solving leaves them there; or lets them free again."""
    found = proposal_on(roster_within(request.standing, roster_id), proposal_id)
    roster_ask.lock_proposal(by=request.standing, proposal_id=found.pk, locked=form.locked, at=clock.now())
    return _answered(request, roster_id)


@calls.post(
    "/rosters/{uuid:roster_id}/proposals/{uuid:proposal_id}/take-off",
    staff,
    "换下一个人",
    RosterShape,
    403,
    404,
    409,
)
@once
def take_off_roster(request: Asking, roster_id: UUID, proposal_id: UUID) -> HttpResponse:
    """Not this person on this shift, now and at the next solving. Who was asked is told."""
    found = proposal_on(roster_within(request.standing, roster_id), proposal_id)
    roster_ask.take_off(by=request.standing, proposal_id=found.pk, at=clock.now())
    return _answered(request, roster_id)


@calls.get("/rosters/{uuid:roster_id}/why", staff, "为什么是他、为什么不是他", WhyShape, 403, 404)
def why_on_roster(request: Asking, roster_id: UUID, asked: Query[WhyQuery]) -> HttpResponse:
    """In sentences, for who puts the roster together."""
    found = roster_within(request.standing, roster_id)
    policy.require_may_roster(request.standing, found.body_id)
    person = person_numbered(found.city, asked.number)
    if person is None:
        raise NotFound
    said = why_of(found, asked.post, person.pk, clock.now())
    return answer(WhyShape(on=said.on, code=said.code, sentences=said.words))


def _answered(request: Asking, roster_id: UUID, *, status: int = 200) -> HttpResponse:
    found = roster_within(request.standing, roster_id)
    return answer(shown(request.standing, found, clock.now()), status=status)
