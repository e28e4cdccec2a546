"""What stands above an organisation, its identity mark, its contact: who may, what is refused, what the database holds."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from redvest.core.errors import NotAllowed
from redvest.registry.actions.body_facts import keep_contact, set_mark, set_upper
from redvest.registry.body_errors import BodyIncomplete, ContactPhoneWrong, ParentWrong
from redvest.registry.body_fact_errors import (
    CapacityWrong,
    LiaisonWrong,
    MarkTaken,
    MarkWrong,
    ParentAndLiaison,
)
from redvest.registry.choices import BodyKind, BodyState
from redvest.registry.models import Body
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db


def upper(body: Body, parent: str = "", liaison: str = "") -> Body:
    return set_upper(by=make.make_officer(), body=body, parent_code=parent, liaison_code=liaison, at=NOW)


class TestUpper:
    def test_one_or_the_other_never_both(self) -> None:
        body, above = make.make_body(), make.make_body()
        assert upper(body, parent=above.code.lower()).parent == above
        changed = upper(body, liaison=above.code)
        assert (changed.parent, changed.liaison) == (None, above)
        with pytest.raises(ParentAndLiaison):
            upper(body, parent=above.code, liaison=above.code)
        with pytest.raises(IntegrityError), transaction.atomic():
            Body.objects.filter(pk=body.pk).update(parent=above)
        body.refresh_from_db()
        assert (body.parent, body.liaison) == (None, above)
        assert upper(body).liaison is None

    def test_it_stands_in_the_same_city_is_active_and_another(self) -> None:
        body = make.make_body()
        abroad = make.make_body(city="410800", region=make.make_other_city())
        for wrong in (body, abroad, make.make_body(state=BodyState.EXITED)):
            with pytest.raises(ParentWrong):
                upper(body, parent=wrong.code)
            with pytest.raises(LiaisonWrong):
                upper(body, liaison=wrong.code)
        body.refresh_from_db()
        assert body.parent is None and body.liaison is None

    def test_nothing_stands_above_itself(self) -> None:
        top, middle, low = make.make_body(), make.make_body(), make.make_body()
        upper(middle, parent=top.code)
        upper(low, parent=middle.code)
        with pytest.raises(ParentWrong):
            upper(top, parent=low.code)
        top.refresh_from_db()
        assert top.parent is None

    def test_an_officer_of_its_place_alone(self) -> None:
        body, above = make.make_body(), make.make_body()
        far = make.make_officer(make.make_region_tree().fenyi)
        for by in (make.make_body_admin(body), make.make_leader(body), far):
            with pytest.raises(NotAllowed):
                set_upper(by=by, body=body, parent_code=above.code, liaison_code="", at=NOW)
            with pytest.raises(NotAllowed):
                set_mark(by=by, body=body, number="赣志标001", on=TODAY, at=NOW)
        body.refresh_from_db()
        assert body.parent is None and body.mark_number == ""


class TestMark:
    def test_number_and_day_or_neither(self) -> None:
        body, officer = make.make_body(), make.make_officer()
        set_mark(by=officer, body=body, number=" 赣志标 2021-0007 ", on=TODAY, at=NOW)
        assert (body.mark_number, body.marked_on) == ("赣志标2021-0007", TODAY)
        for number, on in (("短", TODAY), ("赣志标001", None), ("赣志标001", TODAY + timedelta(days=1))):
            with pytest.raises(MarkWrong):
                set_mark(by=officer, body=body, number=number, on=on, at=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            Body.objects.filter(pk=body.pk).update(marked_on=None)
        body.refresh_from_db()
        assert body.mark_number == "赣志标2021-0007"
        set_mark(by=officer, body=body, number="", on=TODAY, at=NOW)
        assert (body.mark_number, body.marked_on) == ("", None)

    def test_only_registered_organisations_and_one_number_once(self) -> None:
        officer, body = make.make_officer(), make.make_body()
        team = make.make_body(kind=BodyKind.CONSENTED_TEAM)
        with pytest.raises(MarkWrong):
            set_mark(by=officer, body=team, number="赣志标001", on=TODAY, at=NOW)
        set_mark(by=officer, body=body, number="赣志标001", on=TODAY, at=NOW)
        other = make.make_body()
        with pytest.raises(MarkTaken):
            set_mark(by=officer, body=other, number="赣志标001", on=TODAY, at=NOW)
        other.refresh_from_db()
        assert other.mark_number == ""


def test_contact_and_capacity() -> None:
    body = make.make_body()
    keep = partial(keep_contact, body=body, name="王小路", address="抱石大道 2 号", at=NOW)
    keep(by=make.make_body_admin(body), phone="0790-6440001", capacity=30)
    assert (body.contact_name, body.contact_phone, body.capacity) == ("王小路", "0790-6440001", 30)
    for by in (make.make_leader(body), make.make_body_admin(make.make_body())):
        with pytest.raises(NotAllowed):
            keep(by=by, phone="0790-6440002", capacity=1)
    head = make.make_body_admin(body)
    for phone, capacity, refused in (
        ("电话", 1, ContactPhoneWrong), ("0790-6440002", 0, CapacityWrong), ("0790-6440002", 100_001, CapacityWrong),
    ):  # fmt: skip
        with pytest.raises(refused):
            keep(by=head, phone=phone, capacity=capacity)
    with pytest.raises(BodyIncomplete):
        keep_contact(by=head, body=body, name=" ", phone="0790-6440002", address="", capacity=None, at=NOW)
    body.refresh_from_db()
    assert (body.contact_phone, body.capacity) == ("0790-6440001", 30)


@pytest.mark.django_db(transaction=True)
def test_two_that_become_each_others_parent_at_once_make_no_ring() -> None:
    first, second = make.make_body(), make.make_body()
    centre = make.make_centre()
    outcomes = at_once(
        *[
            partial(set_upper, by=centre, body=one, parent_code=other.code, liaison_code="", at=NOW)
            for one, other in ((first, second), (second, first))
        ]
    )
    assert Counter(type(each) for each in outcomes) == {Body: 1, ParentWrong: 1}
