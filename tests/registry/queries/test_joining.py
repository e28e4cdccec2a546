"""Who reads which organisation, membership and application; what lies outside is not found."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.core.errors import NotFound
from redvest.registry.choices import BodyState, JoinKind, JoinState
from redvest.registry.membership_errors import JoinUnknown
from redvest.registry.models import Body, JoinRequest, Membership, Volunteer
from redvest.registry.policy import GUEST_STANDING
from redvest.registry.queries.joining import (
    answered_of,
    join_request_at,
    join_request_of,
    membership_history,
    public_body,
    standing_in_body,
    waiting_at,
    waiting_of,
)
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db


def asked(person: Volunteer, body: Body, **given: Any) -> JoinRequest:
    said = {"kind": JoinKind.APPLICATION, "asked_at": NOW, **given}
    return JoinRequest.objects.create(city=body.city, body=body, volunteer=person, **said)


def belongs(person: Volunteer, body: Body, joined: date, left: date | None = None) -> Membership:
    return Membership.objects.create(
        city=body.city, body=body, volunteer=person, joined_on=joined, left_on=left
    )


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (BodyState.ACTIVE, True),
        (BodyState.SUSPENDED, True),
        (BodyState.EXITED, True),
        (BodyState.APPLIED, False),
        (BodyState.REFUSED, False),
    ],
)
def test_everybody_knows_of_those_that_were_approved(state: BodyState, shown: bool) -> None:
    body = make.make_body(state=state)
    if shown:
        assert public_body(CITY, body.pk) == body
    else:
        with pytest.raises(NotFound):
            public_body(CITY, body.pk)


def test_another_citys_and_nobodys_are_not_found() -> None:
    abroad = make.make_body(city="410800", region=make.make_other_city())
    for key in (abroad.pk, uuid4()):
        with pytest.raises(NotFound):
            public_body(CITY, key)


def test_memberships_of_now_come_first_then_the_latest_that_ended() -> None:
    person = make.make_volunteer()
    old, newer, now = make.make_body(), make.make_body(), make.make_body()
    belongs(person, old, date(2020, 1, 1), date(2021, 1, 1))
    belongs(person, newer, date(2020, 1, 1), date(2024, 1, 1))
    belongs(person, now, date(2019, 1, 1))
    belongs(make.make_volunteer(), old, date(2020, 1, 1))
    assert [each.body for each in membership_history(person.pk)] == [now, newer, old]


def test_what_waits_and_what_was_refused() -> None:
    person, body = make.make_volunteer(), make.make_body()
    refused = asked(person, body, state=JoinState.DECLINED, decided_at=NOW, note="满了")
    asked(person, make.make_body(), state=JoinState.WITHDRAWN)
    asked(person, make.make_body(), kind=JoinKind.INVITATION, state=JoinState.DECLINED, decided_at=NOW)
    first = asked(person, body)
    second = asked(person, make.make_body(), asked_at=NOW + timedelta(hours=1), kind=JoinKind.INVITATION)
    other = asked(make.make_volunteer(), body, asked_at=NOW - timedelta(hours=1))
    assert list(waiting_of(person.pk)) == [second, first]
    assert list(answered_of(person.pk)) == [refused]
    assert list(waiting_at(body)) == [other, first], "the oldest first"


def test_ones_own_and_an_organisations_own() -> None:
    person, body = make.make_volunteer(), make.make_body()
    mine = asked(person, body)
    by = make.volunteer_standing(person)
    assert join_request_of(by, mine.pk) == mine
    assert join_request_at(body, mine.pk) == mine
    for stranger in (
        make.volunteer_standing(make.make_volunteer()),
        make.make_body_admin(body),
        GUEST_STANDING(CITY),
    ):
        with pytest.raises(JoinUnknown):
            join_request_of(stranger, mine.pk)
    with pytest.raises(JoinUnknown):
        join_request_at(make.make_body(), mine.pk)
    with pytest.raises(JoinUnknown):
        join_request_of(by, uuid4())


def test_how_somebody_stands_to_an_organisation() -> None:
    person, body = make.make_volunteer(), make.make_body()
    by = make.volunteer_standing(person)
    assert standing_in_body(by, body) == ""
    request = asked(person, body)
    assert standing_in_body(by, body) == "application"
    JoinRequest.objects.filter(pk=request.pk).update(kind=JoinKind.INVITATION)
    assert standing_in_body(by, body) == "invitation"
    belongs(person, body, date(2025, 1, 1))
    assert standing_in_body(by, body) == "member"
    Membership.objects.update(left_on=date(2025, 2, 1))
    JoinRequest.objects.update(state=JoinState.ACCEPTED)
    assert standing_in_body(by, body) == ""
    assert standing_in_body(make.make_member(), body) == ""


@pytest.mark.parametrize("count", [1, 3])
def test_one_query_each_however_many(count: int) -> None:
    person = make.make_volunteer()
    for _ in range(count):
        belongs(person, make.make_body(), date(2025, 1, 1))
        asked(person, make.make_body())
    with CaptureQueriesContext(connection) as spent:
        names = [each.body.name for each in membership_history(person.pk)]
        names += [each.body.name for each in waiting_of(person.pk)]
    assert len(names) == 2 * count and len(spent) == 2
