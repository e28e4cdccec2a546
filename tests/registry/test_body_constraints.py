"""What the database itself refuses of organisations and their life, whoever writes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from redvest.core.db.constraint import broken_constraint
from redvest.registry.models import AnnualReport, Body, BodyChange, Brand, JoinRequest, Membership
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW, TODAY

pytestmark = pytest.mark.django_db


def refused(write: Any) -> str:
    """The constraint that a write runs against."""
    with pytest.raises(IntegrityError) as fault, transaction.atomic():
        write()
    return broken_constraint(fault.value) or ""


def test_a_membership_has_its_consent_with_a_time_and_is_live_once() -> None:
    body, person = make.make_body(), make.make_volunteer()
    given: dict[str, Any] = {"city": CITY, "body": body, "volunteer": person, "joined_on": TODAY}
    for consent in ("applied", "invited", "standing", "paper"):
        assert (
            refused(lambda consent=consent: Membership.objects.create(**given, consent=consent))
            == "membership_has_consent"
        )
    Membership.objects.create(**given, consent="applied", consented_at=NOW)
    assert refused(lambda: Membership.objects.create(**given)) == "one_live_membership"


def test_one_open_request_of_a_person_at_a_body() -> None:
    body, person = make.make_body(), make.make_volunteer()
    given: dict[str, Any] = {"city": CITY, "body": body, "volunteer": person, "asked_at": NOW}
    JoinRequest.objects.create(**given, kind="application")
    assert refused(lambda: JoinRequest.objects.create(**given, kind="invitation")) == "one_open_join_request"
    JoinRequest.objects.update(state="declined")
    JoinRequest.objects.create(**given, kind="invitation")


def test_parent_and_liaison_exclude_each_other() -> None:
    body, above = make.make_body(), make.make_body()
    rows = Body.objects.filter(pk=body.pk)
    assert refused(lambda: rows.update(parent=above, liaison=above)) == "parent_or_liaison"
    rows.update(parent=above)
    assert refused(lambda: rows.update(liaison=above)) == "parent_or_liaison"


def test_a_mark_has_its_day_and_is_one_organisations() -> None:
    body, other = make.make_body(), make.make_body()
    rows = Body.objects.filter(pk=body.pk)
    assert refused(lambda: rows.update(mark_number="赣志标001")) == "mark_has_number_and_day"
    assert refused(lambda: rows.update(marked_on=TODAY)) == "mark_has_number_and_day"
    rows.update(mark_number="赣志标001", marked_on=TODAY)
    others = Body.objects.filter(pk=other.pk)
    assert refused(lambda: others.update(mark_number="赣志标001", marked_on=TODAY)) == "one_body_per_mark"


def test_a_live_brand_has_one_owner_and_ends_after_it_began() -> None:
    given: dict[str, Any] = {"city": CITY, "kind": "team", "name": "黎明脚步", "registered_at": NOW}
    made = Brand.objects.create(**given, body=make.make_body(), began_on=date(2012, 3, 5))
    assert (
        refused(lambda: Brand.objects.create(**given, body=make.make_body(), began_on=TODAY))
        == "one_live_brand_per_name"
    )
    rows = Brand.objects.filter(pk=made.pk)
    assert refused(lambda: rows.update(ended_on=date(2012, 3, 4))) == "brand_ends_after_it_begins"


def test_one_open_change_of_a_fact() -> None:
    given: dict[str, Any] = {
        "city": CITY, "body": make.make_body(), "fact": "name", "after": "新名", "reason": "改名", "proof_key": "k",
        "proof_type": "application/pdf", "asked_at": NOW,
    }  # fmt: skip
    BodyChange.objects.create(**given)
    assert refused(lambda: BodyChange.objects.create(**given)) == "one_open_change_per_fact"
    BodyChange.objects.create(**{**given, "fact": "responsible"})


def test_one_report_a_year_and_none_handed_in_without_figures() -> None:
    given: dict[str, Any] = {"city": CITY, "body": make.make_body(), "year": 2025, "changed_at": NOW}
    AnnualReport.objects.create(**given)
    assert refused(lambda: AnnualReport.objects.create(**given)) == "one_annual_report_per_year"
    rows = AnnualReport.objects.all()
    assert refused(lambda: rows.update(submitted_at=NOW)) == "submitted_report_has_figures"
