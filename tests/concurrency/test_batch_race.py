"""Two workers at one batch: every person once, and the batch is closed once."""

from __future__ import annotations

import pytest

from redvest.core.models import AuditLine
from redvest.registry.models import Membership
from redvest.service.actions.batch import BatchForm, ask_batch, issue_next
from redvest.service.models import Certificate, CertificateBatch, CertificateBatchItem
from tests.factories import registry
from tests.factories.race import at_once
from tests.factories.registry import CITY, NOW
from tests.factories.service import make_entry


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_a_batch_and_issue_nothing_twice() -> None:
    team = registry.make_body()
    people = [registry.make_volunteer(name=f"学生{n}") for n in range(12)]
    for each in people:
        Membership.objects.create(city=CITY, body=team, volunteer=each, joined_on=NOW.date())
        make_entry(volunteer=each, body=team)
    batch = ask_batch(
        by=registry.make_body_admin(team), body=team, form=BatchForm([each.pk for each in people]), at=NOW
    )

    def work() -> int:
        done = 0
        while issue_next(batch_id=batch.pk, at=NOW):
            done += 1
        return done

    found = at_once(work, work, work)

    assert all(isinstance(each, int) for each in found), found
    assert sum(each for each in found if isinstance(each, int)) == 12
    assert Certificate.objects.count() == 12
    assert Certificate.objects.values("volunteer").distinct().count() == 12
    assert not CertificateBatchItem.objects.filter(certificate__isnull=True).exists()
    assert CertificateBatch.objects.get().finished_at is not None
    assert AuditLine.objects.filter(verb="finish_batch").count() == 1
