"""The trail for the auditor and the keys for the security administrator: searched exactly, used only with a reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from redvest.core.audit import GUEST, SYSTEM, Actor, write_line
from redvest.core.models import AuditLine
from redvest.registry.actions.account import issue_token
from redvest.registry.choices import Role
from redvest.registry.models import Account, ApiToken, Grant
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
TRAIL, KEYS = "/desk/audit/", "/desk/security/"
PHONE = "19907906789"


def administrator(place: Place, role: Role, name: str) -> Account:
    account = registry.make_account(name=name)
    registry.make_grant(account=account, role=role, region=place.tree.city)
    return account


@pytest.fixture
def auditor(place: Place, sign_in: SignIn) -> Client:
    return sign_in(administrator(place, Role.AUDITOR, "钱审计"))


@pytest.fixture
def guard(place: Place, sign_in: SignIn) -> Client:
    return sign_in(administrator(place, Role.SECURITY_ADMIN, "孙安全"))


def line(place: Place, verb: str, *, by: Actor | None = None, at: datetime = NOW, **more: Any) -> None:
    fields = {"city": registry.CITY, "target": place.body, **more}
    write_line(by=by or Actor.person(place.officer.pk), at=at, verb=verb, **fields)


class TestTrail:
    def test_a_person_is_found_by_phone_however_it_is_typed(self, place: Place, auditor: Client) -> None:
        account = registry.make_account(name="何新来", phone=PHONE)
        line(place, "their_step", by=Actor.person(account.pk))
        line(place, "others_step")
        for typed in (PHONE, "199 0790 6789", str(account.pk)):
            page = said(auditor.get(TRAIL, {"who": typed}))
            assert "their_step" in page and "何新来" in page, typed
            assert "others_step" not in page, typed
        for typed in ("何新来", "123", "x" * 300, "%", "19907900009"):
            assert "没有找到记录" in said(auditor.get(TRAIL, {"who": typed})), typed

    def test_a_day_is_a_day_in_china_with_both_its_ends(self, place: Place, auditor: Client) -> None:
        midnight = NOW - timedelta(hours=10)  # 5 March, 00:00 in China
        line(place, "just_before", at=midnight - timedelta(seconds=1))
        line(place, "at_midnight", at=midnight)
        line(place, "last_second", at=midnight + timedelta(hours=24, seconds=-1))
        line(place, "next_day", at=midnight + timedelta(hours=24))
        page = said(auditor.get(TRAIL, {"from": "2026-03-05", "to": "2026-03-05"}))
        assert "at_midnight" in page and "last_second" in page
        assert "just_before" not in page and "next_day" not in page
        assert page.index("last_second") < page.index("at_midnight")

    @pytest.mark.parametrize("asked", [{"from": "yesterday"}, {"to": "0001-01-01"}, {"from": "9999-12-31"}])
    def test_what_is_no_day_narrows_nothing(
        self, place: Place, auditor: Client, asked: dict[str, str]
    ) -> None:
        line(place, "some_step")
        assert "some_step" in said(auditor.get(TRAIL, asked))

    def test_a_thing_is_found_by_kind_by_id_and_by_both(self, place: Place, auditor: Client) -> None:
        line(place, "of_body")
        line(place, "of_account", target=place.leader)
        for target in ("Body", str(place.body.pk), f"Body {place.body.pk}"):
            page = said(auditor.get(TRAIL, {"target": target}))
            assert "of_body" in page and "of_account" not in page, target
        assert "没有找到记录" in said(auditor.get(TRAIL, {"target": f"Account {place.body.pk}"}))

    def test_lines_of_another_city_are_not_read(self, place: Place, auditor: Client) -> None:
        line(place, "over_there", city="410800")
        assert "over_there" not in said(auditor.get(TRAIL))
        assert "没有找到记录" in said(auditor.get(TRAIL, {"verb": "over_there"}))

    def test_who_was_not_signed_in_and_the_house_have_words(self, place: Place, auditor: Client) -> None:
        line(place, "came_in", by=GUEST)
        line(place, "by_night", by=SYSTEM)
        assert "未登录的人" in said(auditor.get(TRAIL, {"verb": "came_in"}))
        assert "系统" in said(auditor.get(TRAIL, {"verb": "by_night"})).split("<tbody>")[1]

    def test_a_reason_is_text_and_never_markup(self, place: Place, auditor: Client) -> None:
        line(place, "with_reason", reason="<script>alert(1)</script>")
        page = said(auditor.get(TRAIL, {"verb": "with_reason"}))
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert(1)" not in page

    def test_the_next_page_keeps_the_question_and_repeats_nothing(
        self, place: Place, auditor: Client
    ) -> None:
        for turn in range(31):
            line(place, "often", reason=f"第{turn:02d}次", at=NOW + timedelta(seconds=turn))
        line(place, "seldom")
        page = auditor.get(TRAIL, {"verb": "often"})
        assert "第30次" in said(page) and "第00次" not in said(page)
        following = auditor.get(f"{TRAIL}{page.context['pager']['next_url']}")
        assert "第00次" in said(following)
        assert said(following).count("often</a>") == 1
        assert "seldom" not in said(following)

    def test_reading_writes_nothing_and_an_auditor_does_nothing_else(
        self, place: Place, auditor: Client
    ) -> None:
        line(place, "some_step")
        before, grants = AuditLine.objects.count(), Grant.objects.count()
        auditor.get(TRAIL)
        for url in ("/desk/departments/", "/desk/roles/", KEYS):
            assert auditor.get(url).status_code == 403, url
        for method in (auditor.post, auditor.put, auditor.delete):
            assert method(TRAIL).status_code == 405
        assert (AuditLine.objects.count(), Grant.objects.count()) == (before, grants)

    @pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.INSPECTOR, Role.EDITOR])
    def test_no_other_servant_of_the_city_reads_it(self, place: Place, sign_in: SignIn, role: Role) -> None:
        line(place, "some_step")
        answer = sign_in(administrator(place, role, "别人")).get(TRAIL)
        assert answer.status_code == 403
        assert "some_step" not in said(answer)

    def test_more_lines_of_more_people_ask_the_same(
        self, place: Place, auditor: Client, django_assert_num_queries: Any
    ) -> None:
        for people in ((place.officer,), (place.leader, place.admin)):
            for each in people:
                line(place, "counted", by=Actor.person(each.pk))
            with django_assert_num_queries(6):
                page = said(auditor.get(TRAIL, {"verb": "counted"}))
        assert "陈小梅" in page and "周建国" in page and "刘区域" in page


class TestKeys:
    @pytest.fixture
    def lost(self) -> Account:
        account = registry.make_account(name="丢手机", phone=PHONE)
        issue_token(account=account, at=NOW)
        return account

    @pytest.mark.parametrize(
        "sent",
        [
            {"phone": PHONE}, {"phone": PHONE, "reason": "丢了"}, {"phone": PHONE, "reason": "   "},
            {"phone": "12", "reason": "手机丢失"}, {"phone": "19907900009", "reason": "手机丢失"},
            {"phone": PHONE, "reason": "长" * 201}, {"reason": "手机丢失"},
        ],
    )  # fmt: skip
    def test_without_a_known_phone_and_a_reason_everybody_stays(
        self, guard: Client, lost: Account, sent: dict[str, str]
    ) -> None:
        answer = guard.post(KEYS, sent)
        assert answer.status_code == 422
        assert "丢手机" not in said(answer)
        epoch = lost.session_epoch
        lost.refresh_from_db()
        assert lost.session_epoch == epoch
        assert ApiToken.objects.filter(account=lost).count() == 1
        assert not AuditLine.objects.filter(verb="end_sessions").exists()

    def test_only_that_account_is_signed_out_and_the_tokens_are_counted(
        self, place: Place, guard: Client, sign_in: SignIn, lost: Account
    ) -> None:
        issue_token(account=place.leader, at=NOW)
        other = sign_in(place.leader)
        answer = guard.post(KEYS, {"phone": "199-0790-6789", "reason": " 手机  丢失 "}, follow=True)
        assert "都已下线" in said(answer)
        assert "丢手机" not in said(answer) and PHONE not in said(answer)
        assert other.get("/desk/").status_code == 200
        assert list(ApiToken.objects.values_list("account_id", flat=True)) == [place.leader.pk]
        written = AuditLine.objects.get(verb="end_sessions")
        assert (written.reason, written.details["tokens"], written.target_id) == (
            "手机 丢失", 1, str(lost.pk),
        )  # fmt: skip

    def test_a_phone_of_another_city_is_nobody_here(self, guard: Client) -> None:
        far = registry.make_account(name="焦作人", phone=PHONE, city="410800")
        assert guard.post(KEYS, {"phone": PHONE, "reason": "手机丢失"}).status_code == 422
        epoch = far.session_epoch
        far.refresh_from_db()
        assert far.session_epoch == epoch

    @pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDITOR, Role.CENTRE])
    def test_neither_of_the_other_two_nor_the_centre_has_the_keys(
        self, place: Place, sign_in: SignIn, lost: Account, role: Role
    ) -> None:
        client = sign_in(administrator(place, role, "别人"))
        assert client.get(KEYS).status_code == 403
        assert client.post(KEYS, {"phone": PHONE, "reason": "手机丢失"}).status_code == 403
        assert ApiToken.objects.filter(account=lost).exists()
        assert "账号安全" not in said(client.get("/desk/"))

    def test_the_keys_open_nothing_else(self, guard: Client) -> None:
        assert "账号安全" in said(guard.get(KEYS))
        for url in (TRAIL, "/desk/departments/", "/desk/roles/", "/desk/roles/why/?region=360500"):
            assert guard.get(url).status_code == 403, url
