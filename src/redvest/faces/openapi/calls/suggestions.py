"""What the caller can do now, with reasons, and whether it is ranked for them."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Query

from redvest.core import clock
from redvest.core.errors import NotFound
from redvest.faces.openapi.answers import answer, plain_answer
from redvest.faces.openapi.calls.activity_facts import activity_facts
from redvest.faces.openapi.calls.finding import point_of
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, volunteers
from redvest.faces.openapi.shapes.suggestion import OrderForm, OrderShape, SuggestionQuery, SuggestionsShape
from redvest.registry.actions.personal_order import choose_order
from redvest.registry.models import Volunteer
from redvest.registry.policy import require_volunteer
from redvest.service.queries.activity_cards import cards_by_id
from redvest.service.queries.seeker import Point, point_of_station
from redvest.service.queries.suggestion import suggestions

calls = Calls("活动")


@calls.get("/me/suggestions", volunteers, "我现在能做什么", SuggestionsShape, 404)
def my_suggestions(request: Asking, asked: Query[SuggestionQuery]) -> HttpResponse:
    """What one may join, has time for and finds room in; the best first. The place one sets out from is not kept."""
    found = suggestions(
        records=request.standing.records, at=clock.now(), point=_from(request, asked), most=asked.limit
    )
    cards = cards_by_id([each.activity for each in found.items])
    items = [
        {
            "activity": activity_facts(cards[each.activity]),
            "post": each.post,
            "distance_m": None if each.metres is None else round(each.metres),
            "reasons": [{"code": why.code, "sentence": why.sentence} for why in each.reasons],
        }
        for each in found.items if each.activity in cards
    ]  # fmt: skip
    against = [{"code": why.code, "sentence": why.sentence} for why in found.against]
    return plain_answer({"personal": found.personal, "against": against, "items": items})


@calls.put("/me/suggestions/order", volunteers, "推荐按不按我的情况排", OrderShape)
def put_order(request: Asking, form: OrderForm) -> HttpResponse:
    """Ranked for me, or by time alone; the same again changes nothing."""
    volunteer = Volunteer.objects.get(pk=require_volunteer(request.standing))
    choose_order(by=request.standing, volunteer=volunteer, personal=form.personal, at=clock.now())
    return answer(OrderShape(personal=form.personal))


def _from(request: Asking, asked: SuggestionQuery) -> Point | None:
    if asked.near or asked.station is None:
        return point_of(asked.near)
    found = point_of_station(request.standing.city, asked.station)
    if found is None:
        raise NotFound
    return found
