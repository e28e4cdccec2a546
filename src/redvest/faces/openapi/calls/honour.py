"""One's own stars, points and time bank."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from redvest.core import clock
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, volunteers
from redvest.faces.openapi.shapes.honour import Lot, Moved, Purse, Purses, Stars, StarStory
from redvest.honour.queries.ledger import lots_of, own_accounts, statements
from redvest.honour.queries.star import my_stars
from redvest.honour.rules.ledger import soonest_first, usable
from redvest.registry.models import Volunteer
from redvest.registry.policy import require_volunteer

calls = Calls("荣誉")
MOST = 200


@calls.get("/me/stars", volunteers, "我的星级", Stars)
def stars_of_mine(request: Asking) -> HttpResponse:
    """What counts, what is held, what is missing for the next, and every application."""
    by = request.standing
    me = Volunteer.objects.get(pk=require_volunteer(by))
    found = my_stars(me, by.records, clock.day_of(clock.now()))
    story = [
        StarStory(
            id=each.pk, level=each.level, state=each.state, applied_at=each.applied_at, number=each.number,
            publicity_from=each.publicity_from, publicity_until=each.publicity_until, granted_at=each.granted_at,
        )
        for each in found.awards
    ]  # fmt: skip
    level = found.next_level
    return answer(
        Stars(
            minutes=found.record.minutes,
            held=sorted(found.record.held),
            next_level=level,
            wanted=found.terms.minutes(level) if level else None,
            missing=found.missing.sentences(),
            story=story,
        )
    )


@calls.get("/me/points", volunteers, "我的积分和时间银行", Purses)
def my_points(request: Asking) -> HttpResponse:
    """Two ledgers apart: their units are never added up, and are no money."""
    by, on = request.standing, clock.day_of(clock.now())
    require_volunteer(by)
    accounts = list(own_accounts(by))
    keys = [each.pk for each in accounts]
    lots = lots_of(keys)
    moved: dict[Any, list[Any]] = dict(statements(keys, MOST))  # each with ``moved``
    items = []
    for account in accounts:
        held = usable(lots[account.pk], on)
        items.append(
            Purse(
                id=account.pk, ledger=account.ledger, balance=sum(held.values()),
                lots=[Lot(amount=amount, expires_on=day) for day, amount in soonest_first(held)],
                lines=[
                    Moved(kind=each.kind, at=each.at, amount=each.moved, entry=each.entry_id, reason=each.reason)
                    for each in moved[account.pk]
                ],
            )
        )  # fmt: skip
    return answer(Purses(items=items))
