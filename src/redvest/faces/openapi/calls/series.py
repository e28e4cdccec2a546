"""Series: laid out with one call, handed in and decided once; and changes of what is announced."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from redvest.core import clock
from redvest.core.errors import NotFound
from redvest.faces.openapi.answers import plain_answer
from redvest.faces.openapi.calls.activities import domain_form, domain_posts, state_of
from redvest.faces.openapi.calls.finding import find_activity
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, public, staff
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.activity import ActivityState, Note
from redvest.faces.openapi.shapes.base import local_text
from redvest.faces.openapi.shapes.series import ChangeActivityForm, SeriesForm, SeriesShape
from redvest.service.actions.change import ChangeForm, change_activity
from redvest.service.actions.series import create_series
from redvest.service.actions.series_review import approve_series, refuse_series, submit_series
from redvest.service.choices import EditScope
from redvest.service.models import Series
from redvest.service.queries.series import announced, in_charge, numbers_of, occurrences
from redvest.service.rules.repeat import RepeatForm

calls = Calls("系列活动")


@calls.post("/series", staff, "起草系列活动", SeriesShape, 404, 409, status=201)
@once
def lay_out_series(request: Asking, form: SeriesForm) -> HttpResponse:
    """All occurrences are drafted in one go, or none."""
    typed = form.repeat
    repeat = RepeatForm(typed.every, tuple(typed.weekdays), typed.until, typed.times, typed.leave_out)
    made = create_series(
        by=request.standing, form=domain_form(form.activity, request), posts=domain_posts(form.activity),
        repeat=repeat, at=clock.now(),
    )  # fmt: skip
    return _answer(request, made, status=201)


@calls.get("/series/{uuid:series_id}", public, "一个系列的各场", SeriesShape)
def get_series(request: Asking, series_id: UUID) -> HttpResponse:
    """Drafts only for who may edit or review them."""
    return _answer(request, _found(request, series_id))


@calls.post("/series/{uuid:series_id}/submit", staff, "整个系列提交审核", SeriesShape, 409)
@once
def hand_in_series(request: Asking, series_id: UUID) -> HttpResponse:
    """One that lacks something holds all up; 422 says which one and what."""
    found = _found(request, series_id)
    submit_series(by=request.standing, series=found, at=clock.now())
    return _answer(request, found)


@calls.post("/series/{uuid:series_id}/approve", staff, "整个系列批准发布", SeriesShape, 409)
@once
def publish_series(request: Asking, series_id: UUID) -> HttpResponse:
    """Every occurrence handed in is published; without the publisher's statement this affirms that it is service."""
    found = _found(request, series_id)
    approve_series(by=request.standing, series=found, at=clock.now())
    return _answer(request, found)


@calls.post("/series/{uuid:series_id}/refuse", staff, "整个系列退回修改", SeriesShape, 409)
@once
def send_back_series(request: Asking, series_id: UUID, form: Note) -> HttpResponse:
    """Every occurrence handed in goes back."""
    found = _found(request, series_id)
    refuse_series(by=request.standing, series=found, note=form.note, at=clock.now())
    return _answer(request, found)


@calls.post("/activities/{uuid:activity_id}/change", staff, "改已发布活动的时间地点", ActivityState, 409)
@once
def change_announced(request: Asking, activity_id: UUID, form: ChangeActivityForm) -> HttpResponse:
    """Those signed up are told of a new time or place; who cannot come then loses the place and is told so."""
    activity = find_activity(request, activity_id)
    given = form.model_dump(exclude={"place", "scope"})
    wanted = ChangeForm(place_name=form.place, **given)
    change_activity(
        by=request.standing, activity=activity, form=wanted, scope=EditScope(form.scope), at=clock.now()
    )
    return state_of(activity)


def _found(request: Asking, series_id: UUID) -> Series:
    rows = Series.objects.filter(pk=series_id, city=request.standing.city).select_related("body")
    found = rows.first()
    if found is None or not _visible(request, found):
        raise NotFound
    return found


def _inside(request: Asking, found: Series) -> bool:
    """Who edits it, and who governs where it takes place: the same as at the desk."""
    return in_charge(request.standing).filter(pk=found.pk).exists()


def _visible(request: Asking, found: Series) -> bool:
    return _inside(request, found) or announced(found).exists()


def _answer(request: Asking, found: Series, *, status: int = 200) -> HttpResponse:
    rows, numbers = occurrences(found), numbers_of(found)
    if not _inside(request, found):
        rows = rows.filter(pk__in=announced(found).values("pk"))
    return plain_answer(
        {
            "id": found.pk,
            "title": found.title,
            "body": {"id": found.body_id, "name": found.body.name},
            "rule": found.rule,
            "first_on": found.first_on,
            "left_out": found.left_out,
            "occurrences": [
                {
                    "id": row.pk,
                    "occurs_on": row.occurs_on,
                    "starts_at": local_text(row.starts_at),
                    "ends_at": local_text(row.ends_at),
                    "state": row.state,
                    "taken": numbers[row.pk][0],
                    "places": numbers[row.pk][1],
                }
                for row in rows
            ],
        },
        status=status,
    )
