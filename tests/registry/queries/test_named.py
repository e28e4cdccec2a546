"""What the things of the trail are called, whatever they are, in two queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.core.models import AuditLine
from redvest.registry.choices import Role
from redvest.registry.queries.named import names_of
from tests.factories import registry

pytestmark = pytest.mark.django_db


def line(kind: str, key: object) -> AuditLine:
    return AuditLine(target_kind=kind, target_id=str(key))


@pytest.mark.parametrize("count", [1, 3])
def test_names_of_every_kind_in_two_queries(count: int) -> None:
    wanted: dict[tuple[str, str], str] = {}
    for turn in range(count):
        person = registry.make_volunteer(name="王小明")
        body, station = registry.make_body(name=f"队{turn}"), registry.make_station(name=f"站{turn}")
        account = registry.make_account(name=f"张{turn}")
        grant = registry.make_grant(account=account, role=Role.BODY_ADMIN, body=body)
        wanted |= {
            ("Volunteer", str(person.pk)): f"王*明 {person.number}",
            ("Body", str(body.pk)): body.name,
            ("Station", str(station.pk)): station.name,
            ("Region", station.region_id): station.region.name,
            ("Account", str(account.pk)): account.name,
            ("Grant", str(grant.pk)): f"{account.name} · {grant.get_role_display()} · {body}",
        }
    lines = [line(kind, key) for kind, key in wanted]
    with CaptureQueriesContext(connection) as spent:
        assert names_of([*lines, line("Body", "nonsense"), line("SignUp", "1")]) == wanted
    assert len(spent) == 2


def test_nothing_to_name_asks_nothing() -> None:
    with CaptureQueriesContext(connection) as spent:
        assert names_of([line("SignUp", "1")]) == {}
    assert len(spent) == 0
