"""Stars at the desk: what waits, a decision, an objection, a review, a proposal, and a look ahead at new rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.honour.actions.star_publicity import object_to_star
from redvest.honour.choices import StarState
from redvest.honour.models import StarAward, StarObjection
from redvest.registry.models import DatedSetting, Volunteer
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.registry import NOW, make_member
from tests.factories.star import DAY, make_star, serve

pytestmark = pytest.mark.django_db
URL = "/desk/stars/"


def asked(*, name: str = "李明霞", hours: int = 100, **more: Any) -> StarAward:
    person = registry.make_volunteer(name=name)
    serve(person, hours)
    return make_star(volunteer=person, **more)


def spent_on(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as spent:
        assert client.get(url).status_code == 200
    return len(spent)


class TestList:
    def test_each_state_has_its_list_and_names_are_masked(self, place: Place, as_officer: Client) -> None:
        asked(name="李等待")
        asked(name="王公示", state=StarState.IN_PUBLICITY)
        asked(name="周授予", state=StarState.GRANTED)
        asked(name="吴终止", state=StarState.ENDED)
        for key, shown in (("", "李*待"), ("public", "王*示"), ("granted", "周*予"), ("ended", "吴*止")):
            page = said(as_officer.get(f"{URL}?list={key}"))
            assert shown in page
            assert sum(each in page for each in ("李*待", "王*示", "周*予", "吴*止")) == 1
        assert "李等待" not in said(as_officer.get(URL))

    def test_the_rail_counts_what_waits(
        self, place: Place, as_officer: Client, as_far_officer: Client
    ) -> None:
        asked()
        assert f'href="{URL}"' in said(as_officer.get("/desk/"))
        assert "李*霞" not in said(as_far_officer.get(URL))

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, place: Place, as_officer: Client, many: int) -> None:
        for _ in range(many):
            asked()
        assert spent_on(as_officer, URL) == 5

    def test_who_decides_on_none(self, place: Place, sign_in: SignIn) -> None:
        assert sign_in(place.member).get(URL).status_code == 403
        page = sign_in(place.leader).get(URL)
        assert page.status_code == 302 and page["Location"].endswith("/propose/")


class TestOne:
    def test_it_goes_into_public(self, place: Place, as_officer: Client) -> None:
        award = asked()
        page = said(as_officer.get(f"{URL}{award.pk}/"))
        assert "李明霞" in page and "100 小时" in page and "文号" not in page
        page = said(as_officer.post(f"{URL}{award.pk}/", {"verb": "grant", "reason": ""}, follow=True))
        assert "现在公示" in page and "3月12日" in page
        award.refresh_from_db()
        assert award.state == StarState.IN_PUBLICITY

    def test_a_refusal_without_a_reason_keeps_what_was_typed(self, place: Place, as_officer: Client) -> None:
        award = asked()
        page = as_officer.post(f"{URL}{award.pk}/", {"verb": "refuse", "reason": "难"})
        assert page.status_code == 422 and "请写一句为什么" in said(page) and 'value="难"' in said(page)
        award.refresh_from_db()
        assert award.state == StarState.APPLIED
        as_officer.post(f"{URL}{award.pk}/", {"verb": "refuse", "reason": "时长要核对"})
        award.refresh_from_db()
        assert award.reason == "时长要核对"
        again = as_officer.post(f"{URL}{award.pk}/", {"verb": "grant", "reason": ""}, follow=True)
        assert "刚刚有了变动" in said(again)

    def test_nothing_pressed_decides_nothing(self, place: Place, as_officer: Client) -> None:
        award = asked()
        assert as_officer.post(f"{URL}{award.pk}/", {"reason": "好"}).status_code == 422
        award.refresh_from_db()
        assert award.state == StarState.APPLIED

    def test_the_fifth_has_the_provinces_number(self, place: Place, as_centre: Client) -> None:
        award = asked(hours=1500, level=5)
        page = as_centre.post(f"{URL}{award.pk}/", {"verb": "grant", "reason": "", "document_number": ""})
        assert page.status_code == 422 and "文号" in said(page)
        as_centre.post(f"{URL}{award.pk}/", {"verb": "grant", "reason": "", "document_number": "赣志字 5 号"})
        award.refresh_from_db()
        assert (award.state, award.document_number) == (StarState.IN_PUBLICITY, "赣志字 5 号")

    def test_hours_that_are_too_few_now(self, place: Place, as_officer: Client) -> None:
        award = asked(hours=90)
        page = as_officer.post(f"{URL}{award.pk}/", {"verb": "grant", "reason": ""})
        assert page.status_code == 422 and "更正以后不够" in said(page)
        award.refresh_from_db()
        assert award.state == StarState.APPLIED

    def test_an_objection_is_answered(self, place: Place, as_officer: Client) -> None:
        award = asked(state=StarState.IN_PUBLICITY)
        doubt = object_to_star(by=make_member(), key=award.pk, words="那天没来", at=NOW)
        assert "李*霞" in said(as_officer.get(URL))
        assert "那天没来" in said(as_officer.get(f"{URL}{award.pk}/"))
        url = f"{URL}{award.pk}/objections/{doubt.pk}/"
        assert "请写一句为什么" in said(as_officer.post(url, {"verb": "dismiss", "answer": ""}, follow=True))
        assert StarObjection.objects.get().state == "open"
        assert "答复好了" in said(
            as_officer.post(url, {"verb": "dismiss", "answer": "查过都在"}, follow=True)
        )
        assert StarObjection.objects.get().answer == "查过都在"
        assert "已经答复过" in said(as_officer.post(url, {"verb": "uphold", "answer": "不够"}, follow=True))

    def test_who_put_it_forward_does_not_read_who_objected(self, place: Place, as_officer: Client) -> None:
        award = asked(state=StarState.IN_PUBLICITY)
        doubter = registry.make_account(name="吴提醒")
        object_to_star(by=registry.standing_of(doubter), key=award.pk, words="那天没来", at=NOW)
        assert "吴提醒" in said(as_officer.get(f"{URL}{award.pk}/"))
        StarAward.objects.filter(pk=award.pk).update(applied_by=place.officer)
        page = said(as_officer.get(f"{URL}{award.pk}/"))
        assert "那天没来" in page and "吴提醒" not in page

    @pytest.mark.parametrize(("verb", "state"), [("keep", StarState.GRANTED), ("end", StarState.ENDED)])
    def test_a_flag_is_reviewed(self, place: Place, as_officer: Client, verb: str, state: StarState) -> None:
        award = asked(hours=60, state=StarState.GRANTED, flagged_at=NOW, flag_reason="时长更正后是 60 小时")
        page = said(as_officer.get(f"{URL}{award.pk}/"))
        assert "时长更正后是 60 小时" in page and "保留" in page and "开始公示" not in page
        assert as_officer.post(f"{URL}{award.pk}/", {"verb": verb, "reason": ""}).status_code == 422
        as_officer.post(f"{URL}{award.pk}/", {"verb": verb, "reason": "情况查清了"})
        award.refresh_from_db()
        assert (award.state, award.review_words) == (state, "情况查清了")

    def test_a_minors_name_stays_hidden(self, place: Place, as_officer: Client) -> None:
        child = registry.make_volunteer(name="王小明", birth_on=NOW.date() - 15 * 365 * DAY)
        page = said(as_officer.get(f"{URL}{make_star(volunteer=child).pk}/"))
        assert "王*明" in page and "王小明" not in page

    def test_no_stranger_sees_that_it_exists(self, place: Place, sign_in: SignIn) -> None:
        award = asked()
        doubt = StarObjection.objects.create(city=award.city, award=award, words="没来", raised_at=NOW)
        for account in (place.leader, place.admin, place.stranger, place.far_officer, place.member):
            client = sign_in(account)
            assert client.get(f"{URL}{award.pk}/").status_code in (403, 404)
            assert client.post(f"{URL}{award.pk}/", {"verb": "grant", "reason": ""}).status_code in (403, 404)
            sent = {"verb": "uphold", "answer": "不够"}
            assert client.post(f"{URL}{award.pk}/objections/{doubt.pk}/", sent).status_code in (403, 404)
        award.refresh_from_db()
        assert award.state == StarState.APPLIED

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many_objections(self, place: Place, as_officer: Client, many: int) -> None:
        award = asked(state=StarState.IN_PUBLICITY)
        for _ in range(many):
            object_to_star(by=make_member(), key=award.pk, words="那天没来", at=NOW)
        assert spent_on(as_officer, f"{URL}{award.pk}/") == 14


class TestProposing:
    def proposal(self, place: Place, person: Volunteer) -> dict[str, str]:
        return {"body": str(place.body.pk), "number": person.number, "reason": "三年没缺过班"}

    def test_a_leader_proposes(self, place: Place, as_leader: Client) -> None:
        person = registry.make_volunteer(name="李明霞")
        serve(person, 100, body=place.body)
        page = as_leader.post(f"{URL}propose/", self.proposal(place, person), follow=True)
        assert "推荐上去了" in said(page) and "李*霞" in said(page)
        assert StarAward.objects.get().proposed_for_id == place.body.pk
        again = as_leader.post(f"{URL}propose/", self.proposal(place, person))
        assert again.status_code == 422 and "已经申请过" in said(again)

    def test_somebody_elses_volunteer_is_unknown(self, place: Place, as_leader: Client) -> None:
        person = registry.make_volunteer()
        serve(person, 100)
        page = as_leader.post(f"{URL}propose/", self.proposal(place, person))
        assert page.status_code == 422 and "没有找到这名志愿者" in said(page)
        assert not StarAward.objects.exists()

    def test_not_for_another_body(self, place: Place, as_leader: Client, as_officer: Client) -> None:
        other = registry.make_body()
        person = registry.make_volunteer()
        serve(person, 100, body=other)
        sent = {**self.proposal(place, person), "body": str(other.pk)}
        assert as_leader.post(f"{URL}propose/", sent).status_code == 422
        assert as_officer.post(f"{URL}propose/", sent).status_code == 403
        assert not StarAward.objects.exists()

    @pytest.mark.parametrize("many", [1, 3])
    def test_the_list_costs_the_same_for_many(self, place: Place, as_leader: Client, many: int) -> None:
        for _ in range(many):
            asked(proposed_for=place.body)
        assert spent_on(as_leader, f"{URL}propose/") == 6


class TestPreview:
    def change(self, place: Place, value: Any, on: date = date(2026, 7, 1)) -> None:
        DatedSetting.objects.create(
            key="star.hours", region=place.tree.yushui, effective_on=on, value=value, set_at=NOW
        )

    def test_who_gains_and_whose_hours_are_short(self, place: Place, as_officer: Client) -> None:
        gains, short = registry.make_volunteer(name="李明霞"), registry.make_volunteer(name="周建国")
        serve(gains, 90)
        serve(short, 310)
        for level in (1, 2):
            make_star(volunteer=short, level=level, state=StarState.GRANTED)
        assert "没有要变的规则" in said(as_officer.get(f"{URL}preview/"))
        self.change(place, [80, 320, 600, 1000, 1500])
        page = said(as_officer.get(f"{URL}preview/"))
        assert "1 名志愿者那时可以多申请一颗星" in page and "1 名志愿者的时长不到新的标准" in page
        assert "李*霞" in page and "周*国" in page and "80、320、600、1000、1500" in page
        assert set(StarAward.objects.values_list("state", flat=True)) == {StarState.GRANTED}

    def test_the_setting_itself_says_so_before_it_is_set(self, place: Place, as_officer: Client) -> None:
        serve(registry.make_volunteer(), 90)
        url = f"/desk/settings/star.hours/?region={place.tree.yushui.code}"
        sent = {
            "value": "80、300、600、1000、1500",
            "effective_on": "2026-07-01",
            "basis": "渝志字 1 号",
            "verb": "look",
        }
        assert "1 名志愿者那时可以多申请一颗星" in said(as_officer.post(url, sent))
        assert not DatedSetting.objects.exists()
        wrong = as_officer.post(url, {**sent, "value": "80、300"})
        assert wrong.status_code == 422 and not DatedSetting.objects.exists()
        as_officer.post(url, {**sent, "verb": "set"})
        assert DatedSetting.objects.get().value == [80, 300, 600, 1000, 1500]

    def test_a_list_is_paged_and_a_day_chosen(self, place: Place, as_officer: Client) -> None:
        for _ in range(31):
            serve(registry.make_volunteer(), 90)
        self.change(place, [95, 300, 600, 1000, 1500])
        self.change(place, [80, 300, 600, 1000, 1500], on=date(2026, 9, 1))
        assert "0 名志愿者那时" in said(as_officer.get(f"{URL}preview/"))
        page = said(as_officer.get(f"{URL}preview/?on=2026-09-01"))
        assert "31 名志愿者那时" in page and "1 / 2" in page

    def test_only_who_governs_a_place(self, place: Place, sign_in: SignIn) -> None:
        for account in (place.leader, place.member):
            assert sign_in(account).get(f"{URL}preview/").status_code == 403

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, place: Place, as_officer: Client, many: int) -> None:
        self.change(place, [80, 300, 600, 1000, 1500])
        for _ in range(many):
            serve(registry.make_volunteer(), 90)
        assert spent_on(as_officer, f"{URL}preview/") == 18
