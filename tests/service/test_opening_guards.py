"""What the tables of openings refuse by themselves, whoever writes to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from redvest.service.models import DrawEntry, Opening, OpeningStage, RoomTicket
from tests.factories.registry import CITY, NOW, make_volunteer
from tests.factories.service import make_post

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def opening(**more: Any) -> Opening:
    return Opening.objects.create(post=make_post(), city=CITY, announced_at=NOW, opens_at=NOW + HOUR, **more)


def refused(name: str, write: Any) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


LOTTERY = {"mode": "lottery", "closes_at": NOW + 2 * HOUR, "draws_at": NOW + 2 * HOUR}


def test_a_lottery_closes_and_is_drawn_after_it_opens() -> None:
    assert opening(**LOTTERY).mode == "lottery"
    for wrong in (
        {"closes_at": NOW + HOUR},
        {"draws_at": NOW + HOUR},
        {"closes_at": None},
        {"draws_at": None},
    ):
        refused("lottery_closes_then_draws", lambda wrong=wrong: opening(**LOTTERY | wrong))
    assert Opening.objects.count() == 1


def test_a_cap_has_its_days_and_both_are_more_than_none() -> None:
    assert opening(most_each=1, within_days=1).most_each == 1
    for wrong in ({"most_each": 1}, {"within_days": 30}, {"most_each": 0, "within_days": 30}):
        refused("cap_has_its_days", lambda wrong=wrong: opening(**wrong))


def test_a_room_stands_before_first_come_only_and_lets_somebody_in() -> None:
    assert opening(waiting_room=True).waiting_room
    refused("room_before_first_come", lambda: opening(waiting_room=True, **LOTTERY))
    refused("room_before_first_come", lambda: opening(waiting_room=True, admit_per_second=0))


def test_one_opening_a_post_and_stages_in_one_order() -> None:
    made = opening(mode="staged")
    refused("pkey", lambda: Opening.objects.create(post=made.post, city=CITY, announced_at=NOW, opens_at=NOW))
    stage = {"opening": made, "order": 0, "group": "all", "opens_at": NOW, "places": 1}
    OpeningStage.objects.create(**stage)
    refused("one_stage_per_turn", lambda: OpeningStage.objects.create(**stage))


def test_one_entry_each_with_a_number_and_a_rank_of_its_own() -> None:
    made, me, other = opening(**LOTTERY), make_volunteer(), make_volunteer()

    def enter(who: Any, number: int, rank: int | None = None) -> DrawEntry:
        return DrawEntry.objects.create(opening=made, volunteer=who, number=number, entered_at=NOW, rank=rank)

    enter(me, 1, 1)
    refused("one_entry_each", lambda: enter(me, 2))
    refused("one_number_each", lambda: enter(other, 1))
    refused("one_rank_each", lambda: enter(other, 2, 1))
    assert enter(other, 2, 2).rank == 2
    assert enter(make_volunteer(), 3).rank is enter(make_volunteer(), 4).rank is None


def test_one_ticket_each_and_numbers_apart_while_the_early_have_none() -> None:
    made, people = opening(waiting_room=True), [make_volunteer() for _n in range(4)]

    def arrive(who: Any, number: int | None = None) -> RoomTicket:
        return RoomTicket.objects.create(opening=made, volunteer=who, arrived_at=NOW, number=number)

    arrive(people[0])
    arrive(people[1])
    refused("one_ticket_each", lambda: arrive(people[0]))
    arrive(people[2], 1)
    refused("one_ticket_number_each", lambda: arrive(people[3], 1))


def test_what_hangs_on_a_post_goes_with_it() -> None:
    made = opening(**LOTTERY)
    DrawEntry.objects.create(opening=made, volunteer=make_volunteer(), number=1, entered_at=NOW)
    made.post.delete()
    assert not Opening.objects.exists() and not DrawEntry.objects.exists()
    assert str(opening(mode="staged")).endswith("分批开放")
