"""The waiting room: a number each, drawn among the early, counted on for the late, and let in at its second."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest

from redvest.core.errors import Unauthenticated
from redvest.core.models import AuditLine
from redvest.registry.errors import NoVolunteerRecord
from redvest.registry.policy import GUEST_STANDING
from redvest.service.actions.activity import cancel_activity
from redvest.service.actions.room import draw_numbers, take_ticket
from redvest.service.actions.signup import sign_up
from redvest.service.models import Opening, RoomTicket, SignUp
from redvest.service.opening_errors import NotYourTurn, OpeningNotFound
from redvest.service.signup_errors import AlreadySignedUp
from tests.factories.opening import OPENS, announce, announce_lottery, someone
from tests.factories.registry import CITY, NOW, make_leader, make_member
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def room(**plan: object) -> Opening:
    return announce(make_post(places=50), **{"waiting_room": True, "admit_per_second": 2} | plan)


def numbers(opening: Opening) -> list[int | None]:
    return list(
        RoomTicket.objects.filter(opening=opening).order_by("number").values_list("number", flat=True)
    )


def test_the_early_have_no_number_until_the_opening_and_then_one_each() -> None:
    opening, people = room(), [someone() for _n in range(9)]
    for by in people:
        assert take_ticket(by=by, post_id=opening.pk, at=NOW).number is None
    assert not draw_numbers(post_id=opening.pk, at=OPENS - SECOND)
    assert draw_numbers(post_id=opening.pk, at=OPENS)
    assert numbers(opening) == list(range(1, 10))
    assert not draw_numbers(post_id=opening.pk, at=OPENS)
    opening.refresh_from_db()
    assert (opening.drawn_at, opening.last_number) == (OPENS, 9)
    assert AuditLine.objects.get(verb="open_room").details == {"early": 9}


def test_coming_very_early_gains_nothing() -> None:
    """Over many rooms the first to come are first about as often as the last."""
    first = 0
    for _round in range(24):
        opening, early, late = room(), someone(), someone()
        for by in (early, late):
            take_ticket(by=by, post_id=opening.pk, at=NOW)
        first += take_ticket(by=early, post_id=opening.pk, at=OPENS).number == 1
    assert 2 <= first <= 22


def test_the_late_stand_behind_in_the_order_of_their_coming() -> None:
    opening, early, late = room(), someone(), [someone() for _n in range(3)]
    take_ticket(by=early, post_id=opening.pk, at=NOW)
    given = [
        take_ticket(by=by, post_id=opening.pk, at=OPENS + n * SECOND).number for n, by in enumerate(late)
    ]
    assert given == [2, 3, 4]
    again = [take_ticket(by=by, post_id=opening.pk, at=OPENS).number for by in (*late, early)]
    assert again == [2, 3, 4, 1]


def test_an_empty_room_opens_too() -> None:
    opening = room()
    assert take_ticket(by=someone(), post_id=opening.pk, at=OPENS).number == 1


def test_numbers_are_let_in_at_their_second_and_everybody_gets_in_at_last() -> None:
    opening, people = room(admit_per_second=2), [someone() for _n in range(6)]
    for by in people:
        take_ticket(by=by, post_id=opening.pk, at=OPENS)
    for second in range(3):
        at = OPENS + second * SECOND
        before = SignUp.objects.count()
        for by in people:
            with suppress(NotYourTurn, AlreadySignedUp):
                sign_up(by=by, post_id=opening.pk, at=at)
        assert SignUp.objects.count() - before == 2
    assert SignUp.objects.filter(state="confirmed").count() == 6


def test_nobody_without_a_record_and_no_room_where_there_is_none() -> None:
    opening = room()
    with pytest.raises(NoVolunteerRecord):
        take_ticket(by=make_member(), post_id=opening.pk, at=NOW)
    with pytest.raises(Unauthenticated):
        take_ticket(by=GUEST_STANDING(CITY), post_id=opening.pk, at=NOW)
    for post_id in (announce().pk, announce_lottery().pk, make_post().pk, uuid4()):
        with pytest.raises(OpeningNotFound):
            take_ticket(by=someone(), post_id=post_id, at=NOW)
    assert not RoomTicket.objects.exists()


def test_an_activity_that_is_off_has_no_room() -> None:
    opening = announce(make_post(activity=make_activity()), waiting_room=True)
    activity = opening.post.activity
    cancel_activity(by=make_leader(activity.body), activity=activity, reason="下雨", at=NOW)
    with pytest.raises(OpeningNotFound):
        take_ticket(by=someone(), post_id=opening.pk, at=NOW)
