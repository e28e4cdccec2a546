"""What everybody reads of an organisation, and its brands, changes and heads."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.oversight.queries.annual_report import annual_figures
from redvest.oversight.queries.filtered_headline import filtered_headline
from redvest.registry.actions.merge import undo_merge
from redvest.registry.body_change_errors import ChangeUnknown
from redvest.registry.body_fact_errors import BrandUnknown
from redvest.registry.choices import BodyFact, BrandKind, JoinState, RealNameState, Role, VolunteerState
from redvest.registry.models import AnnualReport, Body, BodyChange, Brand, Membership, Volunteer
from redvest.registry.queries.body import people_in
from redvest.registry.queries.body_life import (
    brand_of,
    change_of,
    changes_of,
    changes_to_decide,
    heads_history,
    live_brands,
    public_facts,
)
from redvest.service.rules.measure import Slice
from tests.factories import registry as make
from tests.factories.registry import NOW, TODAY
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db


def brand(body: Body, name: str, **given: Any) -> Brand:
    said = {"kind": BrandKind.TEAM, "began_on": date(2012, 3, 5), "registered_at": NOW, **given}
    return Brand.objects.create(city=body.city, body=body, name=name, **said)


def change(body: Body, **given: Any) -> BodyChange:
    said = {
        "fact": BodyFact.NAME, "before": "旧名", "after": "新名", "reason": "改名", "proof_key": "k",
        "proof_type": "application/pdf", "asked_at": NOW, **given,
    }  # fmt: skip
    return BodyChange.objects.create(city=body.city, body=body, **said)


def test_what_everybody_reads() -> None:
    body, person = make.make_body(), make.make_volunteer()
    body.domains.set([make.make_domain()])
    lives = brand(body, "黎明脚步")
    brand(body, "早不用了", ended_on=TODAY)
    brand(make.make_body(), "别人的")
    renamed = change(body, state=JoinState.ACCEPTED, decided_at=NOW)
    change(body, before="没通过的", state=JoinState.DECLINED, decided_at=NOW)
    change(body, fact=BodyFact.RESPONSIBLE, before="周建国", state=JoinState.ACCEPTED, decided_at=NOW)
    handed = AnnualReport.objects.create(
        city=body.city, body=body, year=2024, figures={}, changed_at=NOW, submitted_at=NOW
    )
    AnnualReport.objects.create(city=body.city, body=body, year=2025, changed_at=NOW)
    Membership.objects.create(city=body.city, body=body, volunteer=person, joined_on=TODAY)
    Membership.objects.create(
        city=body.city, body=body, volunteer=make.make_volunteer(), joined_on=TODAY, left_on=TODAY
    )

    found = public_facts(body)

    assert found["brands"] == [lives]
    assert found["former_names"] == [renamed], "no change of a person's name, none that was refused"
    assert found["reports"] == [handed], "no draft"
    assert (found["members"], found["domains"]) == (1, ["邻里守望"])
    assert "周建国" not in str(found) and person.name not in str(found)


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_however_much(count: int) -> None:
    body = make.make_body()
    for turn in range(count):
        brand(body, f"品牌{turn}")
        change(body, state=JoinState.ACCEPTED, decided_at=NOW)
        Membership.objects.create(city=body.city, body=body, volunteer=make.make_volunteer(), joined_on=TODAY)
    with CaptureQueriesContext(connection) as spent:
        assert public_facts(body)["members"] == count
    assert len(spent) == 5


def test_brands_of_now_the_oldest_first() -> None:
    body = make.make_body()
    younger = brand(body, "四点半课堂", began_on=date(2015, 9, 1))
    older = brand(body, "黎明脚步")
    assert list(live_brands(body)) == [older, younger]
    assert brand_of(body, older.pk) == older
    Brand.objects.filter(pk=older.pk).update(ended_on=TODAY)
    for where, key in ((body, older.pk), (make.make_body(), younger.pk), (body, uuid4())):
        with pytest.raises(BrandUnknown):
            brand_of(where, key)


def test_changes_wait_for_the_officers_of_the_place() -> None:
    tree = make.make_region_tree()
    here, far = make.make_body(), make.make_body(region=tree.fenyi)
    later = change(here, asked_at=NOW + timedelta(hours=1))
    first = change(make.make_body(region=tree.baihua))
    away = change(far)
    change(here, fact=BodyFact.RESPONSIBLE, state=JoinState.ACCEPTED)
    assert list(changes_to_decide(make.make_officer())) == [first, later]
    assert set(changes_to_decide(make.make_centre())) == {first, later, away}
    for nobody in (make.make_body_admin(here), make.make_leader(here), make.make_member()):
        assert not changes_to_decide(nobody).exists()


def test_an_organisations_changes_the_latest_first() -> None:
    body = make.make_body()
    old = change(body, asked_at=NOW - timedelta(days=400), state=JoinState.ACCEPTED)
    new = change(body)
    assert list(changes_of(body)) == [new, old]
    assert change_of(body, old.pk) == old
    for where, key in ((make.make_body(), old.pk), (body, uuid4())):
        with pytest.raises(ChangeUnknown):
            change_of(where, key)


def test_the_heads_of_then_and_now_and_nobody_else() -> None:
    body = make.make_body()
    first, second, leader = (make.make_account(name=name) for name in ("周建国", "王小路", "陈小梅"))
    make.make_grant(
        account=first, role=Role.BODY_ADMIN, body=body, starts_on=date(2012, 1, 1), ends_on=date(2020, 1, 1)
    )
    make.make_grant(account=second, role=Role.BODY_ADMIN, body=body, starts_on=date(2020, 1, 2))
    make.make_grant(account=leader, role=Role.ACTIVITY_LEADER, body=body)
    make.make_grant(account=leader, role=Role.BODY_ADMIN, body=make.make_body())
    assert [grant.account.name for grant in heads_history(body)] == ["王小路", "周建国"]


def test_members_are_counted_once_and_the_same_everywhere(client: Any) -> None:
    """Whoever is active with a real name, through their own record or one merged into it."""
    body, (old, kept) = make.make_body(), two_records()
    people = [make.make_volunteer(state=state) for state in VolunteerState]
    nameless = make.make_volunteer(real_name_state=RealNameState.MISSING)
    for each in (*people, nameless, old, kept):
        Membership.objects.create(city=body.city, body=body, volunteer=each, joined_on=date(2025, 1, 1))
    Volunteer.objects.update(registered_at=datetime(2025, 1, 1, tzinfo=UTC))
    link = merged(old, kept)

    counted = {each.pk for each in people if each.state == VolunteerState.ACTIVE} | {kept.pk}
    assert {each.pk for each in people_in(body.pk)} == counted
    figures = annual_figures(body, TODAY.year - 1, NOW)
    told = filtered_headline(Slice(body.city, "", body.pk, None, None), NOW)
    assert public_facts(body)["members"] == figures["members"] == told.volunteers == 2
    admin = make.make_account(name="周队长")
    make.make_grant(account=admin, role=Role.BODY_ADMIN, body=body)
    client.force_login(admin)
    assert client.get(reverse("desk:body", args=[body.pk])).context["members"] == 2

    Membership.objects.filter(volunteer=kept).update(left_on=TODAY)
    assert kept in people_in(body.pk), "the merged record's membership is theirs"
    undo_merge(by=make.make_officer(), merge_id=link.pk, at=NOW)
    assert kept not in people_in(body.pk)
