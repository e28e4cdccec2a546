"""What the pages of governance show and to whom: departments of a place, the agreement, who may do what and why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from redvest.core.models import AuditLine
from redvest.registry.actions.department import load_departments
from redvest.registry.choices import DepartmentDuty, Role
from redvest.registry.models import (
    Account,
    Department,
    DepartmentRole,
    Grant,
    Pledge,
    PledgeSignature,
    Region,
)
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db
TEXT = "我承诺：不替人录时长，不泄露个人信息，不以志愿服务牟利。"
DAY = timedelta(days=1)
URL, WHY, AGREEMENT = "/desk/departments/", "/desk/roles/why/", "/desk/agreement/"


def duty(key: str, what: DepartmentDuty, region: Region, since: date, until: date | None = None) -> None:
    load_departments(city=registry.CITY)
    DepartmentRole.objects.create(
        department=Department.objects.get(city=registry.CITY, key=key), region=region, duty=what,
        starts_on=since, ends_on=until, set_at=NOW,
    )  # fmt: skip


def pledge(version: int = 1, on: date = TODAY, text: str = TEXT) -> Pledge:
    return Pledge.objects.create(city=registry.CITY, version=version, text=text, effective_on=on, set_at=NOW)


class TestDepartments:
    def sent(self, **change: str) -> dict[str, Any]:
        load_departments(city=registry.CITY)
        key = Department.objects.get(city=registry.CITY, key="social-work").pk
        return {"department": key, "duty": "lead", "starts_on": "2026-03-05"} | change

    def test_who_led_before_is_told_and_is_no_longer_there(self, place: Place, as_officer: Client) -> None:
        duty(
            "civilisation-office", DepartmentDuty.LEAD, place.tree.yushui, date(2012, 1, 1), date(2024, 4, 11)
        )
        empty = said(as_officer.get(URL))
        assert "这里还没有登记部门" in empty
        assert "2012年1月1日 – 2024年4月11日" in empty

        duty("social-work", DepartmentDuty.LEAD, place.tree.yushui, date(2024, 4, 12))
        now, _, history = said(as_officer.get(URL)).partition("来历")
        assert "<b>社会工作部</b>" in now
        assert "<b>文明办</b>" not in now
        assert history.index("<b>社会工作部</b>") < history.index("<b>文明办</b>")
        assert "2024年4月12日 – 现在" in history

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"ends_on": "2026-03-04"}, "结束日期不能早于开始日期"),
            ({"starts_on": "2024-04-12"}, "已经有牵头部门"),
            ({"department": "0"}, ""),
            ({"duty": "emperor"}, ""),
            ({"starts_on": ""}, ""),
            ({"basis": "长" * 201}, ""),
        ],
    )
    def test_what_is_refused_is_said_and_ends_nobody(
        self, place: Place, as_officer: Client, change: dict[str, str], sentence: str
    ) -> None:
        duty("civilisation-office", DepartmentDuty.LEAD, place.tree.yushui, date(2024, 4, 12))
        before = list(DepartmentRole.objects.values())

        refused = as_officer.post(URL, self.sent(**change))

        assert refused.status_code == 422
        assert sentence in said(refused)
        assert list(DepartmentRole.objects.values()) == before
        assert not AuditLine.objects.filter(verb="appoint_department").exists()

    def test_a_duty_gets_its_last_day_from_the_place_alone(
        self, place: Place, as_officer: Client, as_far_officer: Client
    ) -> None:
        duty("red-cross", DepartmentDuty.MEMBER, place.tree.yushui, date(2024, 1, 1))
        row = DepartmentRole.objects.get()
        sent = {"verb": "end", "role": row.pk, "ends_on": "2026-03-05"}
        assert "记下最后一天" in said(as_officer.get(URL))

        assert as_far_officer.post(f"{URL}?region=360502", sent).status_code == 403
        told = said(as_far_officer.post(f"{URL}?region=360521", sent, follow=True))
        assert "没有找到这个部门或这条职责" in told
        for wrong in ({"ends_on": "2023-12-31"}, {"ends_on": "soon"}, {"role": "x"}):
            as_officer.post(f"{URL}?region=360502", sent | wrong)
        row.refresh_from_db()
        assert row.ends_on is None

        assert "记下了" in said(as_officer.post(f"{URL}?region=360502", sent, follow=True))
        row.refresh_from_db()
        assert row.ends_on == TODAY
        assert "记下最后一天" not in said(as_officer.get(URL))

    def test_the_centre_alone_adds_a_kind_of_office(self, as_officer: Client, as_centre: Client) -> None:
        load_departments(city=registry.CITY)
        before, sent = Department.objects.count(), {"verb": "add", "name": "气象局"}
        assert "名单里没有这个部门" not in said(as_officer.get(URL))
        assert as_officer.post(URL, sent).status_code == 403
        assert Department.objects.count() == before
        assert "名单里没有这个部门" in said(as_centre.get(URL))
        assert "“气象局”加进部门名单了" in said(as_centre.post(URL, sent, follow=True))
        assert "不能和已有的重复" in said(as_centre.post(URL, sent, follow=True))
        assert Department.objects.count() == before + 1

    @pytest.mark.parametrize(
        ("who", "region", "status"),
        [
            ("centre", "", 200), ("centre", "360521", 200), ("officer", "360502001", 200),
            ("officer", "360521", 403), ("officer", "360500", 403), ("officer", "410800", 404),
            ("officer", "nowhere", 404), ("admin", "", 403), ("leader", "360502", 403), ("member", "", 403),
        ],
    )  # fmt: skip
    def test_who_sees_them(self, place: Place, sign_in: SignIn, who: str, region: str, status: int) -> None:
        registry.make_other_city()
        client = sign_in(getattr(place, who))
        assert client.get(URL, {"region": region} if region else {}).status_code == status

    def test_a_guest_is_sent_to_the_door(self, place: Place) -> None:
        for url in (URL, WHY, AGREEMENT, "/desk/audit/", "/desk/security/", "/desk/roles/"):
            answer = Client().get(url)
            assert answer.status_code == 302
            assert url in unquote(answer["Location"])

    def test_more_duties_ask_the_same(
        self, place: Place, as_officer: Client, django_assert_num_queries: Any
    ) -> None:
        for keys in (("social-work",), ("red-cross", "education")):
            for key in keys:
                duty(key, DepartmentDuty.MEMBER, place.tree.yushui, date(2024, 1, 1))
            with django_assert_num_queries(9):
                page = said(as_officer.get(URL))
        assert page.count("成员") >= 6


class TestAgreement:
    def test_without_a_text_nobody_is_asked_and_nothing_is_signed(
        self, place: Place, as_officer: Client
    ) -> None:
        assert "现在没有要签的承诺书" in said(as_officer.get(AGREEMENT))
        assert as_officer.post(AGREEMENT).status_code == 404
        assert not PledgeSignature.objects.exists()

    def test_a_text_of_tomorrow_is_not_shown_today(self, place: Place, as_officer: Client) -> None:
        pledge(on=TODAY + DAY, text=TEXT + "明天才有。")
        page = said(as_officer.get(AGREEMENT))
        assert "明天才有" not in page
        assert as_officer.get("/desk/people/").status_code == 200

    def test_signing_twice_leaves_one_signature_and_one_line(self, place: Place, as_officer: Client) -> None:
        pledge(on=TODAY - DAY)
        for _ in range(2):
            assert as_officer.post(AGREEMENT)["Location"] == "/desk/"
        page = said(as_officer.get(AGREEMENT))
        assert "第 1 版" in page and "我承诺，签署" not in page
        assert PledgeSignature.objects.count() == 1
        assert AuditLine.objects.filter(verb="sign_pledge").count() == 1

    def test_who_signed_the_first_owes_the_second(self, place: Place, as_officer: Client) -> None:
        first = pledge(on=TODAY - 30 * DAY)
        PledgeSignature.objects.create(account=place.officer, pledge=first, signed_at=NOW - 30 * DAY)
        pledge(2, TODAY, TEXT + "再加一条。")

        assert as_officer.get("/desk/roles/").status_code == 403
        page = said(as_officer.get(AGREEMENT))
        assert "再加一条" in page and "我签过的" in page and "我承诺，签署" in page
        as_officer.post(AGREEMENT)
        assert as_officer.get("/desk/roles/").status_code == 200

    def test_the_signature_of_one_opens_nothing_for_another(self, place: Place, sign_in: SignIn) -> None:
        pledge()
        sign_in(place.officer).post(AGREEMENT)
        for who in (place.centre, place.admin, place.leader):
            before = Grant.objects.count()
            client = sign_in(who)
            assert client.get("/desk/").status_code == 403
            sent = {"phone": "19907901111", "role": "activity-leader"}
            assert client.post("/desk/roles/", sent).status_code == 403
            assert Grant.objects.count() == before


class TestWhy:
    def test_a_power_that_nobody_has_is_said(self, place: Place, sign_in: SignIn) -> None:
        page = said(sign_in(place.centre).get(WHY, {"region": registry.CITY}))
        guarded = page.split("让账号强制下线")[1].split("</section>")[0]
        assert "现在没有人能做这件事" in guarded
        assert "张中心" in page.split("查阅审计记录")[1].split("</section>")[0]

    def test_powers_of_the_city_are_not_told_of_a_district(self, place: Place, as_officer: Client) -> None:
        page = said(as_officer.get(WHY, {"region": "360502"}))
        assert "登记哪个部门牵头" in page
        assert "查阅审计记录" not in page and "让账号强制下线" not in page

    def test_the_head_reads_the_powers_in_the_own_body(self, place: Place, sign_in: SignIn) -> None:
        page = said(sign_in(place.admin).get(WHY, {"body": str(place.body.pk)}))
        led = page.split("签到、确认时长")[1].split("</section>")[0]
        assert "陈小梅" in led and "周建国" in led
        assert "刘区域" not in led and "吴外人" not in page

    def test_what_waits_what_ended_and_a_role_without_powers(self, place: Place, sign_in: SignIn) -> None:
        account: Account = place.leader
        registry.make_grant(account=account, role=Role.JUROR, region=place.tree.yushui)
        registry.make_grant(
            account=account, role=Role.INSPECTOR, region=place.tree.fenyi, starts_on=TODAY + DAY
        )
        registry.make_grant(account=account, role=Role.EDITOR, region=place.tree.city, ends_on=TODAY - DAY)
        page = said(sign_in(account).get(WHY))
        assert "我能做什么，依据是什么" in page
        for role, state in (
            ("评委", "有效"),
            ("督导员", "还没开始"),
            ("编辑", "已到期"),
            ("活动领队", "有效"),
        ):
            card = page.split(f"<h2>{role} · ")[1].split("</section>")[0]
            assert state in card, role
        assert "还没有对应的权限" in page.split("<h2>评委 · ")[1].split("</section>")[0]

    def test_a_person_of_another_city_is_not_found(self, place: Place, sign_in: SignIn) -> None:
        far = registry.make_account(name="焦中心", city="410800")
        registry.make_grant(account=far, role=Role.CENTRE, region=registry.make_other_city())
        answer = sign_in(place.centre).get(WHY, {"person": str(far.pk)})
        assert answer.status_code == 404
        assert "焦中心" not in said(answer)

    def test_it_is_read_and_never_written(self, place: Place, as_officer: Client) -> None:
        assert as_officer.post(WHY).status_code == 405

    def test_more_people_ask_the_same(
        self, place: Place, as_officer: Client, django_assert_num_queries: Any
    ) -> None:
        for count in (1, 2):
            for _ in range(count):
                registry.make_grant(
                    account=registry.make_account(name="钱街道"), role=Role.REGION_OFFICER,
                    region=place.tree.chengnan,
                )  # fmt: skip
            with django_assert_num_queries(7):
                page = said(as_officer.get(WHY, {"region": "360502001"}))
        assert "钱街道" in page
