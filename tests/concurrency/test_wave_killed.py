"""kill -9 while a wave goes out: nobody of it was asked, or all were, each once; and the next clock goes on."""

from __future__ import annotations

import pytest

from redvest.care.actions.dispatch import ask_in_waves
from redvest.care.actions.wave import send_due_waves
from redvest.care.choices import NeedState
from redvest.care.models import Dispatch, NeedAsk, NeedStep
from redvest.registry.models import Message
from tests.concurrency.test_killed import OPENING, run_and_kill
from tests.factories import registry as make
from tests.factories.care import make_need
from tests.factories.dispatch import HOUR
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db(transaction=True)
SENDER = (
    OPENING
    + """
import time
from redvest.care.actions import wave
plain = wave.tell_asked
def slowly(**named):  # so that a kill falls between two of the askings
    time.sleep(0.05)
    return plain(**named)
wave.tell_asked = slowly
print("up", flush=True)
wave.send_due_waves(city=given["city"], at=at)
print("done", flush=True)
"""
)


def test_a_wave_that_is_killed_asked_nobody_or_everybody() -> None:
    for _ in range(14):
        make.make_volunteer()
    ask_in_waves(by=make.make_officer(), need=make_need(state=NeedState.QUEUED), at=NOW)
    late = NOW + HOUR
    for turn in range(3):
        run_and_kill(SENDER, 0.05 + 0.1 * turn, at=late.isoformat())
        waves = Dispatch.objects.get().waves
        assert NeedAsk.objects.count() == 5 * waves == Message.objects.count()
        assert NeedStep.objects.filter(verb="send_wave").count() == waves
    send_due_waves(city=CITY, at=late)
    assert (Dispatch.objects.get().waves, NeedAsk.objects.count()) == (2, 10)
    assert send_due_waves(city=CITY, at=late) == 0
    assert NeedAsk.objects.values("volunteer").distinct().count() == 10
