"""Awards on the site: the list, one edition, nominating, my nominations, objections, the honour wall."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.honour.choices import CategorySubject, EditionState, NominationState, NominationWay, StoryState
from redvest.honour.models import AwardNomination, AwardObjection, AwardSeconding, AwardStory
from redvest.honour.rules.award import Conditions
from redvest.registry.actions.consent import give_consent
from redvest.registry.choices import ConsentPurpose, Role
from redvest.registry.models import Body, Volunteer
from tests.faces.site.conftest import browser_of, html, words
from tests.factories import registry
from tests.factories.award import DAY, WORDS, make_category, make_edition, make_nomination, make_programme
from tests.factories.registry import CITY, NOW, TODAY, volunteer_standing
from tests.factories.service import make_project
from tests.factories.star import serve
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db


def spent_on(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as spent:
        assert client.get(url).status_code == 200
    return len(spent)


class TestList:
    def test_what_runs_and_the_archive(self, guest: Client) -> None:
        assert "现在没有评选" in words(guest.get("/awards/"))
        make_edition(title="正在评的")
        make_edition(title="还在筹备的", state=EditionState.DRAFT)
        make_edition(title="去年的", state=EditionState.ARCHIVED, year=2025)
        page = words(guest.get("/awards/"))
        assert "正在评的" in page and "还在筹备的" not in page and "去年的" not in page
        page = words(guest.get("/awards/?over=1"))
        assert "去年的" in page and "正在评的" not in page and "还在筹备的" not in page

    def test_by_kind(self, guest: Client) -> None:
        make_edition(title="市长奖一", programme=make_programme(kind="mayor"))  # type: ignore[arg-type]
        make_edition(title="年度一")
        page = words(guest.get("/awards/?kind=mayor"))
        assert "市长奖一" in page and "年度一" not in page
        assert "年度一" in words(guest.get("/awards/?kind=nobel"))

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, guest: Client, many: int) -> None:
        for _ in range(many):
            make_edition()
        assert spent_on(guest, "/awards/") == 1


class TestEdition:
    def test_conditions_days_and_the_two_ways_to_nominate(self, guest: Client) -> None:
        edition = make_edition(votes=True)
        make_category(
            edition=edition, name="优秀志愿者", conditions=Conditions(least_minutes=1200, spotless=True)
        )
        make_category(edition=edition, name="优秀社区", subject=CategorySubject.COMMUNITY)
        page = guest.get(f"/awards/{edition.pk}/")
        for part in (
            "2026 年的服务时长满 20 小时",
            "没有核实的不良记录",
            "服务时长，满分 60 分",
            "占总分的 10%",
        ):
            assert part in words(page)
        assert html(page).count("?way=self") == 1  # nobody nominates a community as their own

    def test_nobody_is_named_before_the_check_is_over_nor_whom_the_jury_leans_to(self, guest: Client) -> None:
        for state in (EditionState.NOMINATING, EditionState.CHECKING):
            category = make_category(edition=make_edition(state=state))
            make_nomination(category=category, volunteer=registry.make_volunteer(name="王候选"),
                            state=NominationState.QUALIFIED)  # fmt: skip
            assert "王" not in words(guest.get(f"/awards/{category.edition_id}/"))
        category = make_category(edition=make_edition(state=EditionState.JUDGING))
        for name, state in (("王候选", NominationState.CHOSEN), ("周候选", NominationState.QUALIFIED)):
            make_nomination(category=category, volunteer=registry.make_volunteer(name=name), state=state)
        page = words(guest.get(f"/awards/{category.edition_id}/"))
        assert "王*选" in page and "周*选" in page and "当选" not in page

    def test_winners_in_public_masked_or_by_consent_and_no_minors_name(self, guest: Client) -> None:
        category = make_category(edition=make_edition(state=EditionState.PUBLICITY), places=5)
        open_one = registry.make_volunteer(name="李公开")
        for purpose in (ConsentPurpose.REGISTRATION, ConsentPurpose.PUBLISH_NAME):
            give_consent(by=volunteer_standing(open_one), volunteer=open_one, purpose=purpose, at=NOW)
        young = registry.make_volunteer(name="周小苗", birth_on=TODAY.replace(year=2012))
        for person in (open_one, young, registry.make_volunteer(name="王默默")):
            make_nomination(category=category, volunteer=person, state=NominationState.CHOSEN)
        lost = registry.make_volunteer(name="赵落选")
        make_nomination(category=category, volunteer=lost, state=NominationState.NOT_CHOSEN)
        page = words(guest.get(f"/awards/{category.edition_id}/"))
        assert "李公开" in page and "王*默" in page and "一位未成年志愿者" in page
        assert "周小苗" not in page and "周*苗" not in page and "赵" not in page
        assert "登录后可以提意见" in page

    def test_what_is_prepared_is_nobodys_and_what_was_called_off_says_why(self, guest: Client) -> None:
        assert guest.get(f"/awards/{make_edition(state=EditionState.DRAFT).pk}/").status_code == 404
        off = make_edition(state=EditionState.CALLED_OFF)
        assert "取消了：报名的太少" in words(guest.get(f"/awards/{off.pk}/"))

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, guest: Client, many: int) -> None:
        edition = make_edition(state=EditionState.PUBLICITY)
        for _ in range(many):
            make_nomination(category=make_category(edition=edition), state=NominationState.CHOSEN)
        assert spent_on(guest, f"/awards/{edition.pk}/") == 6


class TestNominating:
    DATA = {"words": WORDS}

    def test_oneself_with_ones_own_numbers_before_one_writes(self, me: Client, person: Volunteer) -> None:
        category = make_category(conditions=Conditions(least_minutes=1200))
        serve(person, 19, at=NOW - 20 * DAY)
        url = f"/awards/{category.edition_id}/nominate/{category.pk}/?way=self"
        assert "要满 20 小时，现有 19 小时" in words(me.get(url))
        page = me.post(url, self.DATA)
        assert page.status_code == 422 and WORDS in html(page) and "现有 19 小时" in words(page)
        assert not AwardNomination.objects.exists()
        serve(person, 1, at=NOW - 19 * DAY)
        page = words(me.post(url, self.DATA, follow=True))
        assert "推荐上去了" in page and "待审核" in page and "李明霞" in page

    def test_somebody_else_who_is_asked_and_then_seconded(self, me: Client) -> None:
        other = registry.make_volunteer(name="王小路")
        category = make_category()
        url = f"/awards/{category.edition_id}/nominate/{category.pk}/"
        wrong = me.post(url, {**self.DATA, "number": other.number, "name": "王大路"})
        assert wrong.status_code == 422 and "编号和名称要都对得上" in words(wrong) and WORDS in html(wrong)
        data = {**self.DATA, "number": other.number, "name": "王小路"}
        page = words(me.post(url, data, follow=True))
        assert "你推荐的" in page and "王*路" in page and "同意参评" not in page
        again = me.post(url, data)
        assert again.status_code == 422 and "已经推荐过了" in words(again)
        third = browser_of(registry.make_volunteer().account)  # type: ignore[arg-type]
        third.post(url, data)
        assert AwardSeconding.objects.count() == AwardNomination.objects.count() == 1

    def test_what_one_heads(self) -> None:
        body, account = registry.make_body(name="暖阳队"), registry.make_account()
        registry.make_grant(account=account, role=Role.BODY_ADMIN, body=body)
        project = make_project(body=body, name="邻里守望进百家")
        edition, head = make_edition(), browser_of(account)
        for subject, thing in ((CategorySubject.BODY, body), (CategorySubject.PROJECT, project)):
            category = make_category(edition=edition, subject=subject)
            url = f"/awards/{edition.pk}/nominate/{category.pk}/?way=self"
            assert thing.name in words(head.get(url))
            bad = head.post(url, {**self.DATA, "what": str(edition.pk)})
            assert bad.status_code == 422
            assert "推荐上去了" in words(head.post(url, {**self.DATA, "what": str(thing.pk)}, follow=True))
        assert AwardNomination.objects.filter(consented_by=account).count() == 2

    def test_a_community_is_chosen_from_those_of_the_place(self, me: Client) -> None:
        tree = registry.make_region_tree()
        category = make_category(edition=make_edition(region=tree.yushui), subject=CategorySubject.COMMUNITY)
        url = f"/awards/{category.edition_id}/nominate/{category.pk}/"
        page = me.get(url)
        assert "百花湖社区" in words(page) and "渝水区 · 城南街道" in html(page) and "自荐" not in words(page)
        bad = me.post(url, {**self.DATA, "number": tree.qiandong.code})
        assert bad.status_code == 422 and WORDS in html(bad)
        assert "推荐上去了" in words(me.post(url, {**self.DATA, "number": tree.baihua.code}, follow=True))
        assert AwardNomination.objects.get().region == tree.baihua

    def test_who_heads_nothing_is_told(self, me: Client) -> None:
        category = make_category(subject=CategorySubject.BODY)
        page = words(me.get(f"/awards/{category.edition_id}/nominate/{category.pk}/?way=self"))
        assert "只有组织的负责人" in page

    def test_who_heads_something_and_has_no_record_cannot_stand_as_a_person(self) -> None:
        account = registry.make_account()
        registry.make_grant(account=account, role=Role.BODY_ADMIN, body=registry.make_body())
        category = make_category()
        url = f"/awards/{category.edition_id}/nominate/{category.pk}/?way=self"
        assert browser_of(account).post(url, self.DATA).status_code == 403
        assert not AwardNomination.objects.exists()

    def test_of_a_child(self) -> None:
        parent = registry.make_account(name="李建国")
        child = registered(parent)
        category, mine = make_category(), browser_of(parent)
        url = f"/awards/{category.edition_id}/nominate/{category.pk}/?way=self&who={child.pk}"
        mine.post(url, self.DATA)
        made = AwardNomination.objects.get()
        assert (made.volunteer, made.consented_by) == (child, parent)
        assert child.name in words(mine.get("/me/nominations/"))

    def test_only_on_the_register_and_in_its_days(self, member: Client, me: Client, guest: Client) -> None:
        category = make_category()
        url = f"/awards/{category.edition_id}/nominate/{category.pk}/"
        assert member.get(url).status_code == 403
        assert guest.get(url).status_code == 302
        over = make_category(edition=make_edition(state=EditionState.CHECKING))
        assert me.get(f"/awards/{over.edition_id}/nominate/{over.pk}/").status_code == 409
        assert me.get(f"/awards/{category.edition_id}/nominate/{over.pk}/").status_code == 404


class TestMine:
    URL = "/me/nominations/"

    def test_who_has_none(self, me: Client) -> None:
        assert "还没有参评" in words(me.get(self.URL))
        assert self.URL in html(me.get("/me/"))

    def test_asked_and_agreed_and_taken_back(self, me: Client, person: Volunteer) -> None:
        made = make_nomination(volunteer=person, consented=False, way=NominationWay.PUBLIC)
        page = words(me.get(self.URL))
        assert "有人推荐，理由是" in page and "同意参评" in page
        assert "你同意参评了" in words(me.post(f"{self.URL}{made.pk}/", {"verb": "agree"}, follow=True))
        made.refresh_from_db()
        assert made.consented_at == NOW
        page = words(me.post(f"{self.URL}{made.pk}/", {"verb": "withdraw"}, follow=True))
        assert "不参评" in page and "已撤回" in page
        assert me.post(f"{self.URL}{made.pk}/", {}).status_code == 422

    def test_nobody_elses(self, me: Client) -> None:
        made = make_nomination(consented=False)
        me.post(f"{self.URL}{made.pk}/", {"verb": "agree"})
        made.refresh_from_db()
        assert made.consented_at is None

    def test_the_jurys_leaning_and_others_reasons_are_not_told(self, me: Client, person: Volunteer) -> None:
        judged = make_category(edition=make_edition(state=EditionState.JUDGING))
        make_nomination(category=judged, volunteer=person, state=NominationState.CHOSEN)
        account = person.account
        make_nomination(nominated_by=account, state=NominationState.REFUSED, reason="时长只有 3 小时")
        page = words(me.get(self.URL))
        assert (
            "入围" in page and "当选" not in page and "时长只有 3 小时" not in page and "不符合条件" in page
        )

    def test_onto_the_wall_with_a_story_and_off_again(
        self, me: Client, person: Volunteer, guest: Client
    ) -> None:
        category = make_category(edition=make_edition(state=EditionState.CONFERRED), name="优秀志愿者")
        made = make_nomination(category=category, volunteer=person, state=NominationState.CHOSEN)
        url = f"{self.URL}{made.pk}/"
        page = words(guest.get("/honour/"))
        assert "李明霞" not in page and "还有 1 个当选的没有选择上墙" in page
        assert "上荣誉墙了" in words(me.post(url, {"verb": "show"}, follow=True))
        assert "李明霞" in words(guest.get("/honour/"))
        assert "20 到 2000 个字" in words(me.post(url, {"verb": "story", "text": "太短"}, follow=True))
        story = "每个星期三都去看望楼里的三位独居老人，十年没有落下过。"
        page = words(me.post(url, {"verb": "story", "text": story}, follow=True))
        assert "审过以后大家就能看到" in page and "待审核" in page
        assert "三位独居老人" not in words(guest.get(f"/honour/{made.pk}/"))
        AwardStory.objects.update(state=StoryState.PUBLISHED, decided_at=NOW)
        assert "三位独居老人" in words(guest.get(f"/honour/{made.pk}/"))
        me.post(url, {"verb": "hide"})
        assert "李明霞" not in words(guest.get("/honour/"))
        assert guest.get(f"/honour/{made.pk}/").status_code == 404

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, me: Client, person: Volunteer, many: int) -> None:
        for _ in range(many):
            make_nomination(volunteer=person)
        assert spent_on(me, self.URL) == 9


class TestObjecting:
    def test_to_a_winner_and_to_the_whole(self, member: Client) -> None:
        edition = make_edition(state=EditionState.PUBLICITY)
        winner = make_nomination(category=make_category(edition=edition), state=NominationState.CHOSEN)
        url = f"/awards/{edition.pk}/"
        assert "对整个结果有意见" in words(member.get(url))
        data = {"nomination": str(winner.pk), "words": "那几次他没来"}
        assert "会有人核实" in words(member.post(f"{url}object/", data, follow=True))
        assert "已经提过意见" in words(member.post(f"{url}object/", data, follow=True))
        member.post(f"{url}object/", {"words": "评委没有回避"})
        assert AwardObjection.objects.count() == 2
        assert "收到 2 条意见，答复了 0 条" in words(member.get(url))

    def test_too_few_words_and_too_late(self, member: Client) -> None:
        edition = make_edition(state=EditionState.PUBLICITY)
        page = member.post(f"/awards/{edition.pk}/object/", {"words": "嗯"}, follow=True)
        assert "请写明哪里不对" in words(page)
        over = make_edition(state=EditionState.DECIDED)
        page = member.post(f"/awards/{over.pk}/object/", {"words": "评得不对"}, follow=True)
        assert "不在公示期" in words(page)
        assert not AwardObjection.objects.exists()


class TestWall:
    def won(self, state: EditionState = EditionState.CONFERRED, **more: Any) -> AwardNomination:
        subject = CategorySubject.BODY if "body" in more else CategorySubject.PERSON
        category = make_category(edition=make_edition(state=state), subject=subject)
        return make_nomination(category=category, state=NominationState.CHOSEN, wall_consented_at=NOW, **more)

    def test_never_a_minor_nor_who_left_nor_before_it_was_conferred(self, guest: Client, body: Body) -> None:
        young = registry.make_volunteer(name="周小苗", birth_on=TODAY.replace(year=2008, day=6))
        self.won(volunteer=young)
        self.won(volunteer=registry.make_volunteer(name="赵离开", state="left"))  # type: ignore[arg-type]
        self.won(EditionState.DECIDED, volunteer=registry.make_volunteer(name="钱还早"))
        grown = registry.make_volunteer(name="孙刚满", birth_on=TODAY.replace(year=2008))
        self.won(EditionState.ARCHIVED, volunteer=grown)
        self.won(body=body)
        page = words(guest.get("/honour/"))
        assert "孙刚满" in page and body.name in page
        assert not any(each in page for each in ("周小苗", "赵离开", "钱还早"))

    def test_by_kind_and_empty(self, guest: Client) -> None:
        assert "墙上还没有名字" in words(guest.get("/honour/"))
        self.won(volunteer=registry.make_volunteer(name="孙年度"))
        assert "孙年度" in words(guest.get("/honour/?kind=yearly"))
        assert "孙年度" not in words(guest.get("/honour/?kind=mayor"))

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, guest: Client, many: int) -> None:
        for _ in range(many):
            self.won()
        assert AwardNomination.objects.filter(city=CITY).count() == many
        assert spent_on(guest, "/honour/") == 2
