"""kill -9 while redemptions lapse: each went back wholly, with its stock, line and notice, or not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.models import AuditLine
from redvest.honour.actions.redeem_return import lapse_due
from redvest.honour.choices import RedemptionState
from redvest.honour.models import LedgerTransfer, Redemption
from redvest.registry.models import Message
from tests.concurrency.test_killed import OPENING, run_and_kill
from tests.factories.ledger import adds_up
from tests.factories.redeem import make_item, redeemed, shelves_add_up
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db(transaction=True)
LAPSER = (
    OPENING
    + """
import time
from redvest.honour.actions import redeem_return
plain = redeem_return.tell_lapsed
def slowly(**named):  # so that a kill falls between a return and its notice
    time.sleep(0.05)
    return plain(**named)
redeem_return.tell_lapsed = slowly
print("up", flush=True)
redeem_return.lapse_due(city=given["city"], at=at)
print("done", flush=True)
"""
)


def test_a_killed_worker_gave_back_some_wholly_and_the_others_not_at_all() -> None:
    item = make_item(stock=12)
    for _ in range(12):
        redeemed(item)
    Message.objects.all().delete()
    after = NOW + timedelta(days=15)
    for turn in range(3):
        run_and_kill(LAPSER, 0.1 + 0.1 * turn, at=after.isoformat())
        lapsed = Redemption.objects.filter(state=RedemptionState.LAPSED).count()
        lines = AuditLine.objects.filter(verb="lapse_redemption").count()
        assert (
            lines == lapsed == Message.objects.count() == LedgerTransfer.objects.filter(kind="return").count()
        )
        adds_up()
        shelves_add_up()
    rest = Redemption.objects.filter(state=RedemptionState.HELD).count()
    assert lapse_due(city=CITY, at=after) == rest and lapse_due(city=CITY, at=after) == 0
    item.refresh_from_db()
    assert item.stock == 12
