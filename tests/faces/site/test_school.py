"""My school and my child's: asked in, joined by a code, credits of a term, and whether the school may have them."""

from __future__ import annotations

import pytest
from django.test import Client

from redvest.registry.choices import PupilState
from redvest.registry.models import ClassPupil, RecipientConsent, Volunteer
from tests.faces.site.conftest import browser_of, html, words
from tests.factories.school import (
    GROWN,
    School,
    make_child,
    make_guardian,
    make_pupil,
    make_school,
)
from tests.service.queries.test_school_credit import served

pytestmark = pytest.mark.django_db
URL = "/me/school/"


@pytest.fixture
def school() -> School:
    return make_school("渝水一小")


@pytest.fixture
def child() -> Volunteer:
    return make_child(name="李小禾", with_account=True)


@pytest.fixture
def mother(child: Volunteer) -> Client:
    return browser_of(make_guardian(child))


def its(child: Volunteer) -> str:
    return f"{URL}?who={child.pk}"


class TestGuardian:
    def test_asked_and_answered(self, school: School, child: Volunteer, mother: Client) -> None:
        asked = make_pupil(school.found, child, state=PupilState.ASKED)
        assert its(child) in html(mother.get(f"/me/children/{child.pk}/"))
        page = words(mother.get(its(child)))
        assert "李小禾的学校" in page and "渝水一小 · 三年级二班" in page and "同意加入" in page
        page = words(mother.post(f"{URL}asked/{asked.pk}/", {"who": child.pk, "verb": "yes"}, follow=True))
        assert "加入班级了" in page and "给学校看学分" in page and "没有同意" in page
        asked.refresh_from_db()
        assert asked.state == PupilState.IN_CLASS

    def test_no_is_no_and_nothing_pressed_is_none(
        self, school: School, child: Volunteer, mother: Client
    ) -> None:
        asked = make_pupil(school.found, child, state=PupilState.ASKED)
        assert mother.post(f"{URL}asked/{asked.pk}/", {"who": child.pk}).status_code == 422
        assert ClassPupil.objects.get().state == PupilState.ASKED
        mother.post(f"{URL}asked/{asked.pk}/", {"who": child.pk, "verb": "no"})
        assert ClassPupil.objects.get().state == PupilState.DECLINED

    def test_by_the_code_then_the_credits_then_the_yes_and_its_end(
        self, school: School, child: Volunteer, mother: Client
    ) -> None:
        served(child, 250)
        page = words(mother.post(f"{URL}join/", {"who": child.pk, "code": "AAAA3333"}, follow=True))
        assert "没有这个班级码" in page and "加入班级" in page
        page = words(
            mother.post(f"{URL}join/", {"who": child.pk, "code": school.found.code.lower()}, follow=True)
        )
        assert "加入班级了" in page and "4 小时 10 分" in page and "2025–2026 学年第二学期" in page
        assert "4 小时 10 分" not in words(mother.get(f"{its(child)}&term=2025-09-01"))
        page = words(mother.post(f"{URL}sharing/", {"who": child.pk, "verb": "yes"}, follow=True))
        assert "学校可以导出学分" in page and "不再提供" in page
        assert "渝水一小" in words(browser_of(child.account).get("/me/rights/"))  # type: ignore[arg-type]
        mother.post(f"{URL}sharing/", {"who": child.pk, "verb": "no"})
        assert not RecipientConsent.objects.filter(withdrawn_at__isnull=True).exists()
        page = words(mother.post(f"{URL}leave/", {"who": child.pk}, follow=True))
        assert "退出班级了" in page and ClassPupil.objects.get().state == PupilState.LEFT


class TestChildAlone:
    def test_looks_and_cannot_answer(self, school: School, child: Volunteer, mother: Client) -> None:
        asked = make_pupil(school.found, child, state=PupilState.ASKED)
        assert child.account is not None
        alone = browser_of(child.account)
        page = words(alone.get(URL))
        assert "请家长登录" in page and "同意加入" not in page
        page = words(alone.post(f"{URL}asked/{asked.pk}/", {"verb": "yes"}, follow=True))
        assert "要监护人登录" in page and ClassPupil.objects.get().state == PupilState.ASKED
        ClassPupil.objects.update(state=PupilState.DECLINED)
        assert "还没有加入班级" in words(alone.get(URL))
        page = words(alone.post(f"{URL}join/", {"code": school.found.code}, follow=True))
        assert "要监护人登录" in page and ClassPupil.objects.count() == 1

    def test_sees_credits_and_cannot_give_them_away(
        self, school: School, child: Volunteer, mother: Client
    ) -> None:
        make_pupil(school.found, child)
        assert child.account is not None
        alone = browser_of(child.account)
        assert "服务学分" in words(alone.get(URL)) and "同意提供给学校" not in words(alone.get(URL))
        alone.post(f"{URL}sharing/", {"verb": "yes"})
        assert not RecipientConsent.objects.exists()


class TestOthers:
    def test_a_grown_up_does_it_all(self, school: School) -> None:
        grown = make_child(name="高大山", birth_on=GROWN, with_account=True)
        assert grown.account is not None
        me = browser_of(grown.account)
        assert URL in html(me.get("/me/"))
        me.post(f"{URL}join/", {"code": school.found.code})
        me.post(f"{URL}sharing/", {"verb": "yes"})
        assert ClassPupil.objects.get().state == PupilState.IN_CLASS and RecipientConsent.objects.count() == 1
        assert "已经在一个班级里" in words(me.post(f"{URL}join/", {"code": school.found.code}, follow=True))

    def test_somebody_elses_child_and_no_record(
        self, school: School, child: Volunteer, member: Client, me: Client, guest: Client
    ) -> None:
        asked = make_pupil(school.found, child, state=PupilState.ASKED)
        assert me.get(its(child)).status_code == 404 and member.get(URL).status_code == 403
        assert me.post(f"{URL}asked/{asked.pk}/", {"who": child.pk, "verb": "yes"}).status_code == 404
        me.post(f"{URL}asked/{asked.pk}/", {"verb": "yes"})
        assert ClassPupil.objects.get().state == PupilState.ASKED
        assert guest.get(URL)["Location"].startswith("/login/")
