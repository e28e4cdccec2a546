"""A juror's desk: entries without names, points that are kept as typed, stepping back, and the seal; and no others' entries."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.honour.choices import CategorySubject, EditionState
from redvest.honour.models import AwardEdition, AwardJuror, AwardNomination, AwardScore, JurorRecusal
from redvest.honour.queries.award_jury import entry_key
from redvest.registry.choices import Role
from redvest.registry.models import Membership, Volunteer
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.award_jury import (
    juror_account,
    make_category,
    make_entry,
    make_judged,
    make_juror,
    move_to,
)
from tests.factories.registry import CITY, NOW, TODAY

pytestmark = pytest.mark.django_db
URL = "/desk/jury/"
EVIDENCE = {
    "year": 2026, "minutes": {"A": 600, "B": 0, "C": 30, "D": 90}, "minutes_of_year": {"A": 300, "B": 0, "C": 0, "D": 0},
    "activities": [{"title": "春晖互助队陪伴老人", "on": "2026-02-01", "minutes": 60}],
    "evaluations": {"count": 4, "points": 54}, "figures": {"age": 35, "members": None, "years": 3, "activities": 7},
    "stars": [1], "commendations": [{"name": "优秀志愿者", "on": "2025-12-05", "granted_by": "春晖互助队"}],
}  # fmt: skip


class Seat:
    """A juror signed in, an edition and its entries."""

    def __init__(self, sign_in: SignIn, count: int = 2, **more: Any) -> None:
        self.category = make_category(make_judged(**more))
        self.body = registry.make_body(name="春晖互助队")
        self.entries = [self.entry() for _ in range(count)]
        self.juror: AwardJuror = make_juror(self.edition, account=juror_account(registered=True))
        self.client: Client = sign_in(self.juror.account)

    @property
    def edition(self) -> AwardEdition:
        return self.category.edition

    def entry(self, **more: Any) -> AwardNomination:
        person = registry.make_volunteer(name="赵候选")
        words = "赵候选在春晖互助队照看老人"
        facts = {
            "volunteer": person,
            "words": words,
            "evidence": EVIDENCE,
            "way": "body",
            "nominating_body": self.body,
        }
        return make_entry(self.category, **facts | more)

    def url(self, entry: AwardNomination | None = None, more: str = "") -> str:
        return f"{URL}{self.edition.pk}/{f'{entry_key(self.juror, entry.pk)}/' if entry else ''}{more}"

    def give(self, entry: AwardNomination, deeds: object = 50, effect: object = 30) -> Any:
        return self.client.post(self.url(entry), {"deeds": deeds, "effect": effect})


@pytest.fixture
def seat(sign_in: SignIn) -> Seat:
    return Seat(sign_in)


class TestList:
    def test_where_i_sit(self, seat: Seat) -> None:
        page = said(seat.client.get(URL))
        assert "2026 年度市长奖" in page and "评委1" in page and "打分中" in page
        assert f'href="{URL}"' in said(seat.client.get("/desk/"))

    def test_who_is_no_juror_has_no_such_page(
        self, seat: Seat, as_officer: Client, place: Place, sign_in: SignIn
    ) -> None:
        for client in (as_officer, sign_in(place.member), sign_in(place.leader)):
            assert client.get(URL).status_code == 403
            assert client.get(seat.url()).status_code in (403, 404)
            assert client.get(seat.url(seat.entries[0])).status_code in (403, 404)
        other = sign_in(juror_account())
        assert "还没有请你评的" in said(other.get(URL))
        assert other.get(seat.url()).status_code == 404
        assert other.get(seat.url(seat.entries[0])).status_code == 404

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, sign_in: SignIn, many: int) -> None:
        account = juror_account()
        for _ in range(many):
            make_juror(make_judged(), account=account)
        client = sign_in(account)
        with CaptureQueriesContext(connection) as spent:
            assert client.get(URL).status_code == 200
        assert len(spent) == 5


class TestEntry:
    def test_no_name_is_on_it(self, seat: Seat) -> None:
        page = said(seat.client.get(seat.url(seat.entries[0])))
        assert "某某在某某照看老人" in page and "某某陪伴老人" in page
        assert "赵候选" not in page and "春晖" not in page
        assert "10 小时 30 分" in page and "4.5 分" in page and "优秀志愿者" in page

    def test_neither_its_place_nor_its_day_nor_its_public_key_is_on_it(self, seat: Seat) -> None:
        entry = seat.entries[0]
        pack = {
            **EVIDENCE,
            "activities": [{"title": "陪伴老人（城南街道）", "on": "2026-02-01", "minutes": 60}],
        }
        AwardNomination.objects.filter(pk=entry.pk).update(evidence=pack, words="在城南街道照看老人")
        page = said(seat.client.get(seat.url(entry)))
        assert "在某某照看老人" in page and "陪伴老人" in page and "2026-02" in page
        assert "城南" not in page and "2026-02-01" not in page and "2月1日" not in page
        assert str(entry.pk) not in page + said(seat.client.get(seat.url()))
        assert seat.client.get(f"{URL}{seat.edition.pk}/{entry.pk}/").status_code == 404

    def test_points_are_kept_and_the_next_one_comes(self, seat: Seat) -> None:
        one, two = seat.entries
        first = seat.give(one)
        assert first.status_code == 302 and first["Location"] == seat.url(two)
        assert seat.give(two)["Location"] == seat.url()
        page = said(seat.client.get(seat.url()))
        assert "80 / 100" in page and "打了 2 份，一共 2 份" in page
        assert 'value="50"' in said(seat.client.get(seat.url(one)))

    @pytest.mark.parametrize(
        ("deeds", "effect"), [("61", "30"), ("", "30"), ("十", "30"), ("-1", "30"), ("1.5", "30")]
    )
    def test_what_was_typed_stays_when_something_is_wrong(self, seat: Seat, deeds: str, effect: str) -> None:
        page = seat.give(seat.entries[0], deeds, effect)
        assert (
            page.status_code == 422 and 'value="30"' in said(page) and "请填 0 到 60 之间的整数" in said(page)
        )
        assert not AwardScore.objects.exists()

    def test_an_own_bodys_entry_is_not_there(self, sign_in: SignIn) -> None:
        seat = Seat(sign_in)
        body = registry.make_body()
        record = Volunteer.objects.get(account=seat.juror.account)
        Membership.objects.create(city=CITY, body=body, volunteer=record, joined_on=TODAY)
        bodies = make_category(seat.edition, name="优秀组织", subject=CategorySubject.BODY)
        own = make_entry(bodies, body=body)
        page = said(seat.client.get(seat.url()))
        assert "评委所在的组织" in page and f"{own.pk}" not in page and "回避" in page
        assert seat.client.get(seat.url(own)).status_code == 404
        assert seat.give(own).status_code == 404
        assert seat.client.post(seat.url(own, "recuse/"), {"reason": "自己的"}).status_code == 404
        assert not AwardScore.objects.exists()

    def test_stepping_back(self, seat: Seat) -> None:
        entry = seat.entries[0]
        page = seat.client.post(seat.url(entry, "recuse/"), {"reason": ""}, follow=True)
        assert "请写一句为什么" in said(page) and not JurorRecusal.objects.exists()
        page = seat.client.post(seat.url(entry, "recuse/"), {"reason": "看得出是同事"}, follow=True)
        assert "这份材料你不用打分" in said(page) and "评委自己提出" in said(page)
        assert seat.client.get(seat.url(entry)).status_code == 404

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, sign_in: SignIn, many: int) -> None:
        seat = Seat(sign_in, count=many)
        for url, asked in ((seat.url(), 17), (seat.url(seat.entries[0]), 18)):  # one for the names of places
            with CaptureQueriesContext(connection) as spent:
                assert seat.client.get(url).status_code == 200
            assert len(spent) == asked


class TestSeal:
    def test_only_when_everything_has_points_and_then_the_others_open(self, seat: Seat) -> None:
        other = make_juror(seat.edition)
        for entry in seat.entries:
            for code in ("deeds", "effect"):
                AwardScore.objects.create(
                    city=CITY, juror=other, nomination=entry, criterion=code, points=17, revision=1, at=NOW
                )
        seat.give(seat.entries[0])
        assert "还有 1 份材料没有打分" in said(seat.client.post(seat.url(more="seal/"), follow=True))
        seat.give(seat.entries[1])
        page = said(seat.client.get(seat.url()))
        assert "交卷" in page and "评委2" not in page
        page = said(seat.client.post(seat.url(more="seal/"), follow=True))
        assert "已交卷" in page and "各位评委打的分" in page and "评委2" not in page
        AwardJuror.objects.filter(pk=other.pk).update(sealed_at=NOW)
        page = said(seat.client.get(seat.url()))
        assert "评委1 80 · 评委2 34" in page
        again = seat.client.post(seat.url(seat.entries[0]), {"deeds": 1, "effect": 1}, follow=True)
        assert "分数不能再改" in said(again)
        assert "这里只能看" in said(seat.client.get(seat.url(seat.entries[0])))

    def test_before_the_judging_there_is_only_looking(self, sign_in: SignIn) -> None:
        seat = Seat(sign_in, state=EditionState.CHECKING)
        assert "现在还不能打分" in said(seat.client.get(seat.url()))
        page = said(seat.client.get(seat.url(seat.entries[0])))
        assert "现在只能看" in page and "我该回避" in page
        assert "不在评审中" in said(
            seat.client.post(seat.url(seat.entries[0]), {"deeds": 1, "effect": 1}, follow=True)
        )
        move_to(seat.edition, EditionState.JUDGING)
        assert "开始打分" in said(seat.client.get(seat.url()))

    def test_an_edition_without_entries_teaches(self, sign_in: SignIn) -> None:
        seat = Seat(sign_in, count=0)
        assert "还没有入围的材料" in said(seat.client.get(seat.url()))


def test_a_role_that_ended_ends_the_seat(seat: Seat) -> None:
    seat.juror.account.grants.update(revoked_at=NOW)
    registry.make_grant(account=seat.juror.account, role=Role.EDITOR, region=registry.make_region_tree().city)
    assert seat.client.get(URL).status_code == 403
    assert seat.client.get(seat.url()).status_code == 404
