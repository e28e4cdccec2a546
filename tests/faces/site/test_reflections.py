"""Reflections on the site: mine and my child's, the form, and what everybody reads of whom."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from redvest.registry.actions.consent import record_consent
from redvest.registry.choices import ConsentPurpose
from redvest.registry.models import Consent, Volunteer
from redvest.service.choices import ReflectionState
from redvest.service.models import Activity, Reflection
from tests.faces.site.conftest import browser_of, html, words
from tests.factories import registry, service
from tests.factories.intake import jpeg, png
from tests.factories.reflection import TEXT, make_picture, make_reflection, make_service
from tests.factories.registry import NOW, make_domain
from tests.factories.school import make_child, make_guardian

pytestmark = pytest.mark.django_db
URL, MINE = "/reflections/", "/me/reflections/"


class TestMine:
    def test_nothing_yet_teaches(self, me: Client) -> None:
        assert "还没有能写的" in words(me.get(MINE)) and MINE in html(me.get("/me/"))

    def test_written_with_a_picture_and_looked_at_again_after_a_change(
        self, me: Client, person: Volunteer
    ) -> None:
        activity = make_service(person=person).activity
        url = f"{MINE}write/{activity.pk}/"
        assert url in html(me.get(MINE))
        short = me.post(url, {"text": "好", "public": "1"})
        assert (
            short.status_code == 422 and "20 到 2000 个字" in words(short) and not Reflection.objects.exists()
        )
        bad = me.post(url, {"text": TEXT, "pictures": SimpleUploadedFile("a.jpg", b"%PDF-1.7")})
        assert bad.status_code == 422 and "照片最多 3 张" in words(bad) and TEXT in html(bad)
        shot = SimpleUploadedFile("a.jpg", jpeg(text=b"GPS"))
        page = me.post(url, {"text": TEXT, "pictures": shot, "public": "1"}, follow=True)
        row = Reflection.objects.get()
        assert "交上去了" in words(page) and "等审核" in words(page) and "审核通过就公开" in words(page)
        assert (
            row.agreed_at == NOW
            and row.pictures.count() == 1
            and url not in html(me.get(MINE)).split("写过的")[0]
        )
        kept = row.pictures.get()
        form = html(me.get(url))
        assert TEXT in form and str(kept.pk) in form
        me.post(
            url,
            {
                "text": TEXT + "再加一句。",
                "keep": str(kept.pk),
                "pictures": SimpleUploadedFile("b.png", png()),
            },
        )
        row.refresh_from_db()
        assert row.version == 2 and row.agreed_at is None and row.pictures.count() == 2

    def test_who_did_not_serve_has_no_form(self, me: Client, guest: Client) -> None:
        activity = make_service().activity
        assert me.get(f"{MINE}write/{activity.pk}/").status_code == 403
        assert me.post(f"{MINE}write/{activity.pk}/", {"text": TEXT}).status_code == 403
        assert guest.get(MINE)["Location"].startswith("/login/") and not Reflection.objects.exists()

    def test_a_yes_a_no_and_taken_back(self, me: Client, person: Volunteer, guest: Client) -> None:
        row = make_reflection(make_service(person=person), state=ReflectionState.APPROVED)
        assert "同意公开" in words(me.get(MINE)) and TEXT not in words(guest.get(URL))
        me.post(f"{MINE}{row.pk}/publish/", {"verb": "yes"})
        assert TEXT in words(guest.get(URL))
        assert "现在看不到" in words(me.post(f"{MINE}{row.pk}/publish/", {"verb": "no"}, follow=True))
        assert TEXT not in words(guest.get(URL))
        me.post(f"{MINE}{row.pk}/withdraw/")
        row.refresh_from_db()
        assert row.state == ReflectionState.WITHDRAWN and "撤回了" in words(me.get(MINE))
        assert "刚刚有了变动" in words(me.post(f"{MINE}{row.pk}/withdraw/", follow=True))

    def test_somebody_elses_stays_as_it_is(self, me: Client) -> None:
        row = make_reflection(state=ReflectionState.PUBLISHED)
        for step, typed in (("publish", {"verb": "no"}), ("withdraw", {})):
            me.post(f"{MINE}{row.pk}/{step}/", typed)
        row.refresh_from_db()
        assert row.state == ReflectionState.PUBLISHED

    def test_what_the_reviewer_said_stands_there(self, me: Client, person: Volunteer) -> None:
        row = make_reflection(
            make_service(person=person), state=ReflectionState.TO_CHANGE, words="名字请去掉"
        )
        assert "名字请去掉" in words(me.get(MINE))
        assert "名字请去掉" in words(me.get(f"{MINE}write/{row.activity_id}/"))

    def test_quiet_lines_lead_there(self, me: Client, person: Volunteer) -> None:
        found = make_service(person=person)
        entry = person.entries.get()
        assert f"{MINE}write/{found.activity.pk}/" in html(me.get(f"/me/hours/entries/{entry.pk}/"))
        post = service.make_post(activity=found.activity)
        signup = service.make_signup(post=post, volunteer=person, state="served")  # type: ignore[arg-type]
        assert f"{MINE}write/{found.activity.pk}/" in html(me.get(f"/me/signups/{signup.pk}/"))


class TestChild:
    def test_a_child_writes_and_a_guardian_makes_it_public(self, guest: Client) -> None:
        child = make_child(name="李小禾", with_account=True)
        mother = browser_of(make_guardian(child))
        assert child.account is not None
        alone = browser_of(child.account)
        activity = make_service(person=child).activity
        page = alone.get(f"{MINE}write/{activity.pk}/")
        assert "家长同意了才会公开" in words(page) and 'name="public"' not in html(page)
        alone.post(f"{MINE}write/{activity.pk}/", {"text": TEXT, "public": "1"})
        row = Reflection.objects.get()
        assert row.agreed_at is None
        Reflection.objects.update(state=ReflectionState.APPROVED, decided_at=NOW)
        assert "请家长登录" in words(alone.get(MINE))
        alone.post(f"{MINE}{row.pk}/publish/", {"verb": "yes"})
        assert TEXT not in words(guest.get(URL))
        assert f"{MINE}?who={child.pk}" in html(mother.get(f"/me/children/{child.pk}/"))
        assert "李小禾的心得" in words(mother.get(f"{MINE}?who={child.pk}"))
        mother.post(f"{MINE}{row.pk}/publish/", {"verb": "yes", "who": child.pk})
        page = words(guest.get(URL))
        assert TEXT in page and "一位未成年志愿者" in page and "小禾" not in page and "李" not in page


class TestPublic:
    def test_nothing_yet_teaches(self, guest: Client) -> None:
        assert "还没有心得" in words(guest.get(URL))

    def test_only_what_is_public_and_under_the_name_that_its_author_lets_be_read(self, guest: Client) -> None:
        row = make_reflection(state=ReflectionState.PUBLISHED)
        for state in ReflectionState:
            if state != ReflectionState.PUBLISHED:
                make_reflection(state=state, text=f"{TEXT}{state.value}")
        page = words(guest.get(URL))
        assert page.count(TEXT) == 1 and "李*霞" in page and "李明霞" not in page
        record_consent(
            volunteer=row.volunteer, purpose=ConsentPurpose.PUBLISH_NAME, by_guardian=False, at=NOW
        )
        assert "李明霞" in words(guest.get(URL))
        Consent.objects.update(withdrawn_at=NOW)
        assert "李明霞" not in words(guest.get(URL))

    def test_by_kind_of_service(self, guest: Client) -> None:
        other = make_domain("xinyu:05", "文明风尚")
        make_reflection(state=ReflectionState.PUBLISHED)
        found = make_service()
        Activity.objects.filter(pk=found.activity.pk).update(domain=other)
        text = "在路口站了一早上，行人都朝我点头，心里很暖。"
        make_reflection(found, state=ReflectionState.PUBLISHED, text=text)
        page = words(guest.get(f"{URL}?domain=xinyu:05"))
        assert "行人都朝我点头" in page and TEXT not in page
        assert TEXT in words(guest.get(f"{URL}?domain=nonsense"))

    def test_on_the_pages_of_the_activity_and_the_organisation(self, guest: Client) -> None:
        body = registry.make_body(name="黎明脚步志愿队")
        found = make_service(body=body)
        make_reflection(found, state=ReflectionState.PUBLISHED)
        for _each in range(3):
            make_reflection(make_service(body=body), state=ReflectionState.PUBLISHED)
        assert words(guest.get(f"/activities/{found.activity.pk}/")).count(TEXT) == 1
        assert words(guest.get(f"/bodies/{body.pk}/")).count(TEXT) == 3
        assert "看更多心得" not in words(guest.get(f"/bodies/{registry.make_body().pk}/"))

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_costs_the_same_for_many(
        self, guest: Client, django_assert_num_queries: Any, count: int
    ) -> None:
        for _each in range(count):
            make_picture(make_reflection(state=ReflectionState.PUBLISHED))
        with django_assert_num_queries(5):  # kinds, districts, reflections, their pictures, names
            assert guest.get(URL).status_code == 200

    def test_pictures_go_out_of_sight_with_their_words(
        self, me: Client, person: Volunteer, guest: Client
    ) -> None:
        row = make_reflection(make_service(person=person), state=ReflectionState.PUBLISHED)
        shot = f"{URL}{row.pk}/pictures/{make_picture(row).pk}/"
        assert guest.get(shot).status_code == 200
        me.post(f"{MINE}{row.pk}/publish/", {"verb": "no"})
        assert guest.get(shot).status_code == 404 and me.get(shot).status_code == 200
        assert guest.get(f"{URL}{make_reflection().pk}/pictures/{row.pictures.get().pk}/").status_code == 404
