"""Brands: one name in a city at a time, under its owner, ended and not deleted."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from redvest.core.errors import NotAllowed
from redvest.registry.actions.body import exit_body
from redvest.registry.actions.brand import end_brand, register_brand
from redvest.registry.body_fact_errors import BrandTaken, BrandUnknown, BrandWrong
from redvest.registry.choices import BodyState
from redvest.registry.errors import BodyNotActive
from redvest.registry.models import Body, Brand
from redvest.registry.policy import Standing
from redvest.registry.queries.body_life import live_brands
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db


def brand(by: Standing, body: Body, **given: Any) -> Brand:
    said = {"kind": "team", "name": "黎明脚步", "about": "", "began_on": date(2012, 3, 5), **given}
    return register_brand(by=by, body=body, at=NOW, **said)


def test_registered_ended_and_taken_by_another() -> None:
    body, other = make.make_body(), make.make_body()
    head, rival = make.make_body_admin(body), make.make_body_admin(other)
    made = brand(head, body, name=" 黎明  脚步 ", about="每天清晨捡拾垃圾")
    assert (made.name, list(live_brands(body))) == ("黎明 脚步", [made])
    with pytest.raises(BrandTaken):
        brand(rival, other, name="黎明 脚步")

    assert end_brand(by=head, brand=made, at=NOW).ended_on == TODAY
    with pytest.raises(BrandUnknown):
        end_brand(by=head, brand=made, at=NOW)
    assert brand(rival, other, name="黎明 脚步").body == other
    assert Brand.objects.count() == 2 and not live_brands(body).exists()


def test_what_a_brand_must_say() -> None:
    body = make.make_body()
    head = make.make_body_admin(body)
    for wrong in (
        {"name": "黎"}, {"name": "长" * 41}, {"kind": "club"}, {"began_on": None},
        {"began_on": TODAY + timedelta(days=1)},
    ):  # fmt: skip
        with pytest.raises(BrandWrong):
            brand(head, body, **wrong)
    Body.objects.filter(pk=body.pk).update(state=BodyState.SUSPENDED)
    with pytest.raises(BodyNotActive):
        brand(head, body)
    assert not Brand.objects.exists()


def test_only_its_head_and_its_officers() -> None:
    body = make.make_body()
    made = brand(make.make_officer(), body)
    for by in (make.make_leader(body), make.make_body_admin(make.make_body()), make.make_member()):
        with pytest.raises(NotAllowed):
            brand(by, body, name="另一个")
        with pytest.raises(NotAllowed):
            end_brand(by=by, brand=made, at=NOW)
    assert Brand.objects.get().ended_on is None


def test_brands_end_with_their_organisation() -> None:
    body = make.make_body()
    brand(make.make_body_admin(body), body)
    exit_body(by=make.make_officer(), body=body, note="解散", at=NOW)
    assert Brand.objects.get().ended_on == TODAY


@pytest.mark.django_db(transaction=True)
def test_two_organisations_at_once_register_a_name_once() -> None:
    pairs = [(make.make_body_admin(each), each) for each in (make.make_body(), make.make_body())]
    outcomes = at_once(*[partial(brand, by, body) for by, body in pairs])
    assert Counter(type(each) for each in outcomes) == {Brand: 1, BrandTaken: 1}
