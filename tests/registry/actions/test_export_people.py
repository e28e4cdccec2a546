"""Exports are asked for before a row is read, and whole numbers only by the centre and for a reason."""

from __future__ import annotations

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.export_people import record_export
from redvest.registry.privacy_errors import ReasonMissing
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


def test_an_export_leaves_a_line() -> None:
    record_export(by=make.make_centre(), what="volunteers", body=None, whole=False, at=make.NOW)
    line = AuditLine.objects.get()
    assert (line.verb, line.target_kind, line.target_id, line.details) == (
        "export",
        "Region",
        make.CITY,
        {"what": "volunteers"},
    )


def test_whole_numbers_leave_a_line_with_the_reason() -> None:
    record_export(
        by=make.make_centre(),
        what="volunteers",
        body=None,
        whole=True,
        reason="  年度 核对名册 ",
        at=make.NOW,
    )
    line = AuditLine.objects.get()
    assert (line.verb, line.reason) == ("export_unmasked", "年度 核对名册")


@pytest.mark.parametrize("reason", ["", "  ", "看看"])
def test_whole_numbers_without_a_reason_are_refused(reason: str) -> None:
    with pytest.raises(ReasonMissing):
        record_export(
            by=make.make_centre(), what="volunteers", body=None, whole=True, reason=reason, at=make.NOW
        )
    assert not AuditLine.objects.exists()


def test_a_body_exports_its_own_members_masked() -> None:
    body = make.make_body()
    admin = make.make_body_admin(body)
    record_export(by=admin, what="volunteers", body=body, whole=False, at=make.NOW)
    assert AuditLine.objects.get().target_id == str(body.pk)
    with pytest.raises(NotAllowed):
        record_export(by=admin, what="volunteers", body=body, whole=True, reason="年度核对名册", at=make.NOW)
    assert AuditLine.objects.count() == 1


def test_who_may_not_export() -> None:
    body, other = make.make_body(), make.make_body()
    for by, where in (
        (make.make_member(), None),
        (make.make_officer(), None),
        (make.make_body_admin(body), other),
        (make.make_leader(body), body),
    ):
        with pytest.raises(NotAllowed):
            record_export(by=by, what="volunteers", body=where, whole=False, at=make.NOW)
    assert not AuditLine.objects.exists()
