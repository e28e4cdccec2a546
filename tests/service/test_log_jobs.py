"""The log's recurring jobs, as the clock calls them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.jobs import recurring
from redvest.service import jobs
from redvest.service.models import LogCheck, LogHead, LogLeaf
from tests.factories.log import CITY, make_entries
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


def test_the_clock_seals_every_minute_and_verifies_every_night():
    crons = {job.name: job.cron for job in recurring()}
    assert crons["seal-log"] == "* * * * *"
    assert crons["verify-log"] == "23 2 * * *"


def test_sealing_and_verifying():
    make_entries(2)
    jobs.seal_logs(NOW)
    jobs.seal_logs(NOW + timedelta(minutes=1))
    assert (LogLeaf.objects.filter(city=CITY).count(), LogHead.objects.count()) == (2, 1)
    jobs.check_logs(NOW)
    check = LogCheck.objects.get()
    assert (check.city, check.size, check.held) == (CITY, 2, True)
