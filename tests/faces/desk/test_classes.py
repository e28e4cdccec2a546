"""Classes at the desk: a teacher's own alone, a school's head's, an officer's figures; and every step at one class."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.core.models import AuditLine
from redvest.core.workbook import cell_text, open_rows
from redvest.registry.choices import ClassState, PupilState
from redvest.registry.models import ClassPupil, ClassTeacher, Message, SchoolClass, SharingLine
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories.school import (
    School,
    make_child,
    make_class,
    make_guardian,
    make_pupil,
    make_school,
    make_teacher,
    teach,
)
from tests.factories.workbook import workbook
from tests.service.queries.test_school_credit import served

pytestmark = pytest.mark.django_db
URL = "/desk/classes/"


@pytest.fixture
def school() -> Iterator[School]:
    yield make_school("渝水一小")


@pytest.fixture
def client(school: School, sign_in: SignIn) -> Client:
    return sign_in(school.teacher)


def one(school: School) -> str:
    return f"{URL}{school.found.pk}/"


def spent_on(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as spent:
        assert client.get(url).status_code == 200
    return len(spent)


class TestList:
    def test_a_teachers_own_and_no_colleagues(self, school: School, client: Client, sign_in: SignIn) -> None:
        make_class(body=school.body, name="五年级一班", grade=5)
        make_pupil(school.found)
        make_pupil(school.found, state=PupilState.ASKED)
        page = said(client.get(URL))
        assert "三年级二班" in page and "小学三年级" in page and "五年级一班" not in page
        head = said(sign_in(school.head).get(URL))
        assert "三年级二班" in head and "五年级一班" in head and "渝水一小" in head
        assert f'href="{URL}"' in said(client.get("/desk/"))

    def test_an_officer_reads_figures_and_no_names(
        self, place: Place, school: School, as_officer: Client
    ) -> None:
        pupil = make_pupil(school.found)
        page = said(as_officer.get(URL))
        assert "渝水一小" in page and "三年级二班" not in page and pupil.volunteer.name not in page
        assert as_officer.get(one(school)).status_code == 404
        assert "渝水一小" in said(as_officer.get(f"{URL}counts/"))

    def test_who_has_nothing_to_do_with_schools(
        self, place: Place, school: School, as_leader: Client, as_far_officer: Client
    ) -> None:
        assert as_leader.get(URL).status_code == 403 and as_leader.get(f"{URL}new/").status_code == 403
        assert as_leader.get(one(school)).status_code == 404
        assert "渝水一小" not in said(as_far_officer.get(URL))

    def test_graduated_classes_have_a_list_and_an_empty_one_teaches(
        self, school: School, client: Client
    ) -> None:
        assert "还没有毕业的班级" in said(client.get(f"{URL}?list=closed"))
        SchoolClass.objects.update(state=ClassState.CLOSED, closed_at="2026-01-01T00:00Z", code="")
        assert "还没有班级" in said(client.get(URL))
        assert "三年级二班" in said(client.get(f"{URL}?list=closed"))

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, school: School, client: Client, many: int) -> None:
        for number in range(many - 1):
            teach(make_class(body=school.body, name=f"{number}班"), school.teacher)
        assert spent_on(client, URL) == 6


class TestNew:
    def test_opened_and_shown(self, school: School, client: Client) -> None:
        typed = {"body": str(school.body.pk), "name": "四年级一班", "grade": "4", "entry_year": "2022"}
        page = said(client.post(f"{URL}new/", typed, follow=True))
        assert "四年级一班" in page and "2022 年入学" in page
        again = client.post(f"{URL}new/", typed)
        assert again.status_code == 422 and "同名的班级" in said(again) and 'value="2022"' in said(again)
        wrong = client.post(f"{URL}new/", typed | {"name": "", "entry_year": "二〇二二"})
        assert wrong.status_code == 422 and "请填写班级名称" in said(wrong) and "四位数字" in said(wrong)
        far = client.post(f"{URL}new/", typed | {"name": "别校", "body": str(make_school().body.pk)})
        assert far.status_code == 422
        assert SchoolClass.objects.filter(body=school.body).count() == 2


class TestOne:
    def test_figures_stand_where_the_family_agreed(self, school: School, client: Client) -> None:
        yes, no = make_child(name="李小禾"), make_child(name="王小麦")
        make_pupil(school.found, yes, shares=True)
        make_pupil(school.found, no)
        served(yes, 250)
        served(no, 250)
        page = said(client.get(one(school)))
        assert "1 人提供学分，1 人没有同意提供" in page and page.count("4 小时 10 分") == 1
        assert ">2<" in page and "没有同意提供" in page and "2025–2026 学年第二学期" in page
        earlier = said(client.get(f"{one(school)}?term=2025-09-01"))
        assert "4 小时 10 分" not in earlier and "李小禾" in earlier

    def test_an_empty_class_teaches_and_a_full_one_costs_the_same(
        self, school: School, client: Client
    ) -> None:
        assert "这学期班里还没有学生" in said(client.get(one(school)))
        make_pupil(school.found, shares=True)
        first = spent_on(client, one(school))
        for _each in range(3):
            make_pupil(school.found, shares=True)
        assert spent_on(client, one(school)) == first <= 18

    def test_a_list_asks_and_a_bad_one_comes_back(self, school: School, client: Client) -> None:
        child = make_child(name="李小禾")
        make_guardian(child)
        page = client.post(f"{one(school)}invite/", {"people": f"{child.number} 张三"})
        assert page.status_code == 422 and "对不上" in said(page) and f"{child.number} 张三" in said(page)
        assert not ClassPupil.objects.exists()
        page = said(client.post(f"{one(school)}invite/", {"people": f"{child.number} 李小禾"}, follow=True))
        assert "邀请了 1 人" in page and "李*禾" in page and "李小禾" not in page
        pupil = ClassPupil.objects.get()
        assert "办好了" in said(client.post(f"{one(school)}pupils/{pupil.pk}/end/", follow=True))
        pupil.refresh_from_db()
        assert pupil.state == PupilState.TAKEN_BACK

    def test_a_sheet_asks_and_its_bad_rows_come_back(
        self, school: School, client: Client, tmp_path: Path
    ) -> None:
        child, other = make_child(name="李小禾"), make_child(name="王小麦")
        titles, url = ["志愿者编号", "姓名"], f"{one(school)}sheet/"

        def sent(*rows: list[str]) -> HttpResponse:
            path = workbook(tmp_path / "学生.xlsx", titles, rows)
            with path.open("rb") as file:
                return client.post(url, {"sheet": file}, follow=True)

        page = sent([child.number, "李小禾"], [other.number, "张三"])
        assert "一个人也没有邀请" in said(page) and "对不上" in said(page) and not ClassPupil.objects.exists()
        link = re.search(rf"{one(school)}sheet/[0-9a-f-]+/", said(page))
        assert link
        back = client.get(link[0])
        assert back.status_code == 200 and back.getvalue().startswith(b"PK")
        page = sent([child.number, "李小禾"], [other.number, "王小麦"])
        assert "邀请了 2 人" in said(page) and ClassPupil.objects.count() == 2
        assert "不用再导入" in said(sent([child.number, "李小禾"]))
        assert "请选择一个 .xlsx" in said(client.post(url, {}, follow=True))
        assert client.post(url, {"sheet": BytesIO(b"no workbook")}, follow=True).status_code == 200
        assert client.get(f"{url}{school.found.pk}/").status_code == 404 and ClassPupil.objects.count() == 2

    def test_out_with_a_reason_alone(self, school: School, client: Client) -> None:
        pupil = make_pupil(school.found)
        assert "要写一句原因" in said(
            client.post(f"{one(school)}pupils/{pupil.pk}/end/", {"reason": ""}, follow=True)
        )
        pupil.refresh_from_db()
        assert pupil.state == PupilState.IN_CLASS
        client.post(f"{one(school)}pupils/{pupil.pk}/end/", {"reason": "转学了"})
        pupil.refresh_from_db()
        assert (pupil.state, pupil.reason) == (PupilState.LEFT, "转学了")

    def test_families_are_reminded_once_a_week(self, school: School, client: Client) -> None:
        for state in (PupilState.IN_CLASS, PupilState.ASKED):
            child = make_child()
            make_guardian(child)
            make_pupil(school.found, child, state=state)
        make_pupil(school.found, shares=True)
        assert "提醒了 2 家" in said(client.post(f"{one(school)}remind/", follow=True))
        assert Message.objects.count() == 2
        assert "已经提醒过了" in said(client.post(f"{one(school)}remind/", follow=True))
        assert Message.objects.count() == 2 and AuditLine.objects.filter(verb="remind_families").count() == 1

    def test_code_teachers_and_years(self, school: School, client: Client, sign_in: SignIn) -> None:
        old, second = school.found.code, make_teacher(school.body, "何老师")
        assert old in said(client.get(one(school)))
        assert old not in said(client.post(f"{one(school)}code/", {"verb": "new"}, follow=True))
        assert "只能按编号邀请" in said(client.post(f"{one(school)}code/", {"verb": "stop"}, follow=True))
        assert "何老师" in said(
            client.post(f"{one(school)}teachers/", {"verb": "add", "who": str(second.pk)}, follow=True)
        )
        for wrong in ("", "x", str(make_teacher(make_school().body).pk)):
            page = said(client.post(f"{one(school)}teachers/", {"verb": "add", "who": wrong}, follow=True))
            assert "没有“老师”的角色" in page
        mine = ClassTeacher.objects.get(account=second)
        assert client.post(f"{one(school)}teachers/", {"verb": "end", "who": str(mine.pk)}).status_code == 403
        sign_in(school.head).post(f"{one(school)}teachers/", {"verb": "end", "who": str(mine.pk)})
        mine.refresh_from_db()
        assert mine.until is not None
        page = said(client.post(f"{one(school)}up/", {"grade": "3", "name": "四年级二班"}, follow=True))
        assert "全班升了一个年级" in page and "小学四年级" in page
        assert "升过年级了" in said(
            client.post(f"{one(school)}up/", {"grade": "3", "name": "四年级二班"}, follow=True)
        )
        assert "毕业了" in said(client.post(f"{one(school)}graduate/", follow=True))
        assert "换新的码" not in said(client.get(one(school)))
        assert "已经毕业了" in said(client.post(f"{one(school)}code/", {"verb": "new"}, follow=True))


class TestFile:
    def test_a_workbook_to_sign_and_on_record(self, school: School, client: Client, tmp_path: Path) -> None:
        yes, no = make_child(name="李小禾"), make_child(name="=王小麦")
        make_pupil(school.found, yes, shares=True)
        make_pupil(school.found, no)
        served(yes, 250)
        answer = client.post(f"{one(school)}credits/", {"term": "2026-02-01", "form": "xlsx"})
        assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
        assert "2026-02-01.xlsx" in answer.headers["Content-Disposition"]
        path = tmp_path / "学分.xlsx"
        path.write_bytes(answer.content)
        with open_rows(path) as book:
            rows = [[cell_text(cell) for cell in cells if cell is not None] for _n, cells in book]
        assert "2025–2026 学年第二学期" in rows[0][0]
        mine = next(row for row in rows if "李小禾" in row)
        assert mine == ["李小禾", yes.number, "4.17", "2", "0", "0"]
        unagreed = next(row for row in rows if no.number in row)
        assert unagreed[-1] == "没有同意提供" and len(unagreed) == 3
        assert SharingLine.objects.get().volunteer_ids == [yes.pk]

    def test_nobody_else_gets_it(
        self, place: Place, school: School, as_officer: Client, sign_in: SignIn
    ) -> None:
        make_pupil(school.found, shares=True)
        for other in (as_officer, sign_in(make_school().teacher), sign_in(make_teacher(school.body))):
            assert other.post(f"{one(school)}credits/", {"form": "xlsx"}).status_code == 404
        assert not SharingLine.objects.exists()

    def test_the_same_as_a_pdf_to_sign(self, school: School, client: Client) -> None:
        make_pupil(school.found, make_child(name="李小禾"), shares=True)
        make_pupil(school.found, make_child(name="王小麦"))
        answer = client.post(f"{one(school)}credits/", {"term": "", "form": "pdf"})
        assert answer.headers["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
        assert (
            SharingLine.objects.count() == AuditLine.objects.filter(verb="export_school_credits").count() == 1
        )
        assert client.post(f"{one(school)}credits/", {"term": ""}).status_code == 422
        assert SharingLine.objects.count() == 1
