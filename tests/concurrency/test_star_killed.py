"""kill -9 while stars are granted: each is granted wholly, with its line and its notice, or not at all; the next run goes on."""

from __future__ import annotations

import pytest

from redvest.core.models import AuditLine
from redvest.honour.actions.star_publicity import grant_due_stars
from redvest.honour.choices import StarState
from redvest.honour.models import StarAward
from redvest.registry.models import Message
from tests.concurrency.test_killed import OPENING, run_and_kill
from tests.factories.registry import CITY, NOW, make_volunteer
from tests.factories.star import DAY, make_star, serve

pytestmark = pytest.mark.django_db(transaction=True)
GRANTER = (
    OPENING
    + """
import time
from redvest.honour.actions import star_publicity
plain = star_publicity.tell_owner
def slowly(**named):  # so that a kill falls between a grant and its notice
    time.sleep(0.05)
    return plain(**named)
star_publicity.tell_owner = slowly
print("up", flush=True)
star_publicity.grant_due_stars(city=given["city"], at=at)
print("done", flush=True)
"""
)


def test_a_killed_worker_granted_some_wholly_and_the_others_not_at_all() -> None:
    for _ in range(12):
        person = make_volunteer()
        serve(person, 100)
        make_star(volunteer=person, state=StarState.IN_PUBLICITY)
    after = NOW + 7 * DAY
    for turn in range(3):
        run_and_kill(GRANTER, 0.1 + 0.1 * turn, at=after.isoformat())
        granted = StarAward.objects.filter(state=StarState.GRANTED).count()
        assert AuditLine.objects.filter(verb="grant_star").count() == granted == Message.objects.count()
    rest = StarAward.objects.filter(state=StarState.IN_PUBLICITY).count()
    assert grant_due_stars(city=CITY, at=after) == rest
    assert Message.objects.values("account").distinct().count() == 12 == Message.objects.count()
    assert grant_due_stars(city=CITY, at=after) == 0
