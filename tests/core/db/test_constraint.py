"""What the database refuses by name becomes the error that was said for it; anything else stays what it is."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection

from redvest.core.db.constraint import broken_constraint, refused_by
from redvest.core.errors import Conflict

pytestmark = pytest.mark.django_db


def break_it(rule: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT oversight_refuse(%s)", [rule])


def test_a_named_refusal_is_told_and_the_transaction_goes_on() -> None:
    with pytest.raises(Conflict), refused_by(no_twins=Conflict):
        break_it("no_twins")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_another_refusal_stays_what_it_is() -> None:
    with pytest.raises(IntegrityError) as fault, refused_by(no_twins=Conflict):
        break_it("no_triplets")
    assert broken_constraint(fault.value) == "no_triplets"


def test_what_is_not_refused_goes_through() -> None:
    with refused_by(no_twins=Conflict), connection.cursor() as cursor:
        cursor.execute("SELECT 2")
        assert cursor.fetchone() == (2,)
