"""Two phones find the network at the same moment and send what they saw of the same people."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from redvest.service.actions.attendance import ScanForm, my_code
from redvest.service.actions.offline import Merged, merge_queue, take_roster
from redvest.service.choices import Direction
from redvest.service.models import Attendance, Scan
from tests.factories.race import at_once
from tests.factories.registry import NOW, make_leader, make_volunteer, volunteer_standing
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


def test_two_phones_send_at_once() -> None:
    activity = make_activity(starts_at=NOW, hours=4)
    leader = make_leader(activity.body)
    post = make_post(activity=activity, places=20)
    people = [make_signup(post=post, volunteer=make_volunteer()).volunteer for _ in range(10)]
    carried = take_roster(by=leader, activity=activity, people=[], at=NOW)

    def queue(phone: int) -> list[ScanForm]:
        """The same code seen by both phones on the way in; ways out on the second phone alone."""
        scans = []
        for n, person in enumerate(people):
            came = NOW + n * MINUTE
            code = my_code(by=volunteer_standing(person), at=came).text
            at = came + timedelta(seconds=3 * phone)
            scans.append(ScanForm(nonce=f"{phone}-{n}-in", direction=Direction.IN, at=at, code=code))
            if phone:
                gone = NOW + (100 + n) * MINUTE
                code = my_code(by=volunteer_standing(person), at=gone).text
                scans.append(ScanForm(nonce=f"{n}-out", direction=Direction.OUT, at=gone, code=code))
        return scans

    def send(phone: int) -> Merged:
        at = NOW + 4 * HOUR
        return merge_queue(
            by=leader, activity=activity, carried=carried, scans=queue(phone), at=at, sent_at=at
        )

    told = at_once(*[partial(send, phone) for phone in (0, 1, 1, 0)])

    assert not [fault for fault in told if isinstance(fault, Exception)]
    assert Scan.objects.count() == 20
    stays = Attendance.objects.order_by("in_at").values_list("volunteer_id", "in_at", "out_at")
    assert list(stays) == [
        (person.pk, NOW + n * MINUTE, NOW + (100 + n) * MINUTE) for n, person in enumerate(people)
    ]
