"""Awards (评选表彰) and contests (征集) as everybody may read them: what runs, who came through, what was chosen."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from ninja import Query

from redvest.core import clock
from redvest.core.paging import page_of
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, public
from redvest.faces.openapi.shapes.award import (
    AwardShape,
    CategoryShape,
    ContestShape,
    ContestsQuery,
    ContestsShape,
    EditionShape,
    EditionsQuery,
    EditionsShape,
    NomineeShape,
    WorkShape,
    WorksShape,
)
from redvest.faces.openapi.shapes.base import PageQuery, Words
from redvest.faces.shared.award_named import asked_of, named_in
from redvest.honour.choices import OVER_EDITIONS
from redvest.honour.models import AwardCategory, AwardEdition, Contest
from redvest.honour.queries.award import public_edition, public_editions
from redvest.honour.queries.award_freeze import PUBLIC_RESULT, latest_freeze
from redvest.honour.queries.contest import contest_shown, contests_shown, contests_taking, works_of
from redvest.honour.queries.contest_private import authors_shown

calls = Calls("评选和征集")


@calls.get("/awards", public, "评选表彰", EditionsShape)
def list_awards(request: Asking, asked: Query[EditionsQuery]) -> HttpResponse:
    """What runs now, the latest first; with ``over=1`` the archive."""
    rows = public_editions(settings.REDVEST_CITY)
    rows = rows.filter(state__in=OVER_EDITIONS) if asked.over else rows.exclude(state__in=OVER_EDITIONS)
    page = page_of(rows, keys=("-year", "-nominate_from", "-id"), after=asked.after, size=asked.limit)
    return answer(
        EditionsShape(items=[EditionShape(**_edition(each)) for each in page.items], next=page.next)
    )


@calls.get("/awards/{uuid:award_id}", public, "一次评选", AwardShape, 404)
def one_award(request: Asking, award_id: UUID) -> HttpResponse:
    """With its categories, their conditions, and those who came through; after publicity began, the winners."""
    found = public_edition(settings.REDVEST_CITY, award_id)
    scored = found.state in PUBLIC_RESULT and latest_freeze(found) is not None
    return answer(
        AwardShape(
            **_edition(found), categories=_categories(found, clock.now()),
            scores=f"/awards/{found.pk}/scores.json" if scored else None,
        )
    )  # fmt: skip


def _edition(found: AwardEdition) -> dict[str, Any]:
    kept = {name: getattr(found, name) for name in EditionShape.model_fields if name not in _WORDED}
    state = Words(key=found.state, name=found.get_state_display())
    return {**kept, "id": found.pk, "programme": found.programme.name, "state": state}


_WORDED = ("id", "programme", "state")


def _categories(found: AwardEdition, at: datetime) -> list[CategoryShape]:
    named = named_in(found, at)
    return [
        CategoryShape(
            id=each.pk, name=each.name, places=each.places, asked=asked_of(each, found),
            nominees=[NomineeShape(id=one.each.pk, name=one.name, place=one.place) for one in named.get(each.pk, [])],
        )
        for each in AwardCategory.objects.filter(edition=found)
    ]  # fmt: skip


@calls.get("/contests", public, "征集", ContestsShape)
def list_contests(request: Asking, asked: Query[ContestsQuery]) -> HttpResponse:
    """What takes entries now, what closes first comes first; with ``over=1`` what is closed, the latest first."""
    at, city = clock.now(), settings.REDVEST_CITY
    taking = contests_taking(city, at)
    rows = contests_shown(city).exclude(pk__in=taking.values("pk")) if asked.over else taking
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    keys = ("-enter_until", "-id") if asked.over else ("enter_until", "id")
    page = page_of(rows, keys=keys, after=asked.after, size=asked.limit)
    return answer(ContestsShape(items=[_contest(each) for each in page.items], next=page.next))


@calls.get("/contests/{uuid:contest_id}", public, "一次征集", ContestShape, 404)
def one_contest(request: Asking, contest_id: UUID) -> HttpResponse:
    return answer(_contest(contest_shown(settings.REDVEST_CITY, contest_id)))


@calls.get("/contests/{uuid:contest_id}/works", public, "展示的作品", WorksShape, 404)
def list_works(request: Asking, contest_id: UUID, asked: Query[PageQuery]) -> HttpResponse:
    """What was chosen and may be shown; a name only by its author's consent."""
    rows = works_of(contest_shown(settings.REDVEST_CITY, contest_id))
    page = page_of(rows, keys=("published_at", "id"), after=asked.after, size=asked.limit)
    names = authors_shown(page.items, clock.day_of(clock.now()))
    items = [
        WorkShape(
            id=each.pk, title=each.title, words=each.words, link=each.link, author=names.get(each.pk, ""),
            pictures=[f"/contests/pictures/{picture.pk}/?whole" for picture in each.pictures.all()],
        )
        for each in page.items
    ]  # fmt: skip
    return answer(WorksShape(items=items, next=page.next))


def _contest(found: Contest) -> ContestShape:
    return ContestShape(
        id=found.pk, title=found.title, kind=Words(key=found.kind, name=found.get_kind_display()),
        state=Words(key=found.state, name=found.get_state_display()), organiser=found.body.name if found.body else "",
        words=found.words, enter_from=found.enter_from, enter_until=found.enter_until, judge_until=found.judge_until,
        pupils_only=found.pupils_only, rights=found.rights,
    )  # fmt: skip
