"""A class from the teacher's desk to the mother's yes and the file; and words on a service from the pen to the public."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from redvest.registry.models import ClassPupil, SharingLine
from redvest.service.models import Reflection
from tests.factories.reflection import TEXT, make_service
from tests.factories.registry import make_volunteer
from tests.factories.school import make_child, make_guardian, make_school
from tests.journeys.conftest import Arrive, Town
from tests.journeys.visitor import Visitor
from tests.service.queries.test_school_credit import served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def photo(who: Visitor, name: str) -> None:
    """For whoever wants to look: only where a folder is named."""
    if folder := os.environ.get("REDVEST_PHOTOS"):
        who.page.screenshot(path=f"{folder}/{name}-{who.width}.png", full_page=True)


def test_from_the_code_to_the_file(arrive: Arrive, town: Town) -> None:
    school, child = make_school("渝水一小"), make_child(name="李小禾")
    served(child, 250)
    teacher = arrive(school.teacher)
    teacher.go("/desk/classes/")
    photo(teacher, "classes")
    teacher.follow(teacher.main.get_by_role("link", name="三年级二班"))
    expect(teacher.main.get_by_text(school.found.code)).to_be_visible()
    photo(teacher, "class-empty")

    mother = arrive(make_guardian(child))
    mother.go(f"/me/school/?who={child.pk}")
    mother.main.get_by_label("班级码").fill(school.found.code.lower())
    mother.follow(mother.main.get_by_role("button", name="加入"))
    photo(mother, "school")
    mother.follow(mother.main.get_by_role("button", name="同意提供给学校"))
    expect(mother.main.get_by_role("button", name="不再提供")).to_be_visible()

    teacher.go(f"/desk/classes/{school.found.pk}/")
    expect(teacher.main.get_by_text("4 小时 10 分")).to_be_visible()
    photo(teacher, "class")
    with teacher.page.expect_download() as download:
        teacher.main.get_by_role("button", name="导出 Excel").click()
    assert download.value.suggested_filename.endswith("2026-02-01.xlsx")
    assert ClassPupil.objects.get().agreed_by is not None and SharingLine.objects.count() == 1


def test_from_the_pen_to_the_public(arrive: Arrive, town: Town) -> None:
    found = make_service(body=town.body, person=make_volunteer(name="李明霞"))
    me = arrive(found.person.account)
    me.go("/me/reflections/")
    me.follow(me.main.get_by_role("link", name="写心得"))
    me.main.get_by_label("心得").fill(TEXT)
    me.main.get_by_label("审核通过以后，公开给大家看").check()
    photo(me, "write")
    me.follow(me.main.get_by_role("button", name="交上去"))
    photo(me, "mine")

    leader = arrive(town.leader)
    leader.go("/desk/reflections/")
    photo(leader, "reflections")
    leader.follow(leader.main.get_by_role("link", name=TEXT[:10]))
    photo(leader, "reflection")
    leader.follow(leader.main.get_by_role("button", name="通过", exact=True))

    guest = arrive()
    guest.go("/reflections/")
    expect(guest.main.get_by_text(TEXT)).to_be_visible()
    photo(guest, "public")
    assert Reflection.objects.get().state == "published"
