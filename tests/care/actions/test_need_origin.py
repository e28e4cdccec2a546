"""Needs that come up elsewhere: open when a crisis is handed back, noticed on a visit. None is lost on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from redvest.care.actions.crisis import hand_back_crisis
from redvest.care.actions.crisis_need import end_crisis_need
from redvest.care.actions.crisis_staging import check_in_crisis
from redvest.care.actions.visit import VisitForm, log_visit
from redvest.care.choices import NeedChannel, NeedState, NeedUrgency
from redvest.care.crisis_errors import StillOut
from redvest.care.models import CrisisNeed, Need
from redvest.care.queries.need_reading import private_of
from redvest.care.rules.need_form import MOST_HANDS
from redvest.core.models import AuditLine
from redvest.registry.choices import RegionLevel
from redvest.registry.models import Region
from tests.factories import crisis as care
from tests.factories import registry as make
from tests.factories.care import GRANNY
from tests.factories.intake import make_grid
from tests.factories.pairing import make_household, make_pairing, make_party_member
from tests.factories.registry import NOW, make_domain, volunteer_standing

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


class TestACrisisHandedBack:
    def test_what_was_open_goes_on_as_ordinary_needs(self) -> None:
        make_domain("xinyu:09", "应急救护")
        officer = make.make_officer()
        crisis = care.make_crisis(by=officer)
        care.report(crisis, "三号楼有人被困", phone="13907900001", lon=114.93, lat=27.81)
        care.verified(crisis, officer, wanted=3)

        assert hand_back_crisis(by=officer, crisis=crisis, note="水退了", at=NOW + HOUR) == 2

        first, second = Need.objects.order_by("created_at", "pk")
        titles = {first.title: first, second.title: second}
        assert set(titles) == {"应急时报的：人被困", "转移行动不便的老人，要会驾船的"}
        for need in (first, second):
            assert (need.state, need.channel) == (NeedState.SUBMITTED, NeedChannel.REFERRAL)
            assert (need.urgency, need.domain_id) == (NeedUrgency.URGENT, "xinyu:09")
            assert need.due_at is not None and need.due_at <= NOW + 3 * HOUR
            assert need.declared_true_at is None
        new = titles["应急时报的：人被困"]
        told = private_of(new)
        assert (told.phone, told.words, told.address) == (
            "13907900001", "三号楼有人被困", "幸福里小区 3 号楼",
        )  # fmt: skip
        assert new.cell and titles["转移行动不便的老人，要会驾船的"].hands == 3

    def test_what_had_ended_does_not_come_back(self) -> None:
        officer = make.make_officer()
        crisis = care.make_crisis(by=officer)
        need = care.verified(crisis, officer)
        end_crisis_need(by=officer, need=need, state="met", note="接出来了", at=NOW)
        assert hand_back_crisis(by=officer, crisis=crisis, note="水退了", at=NOW + HOUR) == 0
        assert not Need.objects.exists()

    def test_nothing_goes_on_while_somebody_is_out_there(self) -> None:
        officer = make.make_officer()
        crisis = care.make_crisis(by=officer)
        care.verified(crisis, officer)
        area = care.make_area(crisis, officer)
        from_gate = care.make_person(crisis)
        check_in_crisis(by=officer, area=area, person=from_gate, signs=None, at=NOW)
        with pytest.raises(StillOut), transaction.atomic():
            hand_back_crisis(by=officer, crisis=crisis, note="水退了", at=NOW + HOUR)
        assert not Need.objects.exists()
        assert CrisisNeed.objects.get().ended_at is None

    def test_words_with_a_door_in_them_are_not_shown(self) -> None:
        officer = make.make_officer()
        crisis = care.make_crisis(by=officer)
        need = care.verified(crisis, officer)
        CrisisNeed.objects.filter(pk=need.pk).update(shown="幸福里 3 栋 201 室老人要转移")
        hand_back_crisis(by=officer, crisis=crisis, note="水退了", at=NOW + HOUR)
        assert Need.objects.get().title == "应急时报的：人被困"

    def test_a_place_finds_its_community_and_its_grid(self) -> None:
        officer, tree = make.make_officer(), make.make_region_tree()
        crisis = care.make_crisis(by=officer)  # of the whole district
        ring = [[114.90, 27.80], [114.92, 27.80], [114.92, 27.82], [114.90, 27.82], [114.90, 27.80]]
        grid = make_grid(
            tree.baihua, lon=114.91, lat=27.81, outline={"type": "Polygon", "coordinates": [ring]}
        )
        Region.objects.filter(pk=tree.zhanqian.pk).update(lon=115.10, lat=27.81)
        places = {
            "在网格里": (114.905, 27.805), "在社区旁": (115.105, 27.81), "太远": (114.2, 27.1), "没说": (None, None),
        }  # fmt: skip
        for words, (lon, lat) in places.items():
            care.report(crisis, words, lon=lon, lat=lat)
        hand_back_crisis(by=officer, crisis=crisis, note="水退了", at=NOW + HOUR)
        found = {private_of(need).words: need for need in Need.objects.all()}
        assert {words: (need.region_id, need.grid_id) for words, need in found.items()} == {
            "在网格里": (tree.baihua.pk, grid.pk), "在社区旁": (tree.zhanqian.pk, None),
            "太远": (crisis.region_id, None), "没说": (crisis.region_id, None),
        }  # fmt: skip
        for need in found.values():
            assert need.region_path == need.desk_path == need.region.path

    def test_a_place_beyond_the_crisis_is_left_to_its_reviewer(self) -> None:
        officer, tree = make.make_officer(), make.make_region_tree()
        crisis = care.make_crisis(by=officer)
        elsewhere = make.make_region("360521999999", "分宜某社区", RegionLevel.COMMUNITY, tree.fenyi)
        make_grid(elsewhere, lon=114.91, lat=27.81)
        care.report(crisis, "在别的区", lon=114.91, lat=27.81)
        hand_back_crisis(by=officer, crisis=crisis, note="水退了", at=NOW + HOUR)
        assert (Need.objects.get().region_id, Need.objects.get().grid) == (crisis.region_id, None)

    def test_it_asks_for_no_more_hands_than_a_need_may(self) -> None:
        officer = make.make_officer()
        crisis = care.make_crisis(by=officer)
        care.verified(crisis, officer, wanted=10_000)
        care.verified(crisis, officer, wanted=0)
        hand_back_crisis(by=officer, crisis=crisis, note="水退了", at=NOW + HOUR)
        assert sorted(Need.objects.values_list("hands", flat=True)) == [1, MOST_HANDS]

    def test_rules_and_places_are_read_once_for_all_of_them(self) -> None:
        officer, asked = make.make_officer(), []
        for count in (1, 4):
            crisis = care.make_crisis(by=officer)
            for _ in range(count):
                care.report(crisis, lon=114.91, lat=27.81)
            with CaptureQueriesContext(connection) as queries:
                hand_back_crisis(by=officer, crisis=crisis, note="水退了", at=NOW + HOUR)
            about = ("registry_datedsetting", 'FROM "registry_grid"', 'FROM "registry_region"')
            asked.append([sum(word in each["sql"] for each in queries) for word in about])
        assert asked[0] == asked[1] and asked[0][0] == 1


class TestNoticedOnAVisit:
    def test_it_waits_for_a_review_under_a_title_that_names_nobody(self) -> None:
        member = make_party_member()
        pairing = make_pairing(member=member, household=make_household())
        form = VisitForm(
            starts_at=NOW - 3 * HOUR,
            minutes=60,
            words="陪刘奶奶量血压",
            need="刘奶奶的轮椅坏了",
            seen_at_home=True,
        )
        log_visit(by=volunteer_standing(member.volunteer), pairing=pairing, form=form, at=NOW)

        need = Need.objects.get()
        assert (need.title, need.state, need.channel) == (
            "结对走访发现的需要", NeedState.SUBMITTED, NeedChannel.VISIT,
        )  # fmt: skip
        assert need.region_path == pairing.region_path and need.due_at is not None
        told = private_of(need)
        assert (told.name, told.phone, told.address) == (GRANNY.name, GRANNY.phone, GRANNY.address)
        assert told.words == "刘奶奶的轮椅坏了" and told.groups == ()
        line = AuditLine.objects.get(verb="take_over_need")
        assert line.actor_kind == "system" and "轮椅" not in str(line.details)

    def test_a_visit_that_noticed_nothing_makes_none(self) -> None:
        member = make_party_member()
        pairing = make_pairing(member=member)
        form = VisitForm(
            starts_at=NOW - 3 * HOUR, minutes=60, words="陪刘奶奶量血压", need="", seen_at_home=True
        )
        log_visit(by=volunteer_standing(member.volunteer), pairing=pairing, form=form, at=NOW)
        assert not Need.objects.exists()
