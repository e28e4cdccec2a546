"""The audit trail: what a line says, that it stands or falls with the deed, and that nobody rewrites it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from redvest.core import audit
from redvest.core.models import AuditLine, ScheduledRun
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db


def write(by: audit.Actor = audit.SYSTEM, **facts: object) -> AuditLine:
    target = ScheduledRun(name="sweep", due_at=NOW)
    audit.write_line(by=by, at=NOW, city=CITY, verb="swept", target=target, **facts)
    return AuditLine.objects.latest("id")


def test_a_line_says_who_did_what_to_which_thing_and_when() -> None:
    account_id = uuid4()

    line = write(audit.Actor.person(account_id), reason="灰太厚", minutes=5, kinds=["a", "b"])

    assert (line.actor_kind, line.actor_id, line.verb, line.at, line.city) == (
        "person",
        account_id,
        "swept",
        NOW,
        CITY,
    )
    assert (line.target_kind, line.target_id, line.reason) == ("ScheduledRun", "sweep", "灰太厚")
    assert line.details == {"minutes": 5, "kinds": ["a", "b"]}
    assert str(line) == "2026-03-05 02:00 swept ScheduledRun sweep"


@pytest.mark.parametrize(("actor", "kind"), [(audit.GUEST, "guest"), (audit.SYSTEM, "system")])
def test_who_has_no_account_has_no_id(actor: audit.Actor, kind: str) -> None:
    line = write(actor)

    assert (line.actor_kind, line.actor_id) == (kind, None)


def test_what_is_no_row_is_named_by_its_class() -> None:
    audit.write_line(by=audit.SYSTEM, at=NOW, city=CITY, verb="rang", target=object())

    line = AuditLine.objects.get()
    assert (line.target_kind, line.target_id) == ("object", "")


def test_a_line_falls_with_what_it_tells_of() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        write()
        raise RuntimeError

    assert not AuditLine.objects.exists()


def test_nobody_rewrites_or_removes_a_line() -> None:
    line = write()
    line.verb = "nothing"

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        line.save()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditLine.objects.filter(pk=line.pk).update(actor_id=uuid4())
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        line.delete()

    assert AuditLine.objects.get().verb == "swept"
