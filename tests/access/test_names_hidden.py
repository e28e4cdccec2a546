"""No page, call or file that a guest can open says a volunteer's whole name unless its owner publishes it (PIPL art. 25)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from redvest.registry.models import Volunteer
from redvest.service.models import Activity
from tests.access.actors import lay_ground
from tests.access.asking import doors
from tests.access.rows import make_rows
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
NAME = "上官霓裳雁"


@pytest.fixture(autouse=True)
def ten_in_the_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_guest_reads_no_whole_name_anywhere() -> None:
    """The person has a sign-up, hours, a certificate, a report and more; a leader of activities has a record too."""
    rows = make_rows(lay_ground())
    Volunteer.objects.filter(pk=rows.volunteer.pk).update(name=NAME)
    Activity.objects.update(leader=rows.volunteer.account, leader_name=NAME)
    guest, opened = Client(raise_request_exception=False), 0
    for door in doors():
        if door.method != "GET":
            continue
        path = door.address
        for value in rows.values(path):
            path = re.sub(r"<[^>]+>", str(value), path, count=1)
        answer = guest.get(f"/{path}")
        if answer.status_code != 200:
            continue
        opened += 1
        data = b"".join(answer.streaming_content) if answer.streaming else answer.content
        for spelt in (NAME.encode(), NAME.encode("unicode_escape"), NAME.encode("utf-16-be")):
            assert spelt not in data, f"{door} says the whole name"
    assert opened > 30
