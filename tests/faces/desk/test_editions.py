"""Awards at the desk: a new edition, its steps, nominations and their check, winners, objections, stories."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.honour.actions.award_publicity import object_to_award
from redvest.honour.choices import CategorySubject, EditionState, NominationState, StoryState
from redvest.honour.models import (
    AwardCategory,
    AwardEdition,
    AwardNomination,
    AwardObjection,
    AwardProgramme,
    AwardStory,
)
from redvest.honour.rules.award import Conditions
from redvest.registry.models import Account, Membership
from redvest.service.models import AwardRecord
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.award import DAY, make_category, make_edition, make_nomination, make_programme
from tests.factories.registry import CITY, NOW, TODAY, make_member
from tests.factories.star import serve

pytestmark = pytest.mark.django_db
URL = "/desk/editions/"


def spent_on(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as spent:
        assert client.get(url).status_code == 200
    return len(spent)


def typed(**more: Any) -> dict[str, Any]:
    days = {"nominate_from": 0, "nominate_until": 10, "judge_until": 30}
    return {
        "title": "2026 年度志愿服务市长奖", "year": "2026", "granted_by": "新余市人民政府", "vote_percent": "0",
        "vote_from": "", "vote_until": "", "words": "评审打分。",
        **{name: (TODAY + each * DAY).isoformat() for name, each in days.items()}, **more,
    }  # fmt: skip


class TestList:
    def test_what_runs_and_what_is_over(self, place: Place, as_centre: Client) -> None:
        make_edition(title="正在评的")
        make_edition(title="归档了的", state=EditionState.ARCHIVED)
        page = said(as_centre.get(URL))
        assert "正在评的" in page and "归档了的" not in page
        page = said(as_centre.get(f"{URL}?list=over"))
        assert "正在评的" not in page and "归档了的" in page
        assert "正在评的" in said(as_centre.get(f"{URL}?list=nonsense"))

    def test_an_officer_sees_those_of_their_own_place(
        self, place: Place, as_officer: Client, sign_in: SignIn
    ) -> None:
        make_edition(title="全市的")
        make_edition(title="渝水的", region=place.tree.yushui)
        page = said(as_officer.get(URL))
        assert "渝水的" in page and "全市的" not in page
        assert "这里还没有评选" in said(sign_in(place.far_officer).get(URL))
        assert sign_in(place.member).get(URL).status_code == 403
        assert sign_in(place.leader).get(URL)["Location"].endswith("/nominate/")

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, place: Place, as_centre: Client, many: int) -> None:
        for _ in range(many):
            make_nomination(category=make_category(edition=make_edition()))
        assert spent_on(as_centre, URL) == 5

    def test_the_rail_counts_what_waits(self, place: Place, as_centre: Client) -> None:
        make_nomination(category=make_category(edition=make_edition()))
        page = said(as_centre.get("/desk/"))
        assert f'href="{URL}"' in page


class TestNew:
    def test_from_a_template_with_a_programme_of_its_own(self, place: Place, as_centre: Client) -> None:
        page = said(as_centre.get(f"{URL}new/?template=mayor"))
        assert "市长奖（组织）" in page and 'value="志愿服务市长奖"' in page
        data = typed(programme="", name="志愿服务市长奖", region=CITY)
        page = said(as_centre.post(f"{URL}new/?template=mayor", data, follow=True))
        edition = AwardEdition.objects.get()
        assert "建好了" in page and "公开，开始推荐" in page
        assert (edition.programme.kind, edition.state) == ("mayor", EditionState.DRAFT)
        assert list(edition.categories.values_list("subject", "places")) == [("body", 10), ("person", 10)]

    def test_under_a_programme_that_there_is(self, place: Place, as_officer: Client) -> None:
        programme = make_programme(name="年度评选")
        data = typed(programme=str(programme.pk), region=place.tree.yushui.code)
        assert "新的评选" not in said(as_officer.get(f"{URL}new/"))  # the centre alone begins one
        as_officer.post(f"{URL}new/?template=yearly", data)
        edition = AwardEdition.objects.get()
        assert edition.programme == programme and edition.region_path == place.tree.yushui.path
        assert edition.categories.count() == 4

    def test_faults_stand_beside_their_fields_and_leave_nothing(
        self, place: Place, as_centre: Client
    ) -> None:
        data = typed(
            programme="", name="市长奖", region=CITY, judge_until=TODAY.isoformat(), title="只留这个标题"
        )
        page = as_centre.post(f"{URL}new/?template=mayor", data)
        assert page.status_code == 422
        assert "评审的截止日不能早于推荐和投票的截止日" in said(page) and "只留这个标题" in said(page)
        assert not AwardEdition.objects.exists() and not AwardProgramme.objects.exists()

    def test_a_name_that_there_is(self, place: Place, as_centre: Client) -> None:
        make_programme(name="市长奖")
        page = as_centre.post(f"{URL}new/", typed(programme="", name="市长奖", region=CITY))
        assert page.status_code == 422 and "已经有一个同名的评选" in said(page)
        assert not AwardEdition.objects.exists()

    def test_the_programme_of_the_template_is_chosen_where_there_is_one(
        self, place: Place, as_centre: Client
    ) -> None:
        programme = make_programme(name="志愿服务市长奖")
        page = said(as_centre.get(f"{URL}new/?template=mayor"))
        assert f'<option value="{programme.pk}" selected>' in page
        assert "selected" in said(as_centre.get(f"{URL}new/?template=yearly"))

    def test_changed_and_copied(self, place: Place, as_centre: Client) -> None:
        edition = make_edition(state=EditionState.DRAFT)
        make_category(edition=edition, name="最暖邻居")
        url = f"{URL}{edition.pk}/"
        page = said(as_centre.post(f"{url}edit/", typed(title="改过的"), follow=True))
        assert "改过的" in page and "改好了" in page
        assert as_centre.post(f"{url}edit/", typed(title="")).status_code == 422
        page = said(as_centre.get(f"{url}copy/"))
        assert 'value="2027"' in page
        as_centre.post(f"{url}copy/", typed(year="2027"))
        assert AwardEdition.objects.get(year=2027).categories.get().name == "最暖邻居"
        again = as_centre.post(f"{url}copy/", typed(year="2027"))
        assert again.status_code == 422 and "已经有一届" in said(again)

    def test_a_change_that_comes_too_late(self, place: Place, as_centre: Client) -> None:
        edition = make_edition(title="原来的")
        page = as_centre.post(f"{URL}{edition.pk}/edit/", typed(title="改过的"), follow=True)
        assert "刚刚有了变动" in said(page)
        edition.refresh_from_db()
        assert edition.title == "原来的"


class TestCategories:
    FORM = {
        "name": "最美志愿者", "subject": "person", "places": "5", "rubric": "服务时长 60\n服务成效 40",
        "least_hours": "20", "least_activities": "", "least_age": "18", "most_age": "60", "least_years": "",
        "least_members": "", "spotless": "on",
    }  # fmt: skip

    def test_added_changed_and_removed(self, place: Place, as_centre: Client) -> None:
        edition = make_edition(state=EditionState.DRAFT)
        url = f"{URL}{edition.pk}/categories/"
        assert "最美志愿者" in said(as_centre.post(f"{url}new/", self.FORM, follow=True))
        made = AwardCategory.objects.get()
        asked = Conditions(least_minutes=1200, least_age=18, most_age=60, spotless=True)
        assert Conditions.of(made.eligibility) == asked
        page = said(as_centre.get(f"{url}{made.pk}/"))
        assert "服务时长 60 服务成效 40" in page and 'value="20"' in page
        as_centre.post(f"{url}{made.pk}/", {**self.FORM, "places": "3"})
        made.refresh_from_db()
        assert made.places == 3
        as_centre.post(f"{url}{made.pk}/remove/")
        assert not AwardCategory.objects.exists()

    def test_what_is_wrong_stands_beside_its_field(self, place: Place, as_centre: Client) -> None:
        edition = make_edition(state=EditionState.DRAFT)
        page = as_centre.post(f"{URL}{edition.pk}/categories/new/", {**self.FORM, "rubric": "没有分数"})
        assert page.status_code == 422 and "每项写名称和满分" in said(page)
        assert not AwardCategory.objects.exists()


class TestSteps:
    def test_from_the_draft_to_the_archive(self, place: Place, as_centre: Client, time_machine: Any) -> None:
        """The whole life of an award at the desk, each step by the one button of its page."""
        edition = make_edition(state=EditionState.DRAFT, nominate_from=TODAY)
        category = make_category(edition=edition, places=1)
        url = f"{URL}{edition.pk}/"

        def press(verb: str, **more: str) -> str:
            return said(as_centre.post(url, {"verb": verb, **more}, follow=True))

        assert "大家现在看得到" in press("open")
        made = make_nomination(category=category)
        assert "不能提前结束" in said(as_centre.get(url)) and "不能提前结束" in press("close")
        time_machine.move_to(NOW + 11 * DAY)
        as_centre.force_login(place.centre)  # a sign-in does not last so long
        assert "推荐截止了" in press("close") and "还有推荐没有审核" in press("judge")
        page = as_centre.post(f"/desk/nominations/{made.pk}/", {"verb": "qualify", "reason": ""}, follow=True)
        assert "入围了" in said(page)
        assert "进入评审" in press("judge") and "还没有选出当选的" in press("announce")
        page = said(as_centre.post(f"{url}winners/", {"winner": [str(made.pk)]}, follow=True))
        assert "选好了" in page and "开始公示" in page
        assert "参评的都会收到消息" in press("announce")
        assert "不能提前结束" in said(as_centre.get(url))
        time_machine.move_to(NOW + 30 * DAY)
        as_centre.force_login(place.centre)
        page = as_centre.post(url, {"verb": "decide", "document_number": "", "document_name": "决定"})
        assert (
            page.status_code == 422 and "请填写表彰文件的文号" in said(page) and 'value="决定"' in said(page)
        )
        assert "决定记下了" in press("decide", document_number="余府字〔2026〕5 号", document_name="")
        assert "记进档案" in press("confer") and AwardRecord.objects.count() == 1
        assert "归档了" in press("archive")
        edition.refresh_from_db()
        assert edition.state == EditionState.ARCHIVED
        assert "刚刚有了变动" in press("call-off", reason="后悔了")

    def test_called_off_with_a_reason(self, place: Place, as_centre: Client) -> None:
        edition = make_edition()
        url = f"{URL}{edition.pk}/"
        assert "请写一句为什么" in said(as_centre.post(url, {"verb": "call-off", "reason": ""}, follow=True))
        page = said(as_centre.post(url, {"verb": "call-off", "reason": "参评的太少"}, follow=True))
        assert "取消的原因：参评的太少" in page

    def test_nothing_pressed_moves_nothing(self, place: Place, as_centre: Client) -> None:
        edition = make_edition(state=EditionState.DRAFT)
        assert as_centre.post(f"{URL}{edition.pk}/", {}).status_code == 422
        edition.refresh_from_db()
        assert edition.state == EditionState.DRAFT

    def test_who_stands_does_not_decide(self, place: Place, as_centre: Client) -> None:
        person = registry.make_volunteer(account=place.centre)
        edition = make_edition(state=EditionState.JUDGING)
        category = make_category(edition=edition)
        made = make_nomination(category=category, volunteer=person, state=NominationState.QUALIFIED)
        assert "要由别人来办" in said(as_centre.get(f"{URL}{edition.pk}/"))
        page = as_centre.post(f"{URL}{edition.pk}/winners/", {"winner": [str(made.pk)]}, follow=True)
        assert "请另一位来办" in said(page)
        made.refresh_from_db()
        assert made.state == NominationState.QUALIFIED

    @pytest.mark.parametrize("many", [1, 3])
    def test_a_page_costs_the_same_for_many(self, place: Place, as_centre: Client, many: int) -> None:
        edition = make_edition(state=EditionState.PUBLICITY)
        for _ in range(many):
            category = make_category(edition=edition)
            winner = make_nomination(category=category, state=NominationState.CHOSEN)
            object_to_award(by=make_member(), edition=edition.pk, nomination=winner.pk, words="不对", at=NOW)
        assert spent_on(as_centre, f"{URL}{edition.pk}/") == 11

    def test_winners_cost_the_same_for_many_and_more_than_places_are_refused(
        self, place: Place, as_centre: Client
    ) -> None:
        edition = make_edition(state=EditionState.JUDGING)
        category = make_category(edition=edition, places=1)
        url = f"{URL}{edition.pk}/winners/"
        made = [make_nomination(category=category, state=NominationState.QUALIFIED)]
        once = spent_on(as_centre, url)
        made += [make_nomination(category=category, state=NominationState.QUALIFIED) for _ in range(2)]
        assert spent_on(as_centre, url) == once
        page = as_centre.post(url, {"winner": [str(each.pk) for each in made]}, follow=True)
        assert "当选的比名额多" in said(page)
        assert not AwardNomination.objects.filter(state=NominationState.CHOSEN).exists()
        assert "要是这一届入围的" in said(
            as_centre.post(url, {"winner": [str(edition.pk), "x"]}, follow=True)
        )


class TestNominations:
    def test_narrowed_by_state_and_category_names_masked(self, place: Place, as_centre: Client) -> None:
        edition = make_edition()
        one, two = make_category(edition=edition), make_category(edition=edition, subject="body")
        make_nomination(category=one, volunteer=registry.make_volunteer(name="王候选"))
        make_nomination(category=two, body=place.body, state=NominationState.QUALIFIED)
        url = f"{URL}{edition.pk}/nominations/"
        page = said(as_centre.get(url))
        assert "王*选" in page and "王候选" not in page and "黎明脚步志愿队" in page
        page = said(as_centre.get(f"{url}?state=qualified"))
        assert "王*选" not in page and "黎明脚步志愿队" in page
        page = said(as_centre.get(f"{url}?category={one.pk}&state=x"))
        assert "王*选" in page and "黎明脚步志愿队" not in page
        assert "没有这样的推荐" in said(as_centre.get(f"{url}?state=struck"))

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, place: Place, as_centre: Client, many: int) -> None:
        edition = make_edition()
        category = make_category(edition=edition)
        for _ in range(many):
            make_nomination(category=category)
        assert spent_on(as_centre, f"{URL}{edition.pk}/nominations/") == 7

    def waiting(self, hours: int, **more: Any) -> AwardNomination:
        category = make_category(
            edition=make_edition(state=EditionState.CHECKING), conditions=Conditions(least_minutes=1200)
        )
        person = registry.make_volunteer(name="李明霞")
        serve(person, hours, at=NOW - 20 * DAY)
        return make_nomination(category=category, volunteer=person, **more)

    def test_what_is_not_met_is_told_and_can_only_be_refused(self, place: Place, as_centre: Client) -> None:
        made = self.waiting(19)
        url = f"/desk/nominations/{made.pk}/"
        page = said(as_centre.get(url))
        assert "李明霞" in page and "要满 20 小时，现有 19 小时" in page and "符合条件，入围" not in page
        page = as_centre.post(url, {"verb": "qualify", "reason": ""})
        assert page.status_code == 422 and "现有 19 小时" in said(page)
        page = as_centre.post(url, {"verb": "refuse", "reason": ""})
        assert page.status_code == 422 and "请写一句为什么" in said(page)
        page = as_centre.post(url, {"verb": "refuse", "reason": "还差 1 小时"}, follow=True)
        assert "没有通过，对方会收到消息" in said(page)
        made.refresh_from_db()
        assert made.state == NominationState.REFUSED

    def test_who_has_not_agreed_and_what_is_gone(self, place: Place, as_centre: Client) -> None:
        made = self.waiting(20, consented=False)
        url = f"/desk/nominations/{made.pk}/"
        assert "还没有同意参评" in said(as_centre.get(url))
        page = as_centre.post(url, {"verb": "qualify", "reason": ""})
        assert page.status_code == 422 and "同意以后才能入围" in said(page)
        AwardNomination.objects.update(state=NominationState.WITHDRAWN)
        page = as_centre.post(url, {"verb": "refuse", "reason": "不行不行"}, follow=True)
        assert "刚刚有了变动" in said(page)

    def test_the_pack_is_a_file_and_a_minors_is_not_open(
        self, place: Place, as_centre: Client, as_officer: Client
    ) -> None:
        made = self.waiting(20)
        url = f"/desk/nominations/{made.pk}/evidence.json"
        page = as_centre.get(url)
        assert page.json()["evidence"]["minutes"]["B"] == 1200 and page.json()["frozen"] is False
        assert page["Content-Disposition"].startswith("attachment")
        assert as_officer.get(url).status_code == 404  # it is the city's award
        child = registry.make_volunteer(name="周小苗", birth_on=TODAY.replace(year=2012))
        young = make_nomination(category=made.category, volunteer=child)
        assert as_centre.get(f"/desk/nominations/{young.pk}/evidence.json").status_code == 403
        assert "周小苗" not in said(as_centre.get(f"/desk/nominations/{young.pk}/"))

    def test_a_struck_winner_is_replaced_by_decision(self, place: Place, as_centre: Client) -> None:
        edition = make_edition(state=EditionState.PUBLICITY)
        category = make_category(edition=edition, places=1)
        gone = make_nomination(category=category, state=NominationState.STRUCK)
        new = make_nomination(category=category, state=NominationState.NOT_CHOSEN)
        url = f"/desk/nominations/{gone.pk}/"
        assert "不会自动递补" in said(as_centre.get(url))
        data = {"verb": "replace", "nomination": str(new.pk), "reason": "分数排在下一位"}
        assert "递补好了" in said(as_centre.post(url, data, follow=True))
        new.refresh_from_db()
        assert new.state == NominationState.CHOSEN and new.replaces == gone
        assert "不会自动递补" not in said(as_centre.get(url))

    def test_an_award_is_taken_away(self, place: Place, as_centre: Client) -> None:
        category = make_category(edition=make_edition(state=EditionState.CONFERRED))
        made = make_nomination(category=category, state=NominationState.CHOSEN)
        url = f"/desk/nominations/{made.pk}/"
        page = as_centre.post(url, {"verb": "revoke", "reason": "材料造假"}, follow=True)
        assert "取消了，对方会收到消息" in said(page) and "材料造假" in said(page)
        made.refresh_from_db()
        assert made.state == NominationState.STRUCK


class TestObjectionsAndStories:
    def test_an_objection_is_answered(self, place: Place, as_centre: Client) -> None:
        edition = make_edition(state=EditionState.PUBLICITY)
        winner = make_nomination(category=make_category(edition=edition), state=NominationState.CHOSEN)
        doubt = object_to_award(
            by=make_member(), edition=edition.pk, nomination=winner.pk, words="那几次他没来", at=NOW
        )
        assert "那几次他没来" in said(as_centre.get(f"{URL}{edition.pk}/"))
        url = f"{URL}{edition.pk}/objections/{doubt.pk}/"
        assert "请写一句为什么" in said(as_centre.post(url, {"verb": "dismiss", "answer": ""}, follow=True))
        assert AwardObjection.objects.get().state == "open"
        page = as_centre.post(url, {"verb": "uphold", "answer": "确有不实"}, follow=True)
        assert "答复好了" in said(page)
        winner.refresh_from_db()
        assert winner.state == NominationState.STRUCK
        assert as_centre.post(url, {}).status_code == 422

    def test_who_has_a_stake_does_not_read_who_objected(self, place: Place, as_centre: Client) -> None:
        edition = make_edition(state=EditionState.PUBLICITY)
        category, doubter = make_category(edition=edition), registry.make_account(name="吴提醒")
        object_to_award(by=registry.standing_of(doubter), edition=edition.pk, words="那几次他没来", at=NOW)
        assert "吴提醒" in said(as_centre.get(f"{URL}{edition.pk}/"))
        person = registry.make_volunteer(account=place.centre)
        make_nomination(category=category, volunteer=person, state=NominationState.CHOSEN)
        page = said(as_centre.get(f"{URL}{edition.pk}/"))
        assert "那几次他没来" in page and "吴提醒" not in page

    def test_a_story_is_read_and_published(self, place: Place, as_centre: Client, as_officer: Client) -> None:
        category = make_category(edition=make_edition(state=EditionState.CONFERRED))
        made = make_nomination(category=category, state=NominationState.CHOSEN)
        story = AwardStory.objects.create(
            city=CITY, nomination=made, text="每个星期三都去看望三位老人。", written_at=NOW - DAY
        )
        page = said(as_centre.get(f"{URL}{category.edition_id}/"))
        assert "每个星期三" in page and f'value="{story.written_at.isoformat()}"' in page
        url = f"/desk/stories/{story.pk}/"
        assert as_officer.post(url, {"verb": "publish"}).status_code == 404
        page = as_centre.post(url, {"verb": "publish", "seen": "2020-01-01"}, follow=True)
        assert "请刷新再看" in said(page)
        as_centre.post(url, {"verb": "publish", "seen": story.written_at.isoformat()})
        story.refresh_from_db()
        assert story.state == StoryState.PUBLISHED

    def test_ones_own_story_has_no_buttons(self, place: Place, as_centre: Client) -> None:
        category = make_category(edition=make_edition(state=EditionState.CONFERRED))
        made = make_nomination(category=category, state=NominationState.CHOSEN)
        AwardStory.objects.create(
            city=CITY,
            nomination=made,
            text="每个星期三都去看望三位老人。",
            written_at=NOW,
            written_by=place.centre,
        )
        page = said(as_centre.get(f"{URL}{category.edition_id}/"))
        assert "每个星期三" in page and "要由别人来审" in page and "退回修改" not in page


class TestNominatingForABody:
    def test_one_of_its_people(self, place: Place, as_leader: Client) -> None:
        url = f"{URL}nominate/"
        assert "现在没有评选" in said(as_leader.get(url))
        category = make_category(edition=make_edition(title="2026 年度评选"), name="优秀志愿者")
        make_category(edition=category.edition, subject=CategorySubject.BODY, name="优秀组织")
        person = registry.make_volunteer(name="李明霞")
        Membership.objects.create(city=CITY, body=place.body, volunteer=person, joined_on=TODAY)
        page = said(as_leader.get(url))
        assert "2026 年度评选 · 优秀志愿者" in page and "优秀组织" not in page
        data = {
            "body": str(place.body.pk), "category": str(category.pk), "number": person.number, "name": "王小路",
            "words": "十年如一日照顾楼里的老人。",
        }  # fmt: skip
        wrong = as_leader.post(url, data)
        assert (
            wrong.status_code == 422 and "编号和名称要都对得上" in said(wrong) and "十年如一日" in said(wrong)
        )
        page = said(as_leader.post(url, {**data, "name": "李明霞"}, follow=True))
        assert "推荐上去了" in page and "等对方同意" in page and "李*霞" in page
        assert AwardNomination.objects.get().nominating_body == place.body

    def test_the_jurys_leaning_is_not_told(self, place: Place, as_leader: Client) -> None:
        edition = make_edition(state=EditionState.JUDGING)
        make_nomination(
            category=make_category(edition=edition), way="body", nominating_body=place.body, state=NominationState.CHOSEN
        )  # fmt: skip
        page = said(as_leader.get(f"{URL}nominate/"))
        assert "入围" in page and "当选" not in page
        AwardEdition.objects.filter(pk=edition.pk).update(
            state=EditionState.PUBLICITY, publicity_from=TODAY, publicity_until=TODAY + 6 * DAY
        )
        assert "当选" in said(as_leader.get(f"{URL}nominate/"))

    def test_not_by_who_leads_nothing(self, place: Place, as_officer: Client) -> None:
        assert as_officer.get(f"{URL}nominate/").status_code == 403

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, place: Place, as_leader: Client, many: int) -> None:
        category = make_category(edition=make_edition())
        for _ in range(many):
            make_nomination(category=category, way="body", nominating_body=place.body)
        assert Account.objects.exists()
        assert spent_on(as_leader, f"{URL}nominate/") == 7
