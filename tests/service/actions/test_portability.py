"""The copy that a person takes along: everything, readable, theirs alone, and on record."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest

from redvest.core.errors import NotAllowed
from redvest.registry.models import Membership, SharingLine
from redvest.service.actions.portability import take_copy
from redvest.service.choices import Grade
from redvest.service.queries.portability import SCHEMA
from tests.factories import registry as make
from tests.factories import service

pytestmark = pytest.mark.django_db


def test_the_zip_holds_everything_as_json_and_pdf() -> None:
    person, body = make.make_volunteer(name="李明霞"), make.make_body()
    Membership.objects.create(city=person.city, body=body, volunteer=person, joined_on=date(2025, 1, 1))
    entry = service.make_entry(volunteer=person, body=body, minutes=195, grade=Grade.A)
    signup = service.make_signup(
        post=service.make_post(activity=service.make_activity(body=body)), volunteer=person
    )
    service.make_entry(volunteer=make.make_volunteer(), body=body, minutes=60)

    box = zipfile.ZipFile(
        io.BytesIO(take_copy(by=make.volunteer_standing(person), volunteer=person, at=make.NOW))
    )

    assert sorted(box.namelist()) == ["copy.pdf", "data.json"]
    assert box.read("copy.pdf").startswith(b"%PDF-")
    data = json.loads(box.read("data.json"))
    assert data["schema"] == SCHEMA
    assert data["profile"]["name"] == "李明霞"
    assert [each["body"] for each in data["memberships"]] == [body.name]
    assert [(each["id"], each["minutes"], each["commitment"]) for each in data["hours"]] == [
        (str(entry.pk), 195, bytes(entry.commitment).hex())
    ]
    assert [each["id"] for each in data["signups"]] == [str(signup.pk)]
    for key in (
        "consents",
        "attendance",
        "certificates",
        "training",
        "awards",
        "evaluations",
        "messages",
        "given_to",
    ):
        assert key in data
    line = SharingLine.objects.get()
    assert (line.kind, line.volunteer_ids) == ("self", [person.pk])


def test_nobody_takes_anothers() -> None:
    person = make.make_volunteer()
    with pytest.raises(NotAllowed):
        take_copy(by=make.volunteer_standing(make.make_volunteer()), volunteer=person, at=make.NOW)
    assert not SharingLine.objects.exists()
