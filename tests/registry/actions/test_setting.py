"""Rules are set ahead, by those who govern the place, and never changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.setting import set_rule
from redvest.registry.models import DatedSetting
from redvest.registry.policy import Standing
from redvest.registry.queries.setting import rule
from redvest.registry.setting_errors import RuleAlreadySet, RuleInThePast, RuleUnknown, RuleValueWrong
from tests.factories import registry as make
from tests.factories.race import at_once


def put(by: Standing, **given: Any) -> DatedSetting:
    tree = make.make_region_tree()
    fields = {"key": "age.minimum", "region": tree.yushui, "effective_on": make.TODAY, "value": 8, **given}
    return set_rule(by=by, basis="渝水区通知", at=make.NOW, **fields)


@pytest.mark.django_db
class TestSetRule:
    def test_it_holds_from_its_day_on(self) -> None:
        by = make.make_officer()

        row = put(by, effective_on=make.TODAY + timedelta(days=1))

        path = make.make_region_tree().baihua.path
        assert rule("age.minimum", path, make.TODAY) == 6
        assert rule("age.minimum", path, make.TODAY + timedelta(days=1)) == 8
        assert (row.set_by_id, row.basis) == (by.account_id, "渝水区通知")
        assert AuditLine.objects.get().details == {
            "key": "age.minimum", "value": 8, "effective_on": "2026-03-06",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("given", "fault"),
        [
            ({"key": "age.nonsense"}, RuleUnknown),
            ({"value": "八"}, RuleValueWrong),
            ({"value": 500}, RuleValueWrong),
            ({"effective_on": make.TODAY - timedelta(days=1)}, RuleInThePast),
        ],
    )
    def test_what_is_wrong_sets_nothing(self, given: Any, fault: Any) -> None:
        with pytest.raises(fault):
            put(make.make_officer(), **given)

        assert not DatedSetting.objects.exists()
        assert not AuditLine.objects.exists()

    def test_a_row_is_not_replaced(self) -> None:
        by = make.make_officer()
        put(by)

        with pytest.raises(RuleAlreadySet):
            put(by, value=9)

        assert DatedSetting.objects.get().value == 8

    def test_only_those_who_govern_the_place_set_it(self) -> None:
        tree = make.make_region_tree()
        body = make.make_body()
        for by in (make.make_member(), make.make_officer(tree.fenyi), make.make_officer(tree.chengnan)):
            with pytest.raises(NotAllowed):
                put(by)
        with pytest.raises(NotAllowed):
            put(make.make_body_admin(body))
        with pytest.raises(NotAllowed):
            put(make.make_officer(), region=tree.city)

        assert not DatedSetting.objects.exists()
        put(make.make_centre(), region=tree.city)


@pytest.mark.django_db(transaction=True)
def test_of_two_values_for_one_day_at_once_one_holds() -> None:
    by = make.make_officer()
    make.make_region_tree()

    outcomes = at_once(*[lambda value=value: put(by, value=value) for value in (7, 8, 9)])  # type: ignore[misc]

    assert sum(isinstance(outcome, DatedSetting) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, RuleAlreadySet) for outcome in outcomes) == 2
    assert DatedSetting.objects.count() == 1
