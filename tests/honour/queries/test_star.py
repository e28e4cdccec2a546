"""What speaks for somebody, what is missing, what waits for whom, what stands in public."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.honour.actions.star_publicity import object_to_star
from redvest.honour.choices import StarState
from redvest.honour.models import StarAward
from redvest.honour.policy import may_decide_star
from redvest.honour.queries.star import (
    my_stars,
    star_in_charge,
    star_record,
    star_records,
    stars_in_charge,
    stars_in_public,
    stars_waiting,
)
from redvest.honour.rules.star import Lacks, StarRecord
from redvest.honour.star_errors import StarUnknown
from redvest.registry.choices import Role
from redvest.registry.models import Volunteer
from redvest.service.choices import CaseState, Grade
from redvest.service.queries.hours import minutes_by_grade
from tests.factories import parts
from tests.factories.registry import (
    CITY,
    NOW,
    TODAY,
    make_account,
    make_body,
    make_centre,
    make_grant,
    make_leader,
    make_member,
    make_officer,
    make_region_tree,
    make_volunteer,
    standing_of,
    volunteer_standing,
)
from tests.factories.star import DAY, make_star, serve
from tests.honour.actions.test_star import finding
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db
ALWAYS = (None, None)


class TestRecord:
    def test_of_who_has_nothing(self) -> None:
        assert star_record(make_volunteer().pk, ALWAYS) == StarRecord()

    def test_hours_of_grade_a_to_c_are_those_that_my_hours_show(self) -> None:
        person = make_volunteer()
        for hours, grade in ((1, Grade.A), (2, Grade.B), (4, Grade.C), (8, Grade.D)):
            serve(person, hours, grade=grade, at=NOW - hours * DAY)
        found = star_record(person.pk, ALWAYS)
        shown = minutes_by_grade(person.pk)
        assert found.minutes == 7 * 60 == shown["A"] + shown["B"] + shown["C"]

    def test_points_and_findings_and_stars(self) -> None:
        person, other = make_volunteer(), make_volunteer()
        activity = parts.served_on(body=make_body(), leader=make_account(), volunteers=[person, other])
        parts.make_evaluation(activity=activity, volunteer=person, scores=(5, 4, 3))
        finding(person, CaseState.DECIDED)
        make_star(volunteer=person, state=StarState.GRANTED)
        make_star(volunteer=person, level=2, state=StarState.ENDED)
        expected = StarRecord(points=12, evaluations=1, finding=True, held=frozenset({1}))
        assert star_record(person.pk, ALWAYS) == expected
        assert star_record(other.pk, ALWAYS) == StarRecord()

    def test_only_the_days_that_count(self) -> None:
        person = make_volunteer()
        serve(person, 5, at=NOW - 300 * DAY)
        serve(person, 7, at=NOW - 30 * DAY)
        assert star_record(person.pk, (date(2026, 1, 1), date(2026, 12, 31))).minutes == 7 * 60

    def test_merged_records_are_one_person(self) -> None:
        old, kept = two_records()
        serve(old, 60)
        serve(kept, 40)
        make_star(volunteer=old, state=StarState.GRANTED)
        merged(old, kept)
        assert star_record(kept.pk, ALWAYS) == StarRecord(minutes=6000, held=frozenset({1}))

    @pytest.mark.parametrize("many", [1, 3])
    def test_many_cost_what_one_costs(self, many: int) -> None:
        people = [make_volunteer() for _ in range(many)]
        for each in people:
            serve(each, 10)
        with CaptureQueriesContext(connection) as spent:
            found = star_records(Volunteer.objects.filter(pk__in=[each.pk for each in people]), ALWAYS)
        assert {each.minutes for each in found.values()} == {600} and len(found) == many
        assert len(spent) == 5


class TestMine:
    def mine(self, person: Volunteer) -> Any:
        return my_stars(person, volunteer_standing(person).records, TODAY)

    def test_what_is_missing_for_the_next(self) -> None:
        person = make_volunteer()
        serve(person, 130)
        make_star(volunteer=person, state=StarState.GRANTED)
        found = self.mine(person)
        assert (found.next_level, found.missing) == (2, Lacks(minutes=170 * 60))
        assert not found.may_apply and found.pending is None

    def test_who_may_ask(self) -> None:
        person = make_volunteer()
        serve(person, 100)
        assert self.mine(person).may_apply
        award = make_star(volunteer=person)
        found = self.mine(person)
        assert not found.may_apply and found.pending == award

    def test_who_has_all(self) -> None:
        person = make_volunteer()
        serve(person, 2000)
        for level in range(1, 6):
            make_star(volunteer=person, level=level, state=StarState.GRANTED)
        found = self.mine(person)
        assert found.next_level is None and not found.may_apply and not found.missing

    def test_nobody_elses(self) -> None:
        make_star()
        assert self.mine(make_volunteer()).awards == []


class TestInCharge:
    @pytest.mark.parametrize(
        ("role", "place"),
        [
            (Role.CENTRE, "city"),
            (Role.REGION_OFFICER, "city"),
            (Role.REGION_OFFICER, "yushui"),
            (Role.REGION_OFFICER, "fenyi"),
            (Role.REGION_OFFICER, "chengnan"),
            (Role.REGION_OFFICER, "baihua"),
            (Role.AUDITOR, "city"),
        ],
    )
    def test_the_list_is_what_the_policy_says(self, role: Role, place: str) -> None:
        tree = make_region_tree()
        account = make_account()
        make_grant(account=account, role=role, region=getattr(tree, place))
        for home in (tree.baihua, tree.qiandong, tree.xiannv):
            for level in (1, 2, 3, 5):
                make_star(volunteer=make_volunteer(region=home), level=level)
        bare = make_star()
        StarAward.objects.filter(pk=bare.pk).update(region_path="360500/")
        by = standing_of(account)
        listed = set(stars_in_charge(by).values_list("pk", flat=True))
        assert listed == {each.pk for each in StarAward.objects.all() if may_decide_star(by, each)}

    def test_ones_own_is_not_in_it_and_nobody_elses_is_seen(self) -> None:
        person = make_volunteer()
        assert person.account is not None
        make_grant(account=person.account, role=Role.CENTRE, region=make_region_tree().city)
        award = make_star(volunteer=person, level=3)
        for by in (volunteer_standing(person), make_member(), make_leader(make_body()), make_officer()):
            with pytest.raises(StarUnknown):
                star_in_charge(by, award.pk)
        assert star_in_charge(make_centre(), award.pk) == award

    def test_what_waits(self) -> None:
        applied = make_star()
        flagged = make_star(state=StarState.GRANTED, flagged_at=NOW, flag_reason="少了")
        doubted = make_star(state=StarState.IN_PUBLICITY)
        object_to_star(by=make_member(), key=doubted.pk, words="那天没来", at=NOW)
        for state in StarState:
            if state != StarState.APPLIED:
                make_star(state=state)
        make_star(state=StarState.ENDED, flagged_at=NOW, flag_reason="少了")
        waiting: set[UUID] = {each.pk for each in stars_waiting(make_officer())}
        assert waiting == {applied.pk, flagged.pk, doubted.pk}
        assert not stars_waiting(make_officer(make_region_tree().fenyi)).exists()


def test_what_stands_in_public() -> None:
    shown = make_star(state=StarState.IN_PUBLICITY)
    make_star(state=StarState.GRANTED)
    make_star(state=StarState.APPLIED)
    assert list(stars_in_public(CITY, date(2026, 3, 11))) == [shown]
    assert not stars_in_public(CITY, date(2026, 3, 12)).exists()
    assert not stars_in_public("410800", TODAY).exists()
