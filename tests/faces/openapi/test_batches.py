"""Batches over the API: asked for, worked through, told about."""

from __future__ import annotations

import pytest

from redvest.registry.models import Membership
from redvest.service.actions.batch import issue_next
from redvest.service.models import CertificateBatch
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db


def test_a_batch_goes_from_nothing_to_numbers_and_reasons() -> None:
    body = make.make_body()
    head = caller_for(make.make_body_admin(body))
    people = [make.make_volunteer() for _ in range(2)]
    for each in people:
        Membership.objects.create(city=CITY, body=body, volunteer=each, joined_on=NOW.date())
    make_entry(volunteer=people[0], body=body)
    form = {"body": str(body.pk), "volunteers": [str(each.pk) for each in people], "title": "三年级"}

    asked = head.post("/certificates/batches", form)

    assert asked.status_code == 201
    begun = asked.json()
    assert (begun["total"], begun["issued"], begun["percent"], begun["finished_at"]) == (2, 0, 0, None)
    while issue_next(batch_id=begun["id"], at=NOW):
        pass
    ended = head.get(f"/certificates/batches/{begun['id']}").json()
    assert (ended["issued"], ended["refused"], ended["percent"]) == (1, 1, 100)
    assert ended["refusals"][0]["volunteer"] == str(people[1].pk)
    assert ended["refusals"][0]["code"] == "nothing-to-certify"
    (number,) = ended["numbers"]
    assert Caller().get(f"/certificates/{number}").json()["status"] == "valid"


def test_people_whom_the_body_does_not_know_are_named_and_nothing_is_queued() -> None:
    body, stranger = make.make_body(), make.make_volunteer()
    head = caller_for(make.make_body_admin(body))

    answer = head.post("/certificates/batches", {"body": str(body.pk), "volunteers": [str(stranger.pk)]})

    assert problem(answer, 422, "people-unknown")["unknown"] == [str(stranger.pk)]
    assert not CertificateBatch.objects.exists()


def test_an_empty_list_and_one_too_long_are_refused() -> None:
    body = make.make_body()
    head = caller_for(make.make_body_admin(body))
    one = str(make.make_volunteer().pk)
    for people in ([], [one] * 1001):
        answer = head.post("/certificates/batches", {"body": str(body.pk), "volunteers": people})
        assert answer.status_code == 422
