"""kill -9 while a lottery is drawn: all of the draw or nothing of it, and the next run draws the very same."""

from __future__ import annotations

from collections import Counter

import pytest

from redvest.core.identifiers import uuid7
from redvest.service.actions.draw_entry import close_entries
from redvest.service.actions.log_head import sign_head
from redvest.service.actions.lottery import draw
from redvest.service.models import DrawEntry, Opening, Post, SignUp
from redvest.service.rules.lottery import draw_order
from tests.concurrency.test_killed import OPENING, run_and_kill
from tests.factories.opening import CLOSES, DRAWS, OPENS, announce_lottery
from tests.factories.registry import CITY, make_volunteer
from tests.factories.service import make_post

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, PLACES = 60, 7
DRAWER = (
    OPENING
    + """
from redvest.service.actions import lottery
lottery._CHUNK = 1  # many steps, so that a kill falls between two of them
print("up", flush=True)
lottery.draw(post_id=UUID(given["post"]), at=at)
"""
)


def test_a_draw_that_is_killed_did_not_happen_and_comes_out_the_same() -> None:
    opening = announce_lottery(make_post(places=PLACES))
    people = [make_volunteer() for _n in range(PEOPLE)]
    DrawEntry.objects.bulk_create(
        DrawEntry(id=uuid7(), opening=opening, volunteer=each, number=n, entered_at=OPENS)
        for n, each in enumerate(people, 1)
    )
    Opening.objects.update(last_number=PEOPLE)
    close_entries(at=CLOSES)
    sign_head(city=CITY, at=CLOSES)
    for turn in range(3):
        run_and_kill(DRAWER, 0.05 + 0.12 * turn, post=str(opening.pk), at=DRAWS.isoformat())
        drawn = Opening.objects.get(pk=opening.pk).drawn_at is not None
        assert SignUp.objects.count() == (PEOPLE if drawn else 0)
        assert Post.objects.get(pk=opening.pk).taken == (PLACES if drawn else 0)
    draw(post_id=opening.pk, at=DRAWS)
    opening.refresh_from_db()
    order = draw_order(opening.seed, opening.beacon, range(1, PEOPLE + 1))
    assert list(DrawEntry.objects.order_by("rank").values_list("number", flat=True)) == order
    assert Counter(SignUp.objects.values_list("state", flat=True)) == {
        "confirmed": PLACES,
        "waiting": PEOPLE - PLACES,
    }
