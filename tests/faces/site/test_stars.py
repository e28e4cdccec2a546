"""My stars, asked for and taken back on one page, also for a child; and the page on which they are public."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.honour.choices import StarState
from redvest.honour.models import StarAward, StarObjection
from redvest.registry.actions.consent import give_consent
from redvest.registry.choices import ConsentPurpose
from redvest.registry.models import Account, Volunteer
from tests.faces.site.conftest import browser_of, html, words
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.star import DAY, make_star, serve
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db
URL = "/me/stars/"


def spent_on(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as spent:
        assert client.get(url).status_code == 200
    return len(spent)


class TestMine:
    def test_what_is_missing_and_no_button(self, me: Client, person: Volunteer) -> None:
        serve(person, 30)
        page = me.get(URL)
        assert "下一个：一星" in words(page) and "还差 70 小时 0 分" in words(page)
        assert 'max="6000" value="1800"' in html(page) and "申请一星" not in words(page)
        assert URL in html(me.get("/me/"))

    def test_asked_for_and_taken_back(self, me: Client, person: Volunteer) -> None:
        serve(person, 100)
        assert "申请一星" in words(me.get(URL))
        page = me.post(f"{URL}apply/", {"level": "1", "who": ""}, follow=True)
        award = StarAward.objects.get()
        assert "申请交上去了" in words(page) and "等审核" in words(page) and "申请一星" not in words(page)
        page = me.post(f"{URL}{award.pk}/withdraw/", follow=True)
        award.refresh_from_db()
        assert award.state == StarState.WITHDRAWN and "已撤回" in words(page)

    @pytest.mark.parametrize("level", ["2", "9", "", "x", "²", "-1", "1" * 5000])
    def test_another_level_is_refused_in_words(self, me: Client, person: Volunteer, level: str) -> None:
        serve(person, 100)
        page = words(me.post(f"{URL}apply/", {"level": level}, follow=True))
        assert "要先有一星" in page or "一星到五星" in page
        assert not StarAward.objects.exists()

    def test_the_story_tells_everything(self, me: Client, person: Volunteer) -> None:
        body = registry.make_body(name="黎明脚步志愿队")
        make_star(
            volunteer=person, state=StarState.GRANTED, flagged_at=NOW, flag_reason="时长更正后是 60 小时"
        )
        make_star(
            volunteer=person,
            level=2,
            state=StarState.REFUSED,
            reason="还要核对",
            proposed_for=body,
            words="很勤快",
        )
        page = words(me.get(URL))
        for said in (
            "时长更正后是 60 小时",
            "要复核",
            "还要核对",
            "“黎明脚步志愿队”推荐",
            "很勤快",
            "3月4日",
        ):
            assert said in page

    def test_who_has_all_five(self, me: Client, person: Volunteer) -> None:
        for level in range(1, 6):
            make_star(volunteer=person, level=level, state=StarState.GRANTED)
        assert "五颗星都有了" in words(me.get(URL))

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same(self, me: Client, person: Volunteer, many: int) -> None:
        for _ in range(many):
            make_star(volunteer=person, state=StarState.REFUSED)
        assert spent_on(me, URL) == 11

    def test_of_a_child(self) -> None:
        parent: Account = registry.make_account(name="李建国")
        child = registered(parent)
        serve(child, 100)
        mine = browser_of(parent)
        assert mine.get(URL).status_code == 403
        assert "申请一星" in words(mine.get(f"{URL}?who={child.pk}"))
        assert f"{URL}?who={child.pk}" in html(mine.get(f"/me/children/{child.pk}/"))
        mine.post(f"{URL}apply/", {"level": "1", "who": str(child.pk)})
        award = StarAward.objects.get()
        assert award.volunteer_id == child.pk
        mine.post(f"{URL}{award.pk}/withdraw/", {"who": str(child.pk)})
        award.refresh_from_db()
        assert award.state == StarState.WITHDRAWN

    def test_of_nobody_elses_child(self, me: Client) -> None:
        child = registered(registry.make_account(name="李建国"))
        serve(child, 100)
        assert me.get(f"{URL}?who={child.pk}").status_code == 404
        assert me.post(f"{URL}apply/", {"level": "1", "who": str(child.pk)}).status_code == 404
        assert me.post(f"{URL}apply/", {"level": "1", "who": "x"}).status_code == 404
        assert not StarAward.objects.exists()

    def test_for_who_is_not_on_the_register(self, guest: Client, member: Client) -> None:
        assert guest.get(URL).status_code in (302, 401)
        assert member.get(URL).status_code == 403


class TestInPublic:
    def shown(self, **more: Any) -> StarAward:
        return make_star(volunteer=registry.make_volunteer(**more), state=StarState.IN_PUBLICITY)

    def test_names_are_masked_and_minors_have_none(self, guest: Client) -> None:
        self.shown(name="李明霞")
        self.shown(name="王小明", birth_on=NOW.date() - 15 * 365 * DAY)
        page = words(guest.get("/stars/"))
        assert "李*霞" in page and "李明霞" not in page
        assert "一位未成年志愿者" in page and "王" not in page
        assert "登录后可以提意见" in page

    def test_who_publishes_their_name_is_named_but_for_minors(self, guest: Client) -> None:
        grown, young = self.shown(name="李明霞"), self.shown(name="王小明")
        for each in (grown, young):
            by = registry.volunteer_standing(each.volunteer)
            for purpose in (ConsentPurpose.REGISTRATION, ConsentPurpose.PUBLISH_NAME):
                give_consent(by=by, volunteer=each.volunteer, purpose=purpose, at=NOW)
        Volunteer.objects.filter(pk=young.volunteer_id).update(birth_on=NOW.date() - 15 * 365 * DAY)
        page = words(guest.get("/stars/"))
        assert "李明霞" in page and "王小明" not in page and "一位未成年志愿者" in page

    def test_what_is_not_in_public_is_not_there(self, guest: Client) -> None:
        for state in StarState:
            if state != StarState.IN_PUBLICITY:
                make_star(volunteer=registry.make_volunteer(name="李明霞"), state=state)
        assert "现在没有公示" in words(guest.get("/stars/"))

    def test_an_objection(self, me: Client, guest: Client) -> None:
        award = self.shown(name="周别人")
        page = me.post(f"/stars/{award.pk}/object/", {"words": "那几次他没来"}, follow=True)
        assert "收到了" in words(page)
        assert StarObjection.objects.get().words == "那几次他没来"
        assert "那几次他没来" not in words(guest.get("/stars/"))
        assert "已经提过" in words(me.post(f"/stars/{award.pk}/object/", {"words": "又没来"}, follow=True))
        guest.post(f"/stars/{award.pk}/object/", {"words": "没来"})
        assert StarObjection.objects.count() == 1

    def test_ones_own_has_no_form(self, me: Client, person: Volunteer) -> None:
        make_star(volunteer=person, state=StarState.IN_PUBLICITY)
        assert "提出意见" not in words(me.get("/stars/"))

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, guest: Client, many: int) -> None:
        for _ in range(many):
            self.shown()
        assert spent_on(guest, "/stars/") == 2


class TestPaper:
    @pytest.fixture
    def award(self, person: Volunteer) -> StarAward:
        serve(person, 120)
        return make_star(volunteer=person, state=StarState.GRANTED, number="ST-7K2M-9QXA-04TB-WN3E")

    def test_a_granted_star_is_taken_home(self, me: Client, award: StarAward) -> None:
        page = words(me.get(URL))
        assert "下载证书" in page and "下载徽章" in page
        pdf = me.get(f"{URL}{award.pk}/paper.pdf")
        assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF-")
        assert award.number in pdf["Content-Disposition"]
        badge = me.get(f"/certificates/{award.number}/badge.png")
        assert badge["Content-Type"] == "image/png" and badge.content.startswith(b"\x89PNG")
        told = me.get(f"/certificates/{award.number}/credential.json").json()
        assert told["credentialSubject"]["achievement"]["name"] == "一星志愿者"

    def test_whoever_has_the_number_sees_whether_it_stands(self, guest: Client, award: StarAward) -> None:
        page = words(guest.get("/verify/st7k2m9qxa04tbwn3e"))
        assert "星级有效" in page and "一星志愿者" in page and "累计经核验 100 小时" in page
        assert award.volunteer.name not in page
        StarAward.objects.update(state=StarState.ENDED, reviewed_at=NOW, review_words="时长是记错的")
        page = words(guest.get(f"/verify/{award.number}"))
        assert "星级已经终止" in page and "时长是记错的" in page

    def test_no_such_star(self, guest: Client, award: StarAward) -> None:
        answer = guest.get("/verify/ST-0000-0000-0000-0000")
        assert answer.status_code == 404 and "没有这份证明" in words(answer)

    def test_a_guardian_takes_home_a_childs(self, me: Client, guest: Client) -> None:
        parent: Account = registry.make_account(name="李建国")
        child = registered(parent)
        serve(child, 120)
        number = "ST-7K2M-9QXA-04TB-WN3F"
        make_star(volunteer=child, state=StarState.GRANTED, number=number)
        mine, badge = browser_of(parent), f"/certificates/{number}/badge.png?who={child.pk}"
        assert badge in html(mine.get(f"{URL}?who={child.pk}"))
        answer = mine.get(badge)
        assert answer["Content-Type"] == "image/png" and answer.content.startswith(b"\x89PNG")
        for other in (me, guest):
            assert other.get(badge).status_code == 404

    def test_somebody_else_is_led_to_the_public_page(self, award: StarAward) -> None:
        other = browser_of(registry.make_volunteer().account)
        assert other.get(f"{URL}{award.pk}/paper.pdf").status_code == 404
        answer = other.get(f"/certificates/{award.number}/badge.png")
        assert answer.status_code == 302 and answer["Location"] == f"/verify/{award.number}"
