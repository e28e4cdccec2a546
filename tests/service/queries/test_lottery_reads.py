"""What is public of a lottery: the list as it was fixed, ranks and outcomes once drawn, and no person in any of it."""

from __future__ import annotations

import pytest

from redvest.registry.models import Volunteer
from redvest.service.actions.draw_entry import close_entries, withdraw_entry
from redvest.service.actions.log_head import sign_head
from redvest.service.actions.lottery import draw
from redvest.service.choices import ActivityState
from redvest.service.models import Activity, DrawEntry
from redvest.service.opening_errors import LotteryNotFound
from redvest.service.queries.lottery import (
    counts,
    draws_due,
    entry_of,
    first_head_after,
    listed_numbers,
    lottery,
    published_lines,
    winners,
)
from tests.factories.opening import (
    CLOSES,
    DRAWS,
    HOUR,
    MINUTE,
    OPENS,
    announce,
    announce_lottery,
    enter,
    someone,
)
from tests.factories.registry import CITY
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db


def test_nothing_is_published_before_the_list_is_fixed() -> None:
    opening = announce_lottery()
    enter(opening, someone(), someone())
    assert list(published_lines(opening)) == [] and listed_numbers(opening) == []
    close_entries(at=CLOSES)
    opening.refresh_from_db()
    assert list(published_lines(opening)) == [(1, None, ""), (2, None, "")]
    assert counts(opening) == {"entries": 2, "won": 0, "waiting": 0}


def test_drawn_ones_come_in_their_order_with_no_reason_against_anybody() -> None:
    opening = announce_lottery(make_post(places=2))
    people = [someone() for _n in range(6)]
    enter(opening, *people)
    close_entries(at=CLOSES)
    withdraw_entry(by=people[4], post_id=opening.pk, at=CLOSES)
    Volunteer.objects.filter(pk=people[5].volunteer_id).update(state="suspended")
    draw(post_id=opening.pk, at=DRAWS)
    opening.refresh_from_db()
    lines = list(published_lines(opening))
    assert [rank for _number, rank, _outcome in lines] == [1, 2, 3, 4, 5, 6]
    told = {number: outcome for number, _rank, outcome in lines}
    assert (told[5], told[6]) == ("withdrawn", "passed")
    assert sorted(told.values()) == ["passed", "waiting", "waiting", "withdrawn", "won", "won"]
    assert DrawEntry.objects.get(number=6).outcome == "inactive"
    assert counts(opening) == {"entries": 6, "won": 2, "waiting": 2}
    assert winners(opening, 1) == [number for number, _rank, outcome in lines if outcome == "won"][:1]


def test_the_first_head_after_the_end_of_entry_and_no_other() -> None:
    opening = announce_lottery()
    sign_head(city=CITY, at=CLOSES - MINUTE)
    assert first_head_after(opening) is None
    first, second = (sign_head(city=CITY, at=CLOSES + n * MINUTE) for n in range(2))
    assert first_head_after(opening) == first != second


def test_due_are_those_of_living_activities_whose_moment_has_come() -> None:
    due, later, off, plain = (
        announce_lottery(),
        announce_lottery(draws_at=DRAWS + HOUR),
        announce_lottery(),
        announce(),
    )
    Activity.objects.filter(posts=off.post).update(state=ActivityState.CANCELLED)
    assert draws_due(DRAWS - MINUTE, 9) == []
    assert draws_due(DRAWS, 9) == [due.pk]
    assert draws_due(DRAWS + HOUR, 9) == [due.pk, later.pk] and draws_due(DRAWS + HOUR, 1) == [due.pk]
    draw(post_id=due.pk, at=DRAWS)
    assert draws_due(DRAWS, 9) == [] and plain.drawn_at is None


def test_a_lottery_is_found_while_its_activity_is_public() -> None:
    opening = announce_lottery(make_post(activity=make_activity()))
    for state, found in (
        (ActivityState.PUBLISHED, True),
        (ActivityState.CLOSED, True),
        (ActivityState.CANCELLED, True),
        (ActivityState.DRAFT, False),
        (ActivityState.REFUSED, False),
    ):
        Activity.objects.update(state=state)
        if found:
            assert lottery(CITY, opening.pk) == opening
            continue
        with pytest.raises(LotteryNotFound):
            lottery(CITY, opening.pk)
    with pytest.raises(LotteryNotFound):
        lottery("410800", opening.pk)


def test_ones_own_entry_is_found_under_every_record_and_nobodys_for_a_guest() -> None:
    opening, by = announce_lottery(), someone()
    entry = enter(opening, by, at=OPENS)[0]
    other = someone().volunteer_id
    assert other is not None and by.volunteer_id is not None
    assert entry_of(opening, (other, by.volunteer_id)) == entry
    assert entry_of(opening, ()) is None and entry_of(opening, (other,)) is None
