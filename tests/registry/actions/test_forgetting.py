"""Forgetting leaves nothing that names the person: in no account, no paper, no message, and no import brings them back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from redvest.connectors.storage import storage
from redvest.registry.actions import leaving
from redvest.registry.actions.child import register_child
from redvest.registry.actions.import_volunteers import import_volunteers
from redvest.registry.actions.message import send_message
from redvest.registry.choices import FactorKind, Role, VolunteerState
from redvest.registry.models import (
    Account,
    Consent,
    Grant,
    Guardian,
    OutgoingMessage,
    Profile,
    Qualification,
    RecipientConsent,
    RecoveryCode,
    SecondFactor,
    Volunteer,
)
from redvest.registry.policy import SYSTEM_STANDING
from redvest.registry.queries import secret
from redvest.registry.queries.guardian import children_of
from redvest.registry.queries.volunteer import own_numbers
from tests.factories import registry as make
from tests.factories.workbook import workbook
from tests.registry.actions.test_child import form as child_form
from tests.registry.actions.test_import_volunteers import GOOD, HEADER, bad_rows
from tests.service.actions.test_person import DAY, merged, two_records

pytestmark = pytest.mark.django_db


def erase(person: Volunteer) -> None:
    leaving.ask_erasure(by=make.volunteer_standing(person), at=make.NOW)
    assert leaving.erase_due(at=make.NOW + 7 * DAY) == 1


def test_the_account_of_a_merged_record_goes_too() -> None:
    old, kept = two_records()
    second = make.make_account(name="李明霞", phone="19907908881")
    Volunteer.objects.filter(pk=old.pk).update(account=second)
    merged(Volunteer.objects.get(pk=old.pk), kept)
    make.make_grant(account=second, role=Role.INSPECTOR, region=make.make_region_tree().yushui)
    erase(kept)
    second.refresh_from_db()
    assert (second.name, second.phone_tail, second.is_active) == ("已注销", "", False)
    assert Account.objects.filter(name="李明霞").count() == 0
    assert Grant.objects.get(account=second).revoked_at == make.NOW + 7 * DAY


def test_nothing_that_names_them_stays(settings: Any, django_capture_on_commit_callbacks: Any) -> None:
    settings.REDVEST_DEMO = True
    person = make.make_volunteer(phone="19907908882")
    account = person.account
    assert account is not None
    SecondFactor.objects.create(
        account=account, kind=FactorKind.APP, label="手机", secret_sealed=b"x", created_at=make.NOW
    )
    RecoveryCode.objects.create(account=account, digest=b"x" * 32, made_at=make.NOW)
    Profile.objects.create(volunteer=person, slots=1, languages=["英语"], changed_at=make.NOW)
    RecipientConsent.objects.create(
        volunteer=person, recipient="市图书馆", purpose="名单", given_at=make.NOW, expires_on=make.TODAY
    )
    key = "qualification/360500/2026/abc.png"
    storage().write(key, b"paper")
    Qualification.objects.create(
        city=person.city, volunteer=person, kind="first-aid", issued_by="市红十字会", issued_on=make.TODAY,
        proof_key=key, proof_type="image/png", submitted_at=make.NOW,
    )  # fmt: skip
    send_message(city=person.city, phone="19907908882", text="李明霞，您好", at=make.NOW)
    send_message(city=person.city, phone="19807908882", text="别人的", at=make.NOW)
    epoch = account.session_epoch
    with django_capture_on_commit_callbacks(execute=True):
        erase(person)
    for model in (SecondFactor, RecoveryCode, Profile, RecipientConsent, Qualification):
        assert not model.objects.exists(), model
    assert not storage().exists(key)
    assert list(OutgoingMessage.objects.values_list("text", flat=True)) == ["【新余志愿】别人的"]
    account.refresh_from_db()
    assert account.session_epoch > epoch


def test_nobody_becomes_guardian_by_the_number_of_somebody_forgotten() -> None:
    mother = make.make_volunteer(phone="19907908883")
    by = make.volunteer_standing(mother)
    child = register_child(by=by, form=child_form(), relation="母亲", at=make.NOW)
    other = register_child(
        by=make.standing_of(make.make_account()), form=child_form(), relation="父亲", at=make.NOW
    )
    erase(mother)
    bond = Guardian.objects.get(volunteer=child)
    assert (bond.name, bond.relation, bond.phone_tail) == (
        "李明霞",
        "母亲",
        "",
    )  # the proof of the consent stays
    assert secret.open_sealed(bond.phone_sealed, context=secret.GUARDIAN_PHONE) == ""
    assert Guardian.objects.get(volunteer=other).phone_tail
    child.refresh_from_db()
    assert child.state == VolunteerState.PENDING_GUARDIAN  # nobody acts for the child any more
    assert Consent.objects.filter(volunteer=child, given_by_guardian=True, withdrawn_at=None).count() == 2
    assert own_numbers(child).guardian_phone == ""
    stranger = make.standing_of(make.make_account(phone="19907908883", name="王小路"))
    assert children_of(stranger, make.NOW + 8 * DAY) == []


def test_a_file_does_not_bring_them_back(tmp_path: Path) -> None:
    make.make_region_tree()
    make.make_domain()
    person = make.make_volunteer(id_number=GOOD[2])
    erase(person)
    path = workbook(tmp_path / "名单.xlsx", HEADER, [GOOD])
    report = import_volunteers(by=SYSTEM_STANDING(make.CITY), path=path, partial=True, at=make.NOW + 8 * DAY)
    assert (report.imported, report.bad) == (0, 1)
    assert "已经申请注销" in bad_rows(report)[2]
    assert Volunteer.objects.get().state == VolunteerState.ERASED
