"""The copy that a person takes along: everything, readable, theirs alone, and on record."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest
from pypdf import PdfReader

from redvest.connectors.storage import storage
from redvest.core.errors import NotAllowed
from redvest.registry.models import (
    ChannelChoice,
    MailAddress,
    Membership,
    PushSubscription,
    Qualification,
    SharingLine,
    WeChatBond,
)
from redvest.registry.queries import secret
from redvest.service.actions.calendar_feed import renew_feed
from redvest.service.actions.portability import take_copy
from redvest.service.choices import Grade
from redvest.service.queries.portability import SCHEMA, whole_copy
from tests.factories import registry as make
from tests.factories import service
from tests.factories.reflection import TEXT, make_picture, make_reflection, make_service
from tests.factories.school import make_class, make_pupil

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


def test_classes_and_reflections_are_in_it() -> None:
    found = make_service()
    make_picture(make_reflection(found))
    make_pupil(make_class(name="三年级二班"), found.person)
    make_reflection()
    by = make.volunteer_standing(found.person)
    box = zipfile.ZipFile(io.BytesIO(take_copy(by=by, volunteer=found.person, at=make.NOW)))
    data = json.loads(box.read("data.json"))
    assert [(each["class"], each["state"]) for each in data["classes"]] == [("三年级二班", "in-class")]
    assert [(each["text"], each["shots"]) for each in data["reflections"]] == [(TEXT, 1)]
    assert data["words"]["reflections.state"]["written"] == "等审核"


def test_the_papers_are_in_it_and_codes_are_explained() -> None:
    person = make.make_volunteer()
    storage().write("qualification/paper", b"\xff\xd8 a photo")
    held = Qualification.objects.create(
        city=person.city, volunteer=person, kind="nurse", issued_by="市卫健委", issued_on=date(2025, 1, 1),
        proof_key="qualification/paper", proof_type="image/jpeg", submitted_at=make.NOW,
    )  # fmt: skip
    by = make.volunteer_standing(person)
    box = zipfile.ZipFile(io.BytesIO(take_copy(by=by, volunteer=person, at=make.NOW)))
    data = json.loads(box.read("data.json"))
    assert box.read(data["qualifications"][0]["file"]) == b"\xff\xd8 a photo"
    assert str(held.pk) in data["qualifications"][0]["file"]
    assert data["words"]["hours.grade"]["D"] and data["words"]["consents.purpose"]["publish-name"]
    assert "市卫健委" in "".join(
        "".join(each.extract_text() for each in PdfReader(io.BytesIO(box.read("copy.pdf"))).pages).split()
    )


def test_whole_numbers_only_when_asked_for() -> None:
    number = make.next_id_number()
    person = make.make_volunteer(id_number=number, phone="19907901234")
    by, shown = make.volunteer_standing(person), []
    for unmasked in (False, True):
        data = take_copy(by=by, volunteer=person, unmasked=unmasked, at=make.NOW)
        profile = json.loads(zipfile.ZipFile(io.BytesIO(data)).read("data.json"))["profile"]
        shown.append((profile["id_number"] == number, profile["phone"] == "19907901234"))
    assert shown == [(False, False), (True, True)]
    assert "完整号码" in SharingLine.objects.order_by("id").last().fields  # type: ignore[union-attr]


def test_nobody_takes_anothers() -> None:
    person = make.make_volunteer()
    with pytest.raises(NotAllowed):
        take_copy(by=make.volunteer_standing(make.make_volunteer()), volunteer=person, at=make.NOW)
    assert not SharingLine.objects.exists()


def test_the_copy_says_over_what_one_is_reached_with_addresses_masked() -> None:
    person = make.make_volunteer()
    account = person.account
    MailAddress.objects.create(
        account=account, code_hash=b"", code_until=make.NOW, proven_at=make.NOW,
        address_sealed=secret.keyring().encrypt("liming@example.cn", context=secret.MAIL_ADDRESS),
    )  # fmt: skip
    PushSubscription.objects.create(
        account=account, endpoint="https://x.cn", endpoint_hash=b"1", public_key=b"", auth_secret=b"", label="手机",
        made_at=make.NOW,
    )  # fmt: skip
    WeChatBond.objects.create(account=account, openid_sealed=b"o-1", openid_hash=b"1", bound_at=make.NOW)
    ChannelChoice.objects.create(account=account, kind="hours", channel="sms", wanted=False)
    renew_feed(by=make.volunteer_standing(person), at=make.NOW)
    found = whole_copy(person, make.NOW)["reach"]
    assert [row["address"] for row in found["mail"]] == ["l***@example.cn"]
    assert [row["label"] for row in found["browsers"]] == ["手机"]
    assert found["wechat"] == [{"bound_at": make.NOW}]
    assert found["calendar_feed"] == [{"made_at": make.NOW, "read_at": None}]
    assert found["channels"] == [{"kind": "hours", "channel": "sms", "wanted": False}]
    assert "liming" not in str(found) and "o-1" not in str(found) and "x.cn" not in str(found)
