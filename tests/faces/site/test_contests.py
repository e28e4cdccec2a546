"""Contests for everybody: the list, a call, sending in by phone photo, works on show by consent, the check of a paper."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.honour.actions.contest_paper import paper_of_entry
from redvest.honour.actions.contest_picture import clean_pictures, keep_contest_pictures
from redvest.honour.choices import ContestKind, ContestState, EntryState
from redvest.honour.models import Contest, ContestEntry
from redvest.registry.actions.consent import give_consent
from redvest.registry.choices import ConsentPurpose
from redvest.registry.models import Account, Volunteer
from tests.faces.site.conftest import browser_of, html, words
from tests.factories import registry
from tests.factories.contest import DAY, drawing, make_contest, make_entry_of, make_pupil_entry
from tests.factories.registry import NOW
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db
URL = "/contests/"


def spent_on(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as spent:
        assert client.get(url).status_code == 200
    return len(spent)


def photo(data: bytes, name: str = "IMG_0001.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/png")


def filled(**more: Any) -> dict[str, Any]:
    return {
        "who": "me", "title": "雨天的红马甲", "words": "那天下着大雨，路口站着一位阿姨。", "rights": "on", "publish": "on",
        "version": "1", "key": "0195f2a0-0000-7000-8000-000000000001", **more,
    }  # fmt: skip


class TestList:
    def test_what_takes_entries_and_the_others(self, guest: Client) -> None:
        make_contest(title="正在征的")
        make_contest(title="评着的", state=ContestState.JUDGING)
        make_contest(title="草稿的", state=ContestState.DRAFT)
        make_contest(title="取消的", state=ContestState.CALLED_OFF)
        make_contest(title="以后的", enter_from=NOW + DAY)
        now, over = words(guest.get(URL)), words(guest.get(f"{URL}?list=over"))
        assert "正在征的" in now and "征集中" in now and "评着的" not in now
        assert (
            "评着的" in over
            and "评审中" in over
            and "以后的" in over
            and "还没开始" in over
            and "正在征的" not in over
        )
        assert "草稿的" not in now + over and "取消的" not in now + over
        assert "正在征的" not in words(guest.get(f"{URL}?kind=video"))

    def test_an_empty_one_teaches(self, guest: Client) -> None:
        assert "现在没有征集" in words(guest.get(URL))
        assert URL in html(guest.get("/activities/"))

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same(self, guest: Client, many: int) -> None:
        for _ in range(many):
            make_contest()
        assert spent_on(guest, URL) == 1
        assert spent_on(guest, f"{URL}?list=over") == 1


class TestOne:
    def test_the_call_and_the_way_in(self, guest: Client) -> None:
        contest = make_contest(
            body=registry.make_body(name="渝水一小"), groups=[{"name": "小学组", "least": 6, "most": 12}]
        )
        page = guest.get(f"{URL}{contest.pk}/")
        assert "渝水一小" in words(page) and "小学组" in words(page) and "作品是本人原创" in words(page)
        assert f"{URL}{contest.pk}/enter/" in html(page)

    def test_no_way_in_when_it_is_over(self, guest: Client) -> None:
        contest = make_contest(state=ContestState.JUDGING)
        page = guest.get(f"{URL}{contest.pk}/")
        assert "正在评" in words(page) and "/enter/" not in html(page)

    def test_a_draft_is_not_there(self, guest: Client) -> None:
        assert guest.get(f"{URL}{make_contest(state=ContestState.DRAFT).pk}/").status_code == 404


class TestEnter:
    def test_words_and_a_phone_photo(self, me: Client, person: Volunteer) -> None:
        contest = make_contest()
        page = me.post(
            f"{URL}{contest.pk}/enter/", filled(pictures=[photo(drawing(1)), photo(drawing(2))]), follow=True
        )
        entry = ContestEntry.objects.get()
        assert entry.volunteer == person and entry.pictures.count() == 2 and entry.publish_agreed_at == NOW
        assert str(entry.number) in words(page) and "已投稿" in words(page)

    def test_pressed_twice_it_is_one(self, me: Client) -> None:
        contest = make_contest(most_per_person=3)
        for _ in range(2):
            me.post(f"{URL}{contest.pk}/enter/", filled())
        assert ContestEntry.objects.count() == 1

    def test_what_was_typed_stays(self, me: Client) -> None:
        contest = make_contest(kind=ContestKind.PAINTING)
        page = me.post(f"{URL}{contest.pk}/enter/", filled(title="我画孔目江", rights=""))
        assert page.status_code == 422 and 'value="我画孔目江"' in html(page)
        assert "请拍一张作品的照片" in words(page) and "图片要再选一次" in words(page)
        page = me.post(f"{URL}{contest.pk}/enter/", filled(rights="", pictures=[photo(drawing(1))]))
        assert "请先看“作品怎么用”" in words(page)
        assert not ContestEntry.objects.exists()

    def test_ten_pictures_are_not_even_read(self, me: Client) -> None:
        contest = make_contest(kind=ContestKind.PHOTO, most_pictures=9)
        page = me.post(f"{URL}{contest.pk}/enter/", filled(pictures=[photo(b"%PDF") for _ in range(10)]))
        assert page.status_code == 422 and "最多 9 张图片" in words(page)

    def test_a_heic_is_told_how_to_mend(self, me: Client) -> None:
        contest = make_contest(kind=ContestKind.PHOTO)
        heic = photo(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "IMG.HEIC")
        page = me.post(f"{URL}{contest.pk}/enter/", filled(pictures=[heic]))
        assert page.status_code == 422 and "兼容性最佳" in words(page)

    def test_only_what_its_kind_asks_for(self, me: Client) -> None:
        slogan = html(me.get(f"{URL}{make_contest(kind=ContestKind.SLOGAN).pk}/enter/"))
        video = html(me.get(f"{URL}{make_contest(kind=ContestKind.VIDEO).pk}/enter/"))
        assert (
            'name="pictures"' not in slogan + video and 'name="link"' in video and 'name="link"' not in slogan
        )

    def test_for_a_child_on_the_register(self) -> None:
        parent: Account = registry.make_account(name="李建国")
        child = registered(parent)
        contest = make_contest(pupils_only=True)
        browser_of(parent).post(f"{URL}{contest.pk}/enter/", filled(who=str(child.pk)))
        entry = ContestEntry.objects.get()
        assert entry.volunteer == child and entry.guardian_agreed_at == NOW

    def test_for_a_child_that_is_not(self, member: Client) -> None:
        contest = make_contest(pupils_only=True)
        page = member.post(
            f"{URL}{contest.pk}/enter/",
            filled(who="pupil", name="王小明", school="渝水一小", school_class="三（2）班"),
            follow=True,
        )
        entry = ContestEntry.objects.get()
        assert entry.volunteer is None and entry.guardian_agreed_at == NOW and "王*明" in words(page)
        assert "请填学生的姓名" in words(
            member.post(f"{URL}{contest.pk}/enter/", filled(who="pupil", key=""))
        )

    def test_a_minor_is_not_asked_about_children(self, me: Client) -> None:
        url = f"{URL}{make_contest().pk}/enter/"
        assert "我的孩子，没有注册的" in words(me.get(url))
        young = registry.make_volunteer(account=registry.make_account(), birth_on=date(2012, 5, 17))
        assert young.account is not None
        page = browser_of(young.account).get(url)
        assert page.status_code == 200 and "我的孩子，没有注册的" not in words(page)

    def test_not_for_somebody_elses_child(self, me: Client) -> None:
        child = registered(registry.make_account(name="李建国"))
        page = me.post(f"{URL}{make_contest().pk}/enter/", filled(who=str(child.pk)))
        assert page.status_code == 422 and not ContestEntry.objects.exists()

    def test_the_grown_are_told_that_it_is_for_pupils(self, me: Client) -> None:
        page = me.post(f"{URL}{make_contest(pupils_only=True).pk}/enter/", filled())
        assert page.status_code == 422 and "只收中小学生" in words(page)

    def test_closed_and_for_guests(self, me: Client, guest: Client) -> None:
        contest = make_contest(state=ContestState.JUDGING)
        assert "现在不收" in words(me.get(f"{URL}{contest.pk}/enter/"))
        assert "现在不收稿" in words(me.post(f"{URL}{contest.pk}/enter/", filled()))
        assert guest.get(f"{URL}{make_contest().pk}/enter/").status_code == 302


class TestWorks:
    def published(self) -> Contest:
        return make_contest(state=ContestState.PUBLISHED)

    def test_shown_with_names_by_consent_alone(self, guest: Client) -> None:
        contest = self.published()
        grown = registry.make_volunteer(name="李明霞")
        named = registry.make_volunteer(name="周建国")
        by = registry.volunteer_standing(named)
        for purpose in (ConsentPurpose.REGISTRATION, ConsentPurpose.PUBLISH_NAME):
            give_consent(by=by, volunteer=named, purpose=purpose, at=NOW)
        shown: dict[str, Any] = {"state": EntryState.PUBLISHED}
        make_entry_of(contest, grown, title="甲作", show_name=True, **shown)
        make_entry_of(contest, named, title="乙作", show_name=True, **shown)
        make_entry_of(contest, registry.make_volunteer(name="陈无名"), title="丙作", **shown)
        make_pupil_entry(contest, name="王小明", title="丁作", show_name=True, **shown)
        make_pupil_entry(contest, name="钱小雨", title="己作", show_name=True, link_hash=b"1" * 32, **shown)
        make_pupil_entry(contest, name="赵小红", title="戊作", **shown)
        make_entry_of(contest, title="没有展示的", state=EntryState.EXCELLENT)
        page = words(guest.get(f"{URL}{contest.pk}/works/"))
        assert (
            "李明霞" in page
            and "周建国" in page
            and "王*明" in page
            and "王小明" not in page
            and "钱小雨" in page
        )
        assert "陈" not in page and "赵" not in page and "没有展示的" not in page

    def test_pictures_of_what_is_shown_and_no_others(self, guest: Client) -> None:
        contest = self.published()
        shown = make_entry_of(contest, state=EntryState.PUBLISHED)
        hidden = make_entry_of(contest, state=EntryState.EXCELLENT)
        for entry in (shown, hidden):
            keep_contest_pictures(entry=entry, pictures=clean_pictures(files=[drawing(entry.number)]))
        one, other = shown.pictures.get(), hidden.pictures.get()
        page = guest.get(f"{URL}pictures/{one.pk}/")
        assert page["Content-Type"] == "image/jpeg" and page["X-Content-Type-Options"] == "nosniff"
        assert guest.get(f"{URL}pictures/{one.pk}/?whole")["Content-Type"] == "image/png"
        assert guest.get(f"{URL}pictures/{other.pk}/").status_code == 404
        assert f"{URL}pictures/{one.pk}/" in html(guest.get(f"{URL}{contest.pk}/works/"))

    def test_words_are_never_markup(self, guest: Client) -> None:
        contest = self.published()
        make_entry_of(
            contest, state=EntryState.PUBLISHED, words="<script>alert(1)</script>", title="<b>粗</b>"
        )
        page = html(guest.get(f"{URL}{contest.pk}/works/"))
        assert "<script>alert" not in page and "<b>粗" not in page

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same(self, guest: Client, many: int) -> None:
        contest = self.published()
        for _ in range(many):
            make_entry_of(contest, state=EntryState.PUBLISHED, show_name=True)
        assert spent_on(guest, f"{URL}{contest.pk}/works/") == 4


class TestPaper:
    def test_checked_as_typed(self, guest: Client) -> None:
        person = registry.make_volunteer(name="李明霞")
        entry = make_entry_of(make_contest(state=ContestState.PUBLISHED), person)
        number = paper_of_entry(by=registry.volunteer_standing(person), key=entry.pk, at=NOW).number
        for url in (f"{URL}papers/{number}/", f"{URL}papers/?number={number.lower()}"):
            page = words(guest.get(url))
            assert "证书有效" in page and "李*霞" in page and "李明霞" not in page
        ContestEntry.objects.filter(pk=entry.pk).update(state=EntryState.WITHDRAWN)
        assert "证书已失效" in words(guest.get(f"{URL}papers/{number}/"))

    def test_no_such_number(self, guest: Client) -> None:
        page = guest.get(f"{URL}papers/CT-0000-0000-0000-0000/")
        assert page.status_code == 404 and "没有找到这个编号" in words(page)
        assert "以 CT 开头" in words(guest.get(f"{URL}papers/"))
