"""Slips and cards: one slip is used once however many hands hold it, one person has one live card."""

from __future__ import annotations

from functools import partial

import pytest
from django.conf import settings

from redvest.core.models import AuditLine
from redvest.service.actions.card import issue_card
from redvest.service.actions.hour_code import make_hour_codes, redeem_hour_code
from redvest.service.code_errors import HourCodeUsed
from redvest.service.models import HourCode, VolunteerCard
from redvest.service.queries.codes import HOUR_CODE_CONTEXT
from tests.factories.race import at_once
from tests.factories.registry import NOW, make_leader, make_volunteer, volunteer_standing
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def activity():
    return make_activity(starts_at=NOW, hours=2)


def people(activity, count):
    post = make_post(activity=activity, places=count + 1)
    return [
        volunteer_standing(make_signup(post=post, volunteer=make_volunteer()).volunteer) for _ in range(count)
    ]


def slips(activity, count):
    codes = make_hour_codes(by=make_leader(activity.body), activity=activity, count=count, minutes=60, at=NOW)
    return [settings.REDVEST_KEYRING.decrypt(bytes(code.sealed), context=HOUR_CODE_CONTEXT) for code in codes]


def test_eight_people_with_copies_of_one_slip(activity):
    (slip,) = slips(activity, 1)
    everybody = people(activity, 8)

    results = at_once(*(partial(redeem_hour_code, by=by, code=slip, at=NOW + HOUR) for by in everybody))

    winners = [result for result in results if isinstance(result, HourCode)]
    assert len(winners) == 1
    assert all(isinstance(result, HourCodeUsed) for result in results if result not in winners)
    assert HourCode.objects.get().volunteer_id == winners[0].volunteer_id
    assert AuditLine.objects.filter(verb="redeem_hour_code").count() == 1


def test_one_person_with_many_slips_at_once(activity):
    (by,) = people(activity, 1)

    results = at_once(
        *(partial(redeem_hour_code, by=by, code=slip, at=NOW + HOUR) for slip in slips(activity, 6))
    )

    assert sum(isinstance(result, HourCode) for result in results) == 1
    assert sum(isinstance(result, HourCodeUsed) for result in results) == 5
    assert HourCode.objects.filter(volunteer_id=by.volunteer_id).count() == 1


def test_pressing_twice_is_pressing_once(activity):
    (slip,) = slips(activity, 1)
    (by,) = people(activity, 1)

    results = at_once(*(partial(redeem_hour_code, by=by, code=slip, at=NOW + HOUR) for _ in range(5)))

    assert all(isinstance(result, HourCode) for result in results), results
    assert AuditLine.objects.filter(verb="redeem_hour_code").count() == 1


@pytest.mark.parametrize("renew", [False, True])
def test_a_person_has_one_live_card_whoever_presses(renew):
    volunteer = make_volunteer()
    by = volunteer_standing(volunteer)
    issue_card(by=by, volunteer=volunteer, at=NOW)

    results = at_once(
        *(partial(issue_card, by=by, volunteer=volunteer, renew=renew, at=NOW + HOUR) for _ in range(6))
    )

    assert all(isinstance(result, VolunteerCard) for result in results), results
    cards = VolunteerCard.objects.filter(volunteer=volunteer)
    assert cards.filter(revoked_at__isnull=True).count() == 1
    assert sorted(cards.values_list("serial", flat=True)) == list(range(1, cards.count() + 1))
    assert cards.count() == (7 if renew else 1)
