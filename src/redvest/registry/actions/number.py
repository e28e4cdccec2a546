"""Takes volunteer numbers: serials from a sequence, so that no two people ever share one, then scrambled."""

from __future__ import annotations

from django.db import connection, transaction

from redvest.registry.queries import secret
from redvest.registry.rules.volunteer_number import PREFIX_LENGTH, number_for


@transaction.atomic
def take_numbers(*, city: str, count: int = 1) -> list[str]:
    """As many fresh numbers of a city. What is rolled back leaves a gap, never a number given twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('registry_volunteer_serial') FROM generate_series(1, %s)", [count])
        serials = [int(row[0]) for row in cursor.fetchall()]
    key = number_key()
    return [number_for(city[:PREFIX_LENGTH], serial, key) for serial in serials]


def number_key() -> bytes:
    """The key of the permutation; it outlives every rotation of the data key."""
    return secret.keyring().derive("volunteer-number")
