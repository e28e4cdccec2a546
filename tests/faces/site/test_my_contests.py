"""My entries, my children's, and the page behind the link in a parent's text."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.honour.actions.contest_entry import enter_pupil
from redvest.honour.actions.contest_picture import clean_pictures, keep_contest_pictures
from redvest.honour.choices import ContestState, EntryState
from redvest.honour.models import Contest, ContestEntry
from redvest.honour.rules.contest import Pupil
from redvest.registry.models import Message, Volunteer
from tests.faces.site.conftest import browser_of, html, words
from tests.factories import registry
from tests.factories.contest import (
    drawing,
    entry_form,
    make_contest,
    make_entry_of,
    make_pupil_entry,
    make_teacher,
    new_key,
)
from tests.factories.registry import NOW, next_phone

pytestmark = pytest.mark.django_db
URL = "/me/contests/"


def spent_on(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as spent:
        assert client.get(url).status_code == 200
    return len(spent)


class TestMine:
    def test_each_with_its_state(self, me: Client, person: Volunteer) -> None:
        make_entry_of(make_contest(title="写故事"), person, title="甲作")
        make_entry_of(make_contest(title="画家乡"), person, title="乙作", state=EntryState.SET_ASIDE)
        make_entry_of(make_contest(), title="别人的")
        page = words(me.get(URL))
        assert "甲作" in page and "已投稿" in page and "不参评" in page and "别人的" not in page
        assert URL in html(me.get("/me/"))

    def test_an_empty_one_teaches(self, me: Client, guest: Client) -> None:
        assert "还没有投过稿" in words(me.get(URL))
        assert guest.get(URL).status_code == 302

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same(self, me: Client, person: Volunteer, many: int) -> None:
        for _ in range(many):
            make_entry_of(make_contest(), person)
        assert spent_on(me, URL) == 7


class TestOne:
    def test_a_choice_is_told_with_the_result(self, me: Client, person: Volunteer) -> None:
        contest = make_contest(state=ContestState.JUDGING)
        entry = make_entry_of(contest, person, state=EntryState.EXCELLENT)
        assert "入选 " not in words(me.get(f"{URL}{entry.pk}/")) and "已投稿" in words(
            me.get(f"{URL}{entry.pk}/")
        )
        Contest.objects.filter(pk=contest.pk).update(state=ContestState.PUBLISHED, published_at=NOW)
        assert "下载参与证书" in words(me.get(f"{URL}{entry.pk}/"))

    def test_shown_no_more_and_shown_again(self, me: Client, person: Volunteer) -> None:
        entry = make_entry_of(make_contest(state=ContestState.PUBLISHED), person, state=EntryState.PUBLISHED)
        page = me.post(f"{URL}{entry.pk}/", {"verb": "agree", "rights": "on", "version": "1"}, follow=True)
        assert "不展示" in words(page)
        entry.refresh_from_db()
        assert entry.state == EntryState.EXCELLENT and entry.publish_agreed_at is None
        me.post(
            f"{URL}{entry.pk}/",
            {"verb": "agree", "rights": "on", "version": "1", "publish": "on", "show_name": "on"},
        )
        entry.refresh_from_db()
        assert entry.publish_agreed_at == NOW and entry.show_name

    def test_without_the_tick_it_is_told(self, me: Client, person: Volunteer) -> None:
        entry = make_entry_of(make_contest(), person)
        page = me.post(f"{URL}{entry.pk}/", {"verb": "agree", "version": "1", "publish": "on"})
        assert page.status_code == 422 and "同意了再点" in words(page)
        Contest.objects.update(rights_version=2)
        page = me.post(
            f"{URL}{entry.pk}/", {"verb": "agree", "rights": "on", "version": "1", "publish": "on"}
        )
        assert page.status_code == 422 and "按新的" in words(page)

    def test_withdrawn(self, me: Client, person: Volunteer) -> None:
        entry = make_entry_of(make_contest(), person)
        assert "撤回了" in words(me.post(f"{URL}{entry.pk}/", {"verb": "withdraw"}, follow=True))
        assert "刚刚有了变动" in words(me.post(f"{URL}{entry.pk}/", {"verb": "withdraw"}, follow=True))
        assert me.post(f"{URL}{entry.pk}/", {}).status_code == 422

    def test_nobody_elses(self, me: Client, member: Client) -> None:
        entry = make_entry_of(make_contest(state=ContestState.PUBLISHED))
        (picture,) = keep_contest_pictures(entry=entry, pictures=clean_pictures(files=[drawing(1)]))
        for client in (me, member):
            for url in ("", "paper.pdf", f"pictures/{picture.pk}/"):
                assert client.get(f"{URL}{entry.pk}/{url}").status_code == 404
            assert client.post(f"{URL}{entry.pk}/", {"verb": "withdraw"}).status_code == 404
        entry.refresh_from_db()
        assert entry.state == EntryState.ENTERED

    def test_my_picture_and_my_paper(self, me: Client, person: Volunteer) -> None:
        entry = make_entry_of(make_contest(state=ContestState.PUBLISHED), person)
        (picture,) = keep_contest_pictures(entry=entry, pictures=clean_pictures(files=[drawing(1)]))
        assert me.get(f"{URL}{entry.pk}/pictures/{picture.pk}/")["Content-Type"] == "image/jpeg"
        paper = me.get(f"{URL}{entry.pk}/paper.pdf")
        assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")


class TestTeacher:
    def test_asks_the_parent_once_more_and_says_nothing_for_them(self) -> None:
        teacher = registry.make_account(name="吴老师")
        entry = make_pupil_entry(make_contest(), entered_by=teacher)
        client = browser_of(teacher)
        page = client.get(f"{URL}{entry.pk}/")
        assert "等家长同意" in words(page) and "同意参加" not in words(page) and "王*明" in words(page)
        assert "又发了一条" in words(client.post(f"{URL}{entry.pk}/", {"verb": "remind"}, follow=True))
        assert Message.objects.count() == 1
        answer = client.post(
            f"{URL}{entry.pk}/", {"verb": "agree", "rights": "on", "version": "1", "publish": "on"}
        )
        assert answer.status_code == 404
        entry.refresh_from_db()
        assert entry.guardian_agreed_at is None


class TestGuardian:
    def asked(self) -> tuple[ContestEntry, str]:
        pupil = Pupil("王小明", "渝水一小", "三（2）班", next_phone())
        given: dict[str, Any] = {
            "form": entry_form(publish=False),
            "pictures": [drawing(1)],
            "key": new_key(),
            "at": NOW,
        }
        entry = enter_pupil(
            by=make_teacher(registry.make_body()), contest_id=make_contest().pk, pupil=pupil, **given
        )
        found = re.search(r"/contests/yes/[^/]+/", Message.objects.get().text)
        assert found
        return entry, found[0]

    def test_yes_without_an_account(self, guest: Client) -> None:
        entry, url = self.asked()
        page = guest.get(url)
        assert "王小明" in words(page) and "同意孩子参加吗" in words(page) and "渝水一小" in words(page)
        assert guest.get(f"{url}pictures/{entry.pictures.get().pk}/")["Content-Type"] == "image/jpeg"
        assert guest.post(url, {"verb": "agree", "version": "1"}).status_code == 422
        page = guest.post(
            url, {"verb": "agree", "rights": "on", "version": "1", "publish": "on"}, follow=True
        )
        assert "可以改" in words(page)
        entry.refresh_from_db()
        assert entry.guardian_agreed_at == entry.publish_agreed_at == NOW

    def test_no_and_nothing_is_left(self, guest: Client) -> None:
        entry, url = self.asked()
        assert "已经删除" in words(guest.post(url, {"verb": "refuse"}))
        entry.refresh_from_db()
        assert entry.state == EntryState.WITHDRAWN and entry.words == "" and not entry.pictures.exists()
        assert guest.get(url).status_code == 404

    def test_nobody_guesses(self, guest: Client) -> None:
        for _ in range(60):
            assert guest.get("/contests/yes/nothing/").status_code == 404
        assert guest.get("/contests/yes/nothing/").status_code == 429
