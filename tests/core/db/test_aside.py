"""A statement that outlives the transaction around it, and the name of a broken constraint."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from redvest.core.db.aside import execute_aside
from redvest.core.db.constraint import broken_constraint
from redvest.core.models import Installation, ScheduledRun
from tests.factories.registry import NOW

ADD = "INSERT INTO core_scheduledrun (name, due_at, fault) VALUES (%s, %s, '')"


@pytest.mark.django_db(transaction=True)
def test_it_stays_when_the_caller_is_rolled_back() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        ScheduledRun.objects.create(name="rolled back", due_at=NOW)
        assert execute_aside(ADD, ["stays", NOW]) == 1
        raise RuntimeError

    assert list(ScheduledRun.objects.values_list("name", flat=True)) == ["stays"]


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_it_just_runs() -> None:
    assert execute_aside(ADD, ["plain", NOW]) == 1
    assert not connection.in_atomic_block
    assert ScheduledRun.objects.filter(name="plain").exists()


@pytest.mark.django_db
def test_a_broken_constraint_is_named() -> None:
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        Installation.objects.create(id=2)

    assert broken_constraint(broken.value) == "one_installation"


def test_a_fault_from_elsewhere_has_no_name() -> None:
    assert broken_constraint(IntegrityError("no database said so")) == ""
