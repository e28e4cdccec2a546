"""Whoever runs an edition seats jurors, sees how far they are and never what they gave, freezes, and looks at votes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.core.identifiers import uuid7
from redvest.honour.actions.award_vote import set_votes_aside
from redvest.honour.choices import EditionState
from redvest.honour.models import (
    AwardEdition,
    AwardFreeze,
    AwardJuror,
    AwardNomination,
    AwardVote,
    JurorRecusal,
)
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.award_jury import (
    juror_account,
    make_category,
    make_entry,
    make_judged,
    make_juror,
    make_vote,
)
from tests.factories.registry import NOW
from tests.honour.actions.test_award_freeze import judge, ready

pytestmark = pytest.mark.django_db


def url(edition: AwardEdition, more: str = "") -> str:
    return f"/desk/editions/{edition.pk}/jury/{more}"


class TestSeats:
    def test_one_is_appointed_from_those_who_have_the_role(self, place: Place, as_centre: Client) -> None:
        edition, person = make_judged(), juror_account(name="孙评委")
        assert "还没有评委" in said(as_centre.get(url(edition)))
        page = said(as_centre.post(url(edition), {"account": str(person.pk)}, follow=True))
        assert "聘好了" in page and "评委1" in page and "孙评委" in page
        assert "的人都聘了" in page
        assert AwardJuror.objects.get().account_id == person.pk

    @pytest.mark.parametrize("typed", ["", "x"])
    def test_nobody_chosen_is_said(self, place: Place, as_centre: Client, typed: str) -> None:
        edition = make_judged()
        juror_account()
        page = as_centre.post(url(edition), {"account": typed})
        assert page.status_code == 422 and not AwardJuror.objects.exists()

    def test_whose_place_it_is_not(
        self, place: Place, as_officer: Client, as_leader: Client, sign_in: SignIn
    ) -> None:
        edition = make_judged()
        juror = make_juror(edition)
        for client in (as_officer, as_leader, sign_in(place.member), sign_in(juror.account)):
            assert client.get(url(edition)).status_code in (403, 404)
            assert client.post(url(edition, "freeze/")).status_code in (403, 404)
            assert client.post(url(edition, f"{juror.pk}/release/"), {"reason": "住院了"}).status_code in (
                403,
                404,
            )
        juror.refresh_from_db()
        assert juror.released_at is None

    def test_progress_without_points(self, place: Place, as_centre: Client) -> None:
        edition, _entries, _jurors = ready(2)
        late = make_juror(edition, account=juror_account(name="周评委"))
        page = said(as_centre.get(url(edition)))
        assert (
            "2 / 2" in page and "0 / 2" in page and "还有 1 位评委没有交卷" in page and "封存结果" not in page
        )
        assert "请写一句为什么" in said(as_centre.post(url(edition, f"{late.pk}/release/"), follow=True))
        page = said(as_centre.post(url(edition, f"{late.pk}/release/"), {"reason": "出差了"}, follow=True))
        assert "不再等" in page and "出差了" in page and "封存结果" in page

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, place: Place, as_centre: Client, many: int) -> None:
        edition = make_judged()
        category = make_category(edition)
        for _ in range(many):
            make_entry(category)
            make_juror(edition)
        with CaptureQueriesContext(connection) as spent:
            assert as_centre.get(url(edition)).status_code == 200
        assert len(spent) == 14


class TestFreezing:
    def test_frozen_with_names_and_proposals_and_corrected(self, place: Place, as_centre: Client) -> None:
        edition, entries, _jurors = ready(3)
        page = said(as_centre.post(url(edition, "freeze/"), follow=True))
        assert "结果封存了" in page and "100.000" in page and page.count("按名次入选") == 1
        assert "赵*选" in page and "赵候选" not in page
        page = said(as_centre.post(url(edition, "freeze/"), follow=True))
        assert "请写一句为什么" in page and AwardFreeze.objects.count() == 1
        page = said(as_centre.post(url(edition, "freeze/"), {"reason": "有人退出"}, follow=True))
        assert "第 2 次封存" in page and "有人退出" in page and "第 1 次封存" in page
        winners = said(as_centre.get(f"/desk/editions/{edition.pk}/winners/"))
        assert winners.count(" checked") == 1 and f'value="{entries[2].pk}" checked' in winners
        assert f'value="{entries[0].pk}" checked' not in winners

    def test_who_has_a_stake_sees_neither_jurors_nor_reasons_nor_result(
        self, place: Place, as_centre: Client
    ) -> None:
        edition, entries, jurors = ready(3)
        JurorRecusal.objects.create(
            city=edition.city, juror=jurors[0], nomination=entries[0], cause="declared", reason="同一个楼道", automatic=False,
            at=NOW,
        )  # fmt: skip
        as_centre.post(url(edition, "freeze/"))
        page = said(as_centre.get(url(edition)))
        assert all(each in page for each in ("评委1", "同一个楼道", "赵*选"))
        make_entry(entries[0].category, volunteer=registry.make_volunteer(account=place.centre))
        page = said(as_centre.get(url(edition)))
        assert "要由别人来办" in page
        for hidden in ("评委1", jurors[0].account.name, "同一个楼道", "赵*选", "100.000", "聘请", "重算"):
            assert hidden not in page
        late = juror_account(name="周评委")
        as_centre.post(url(edition), {"account": str(late.pk)})
        assert not AwardJuror.objects.filter(account=late).exists()

    def test_an_open_jury_is_the_next_step(self, place: Place, as_centre: Client) -> None:
        edition, entries, _jurors = ready(1)
        page = said(as_centre.get(f"/desk/editions/{edition.pk}/"))
        assert "就封存结果" in page and url(edition) in page
        AwardNomination.objects.filter(pk=entries[0].pk).update(state="chosen")
        page = said(as_centre.post(f"/desk/editions/{edition.pk}/", {"verb": "announce"}, follow=True))
        assert "结果还没有封存" in page
        as_centre.post(url(edition, "freeze/"))
        as_centre.post(f"/desk/editions/{edition.pk}/", {"verb": "announce"})
        edition.refresh_from_db()
        assert edition.state == EditionState.PUBLICITY

    def test_too_few_are_refused_in_words(self, place: Place, as_centre: Client) -> None:
        category = make_category(make_judged())
        judge(make_juror(category.edition), {make_entry(category): 5})
        assert "至少要 3 位评委交卷" in said(as_centre.post(url(category.edition, "freeze/"), follow=True))
        assert not AwardFreeze.objects.exists()


class TestVotes:
    def page(self, edition: AwardEdition, more: str = "") -> str:
        return f"/desk/editions/{edition.pk}/votes/{more}"

    def ring(
        self, names: tuple[str, ...] = ("钱一", "钱二", "钱三", "钱四", "钱五", "钱六")
    ) -> AwardNomination:
        entry = make_entry(make_category(make_judged(state=EditionState.VOTING)))
        for n, name in enumerate(names):
            make_vote(
                entry, volunteer=registry.make_volunteer(name=name), device=b"one", at=NOW - n * n * timedelta(minutes=7)
            )  # fmt: skip
        return entry

    def test_they_are_found_on_demand_and_named(self, place: Place, as_centre: Client) -> None:
        entry = self.ring()
        assert "没有不计的票" in said(as_centre.get(self.page(entry.edition)))
        page = said(as_centre.post(self.page(entry.edition, "look/"), follow=True))
        assert "新找出 6 票" in page and "钱一" in page and "同一台设备投了太多票" in page
        assert "计入 0 票，没有计入 6 票" in page
        assert "钱一" not in said(as_centre.get(self.page(entry.edition, "?reason=network")))

    def test_one_is_counted_after_all(self, place: Place, as_centre: Client) -> None:
        entry = self.ring()
        set_votes_aside(edition_id=entry.edition_id, at=NOW)
        vote = AwardVote.objects.order_by("at").last()
        assert vote is not None
        at = self.page(entry.edition, f"{vote.pk}/")
        assert "请写一句核实的情况" in said(as_centre.post(at, {"verb": "count", "words": ""}, follow=True))
        page = said(as_centre.post(at, {"verb": "count", "words": "社区平板"}, follow=True))
        assert "这一票算数" in page and "计入 1 票" in page
        as_centre.post(at, {"verb": "aside", "words": "又说不是"})
        vote.refresh_from_db()
        assert vote.set_aside == "by-hand"
        assert as_centre.post(at, {"words": "没点"}).status_code == 422

    def test_not_for_others(self, place: Place, as_officer: Client, as_leader: Client) -> None:
        entry = self.ring()
        set_votes_aside(edition_id=entry.edition_id, at=NOW)
        vote = AwardVote.objects.latest("pk")
        for client in (as_officer, as_leader):
            assert client.get(self.page(entry.edition)).status_code in (403, 404)
            assert client.post(self.page(entry.edition, "look/")).status_code in (403, 404)
            answer = client.post(self.page(entry.edition, f"{vote.pk}/"), {"verb": "count", "words": "好的"})
            assert answer.status_code in (403, 404)
        vote.refresh_from_db()
        assert vote.set_aside == "device"

    def test_a_minors_name_stays_hidden(self, place: Place, as_centre: Client) -> None:
        entry = make_entry(make_category(make_judged(state=EditionState.VOTING)))
        child = registry.make_volunteer(name="王小明", birth_on=NOW.date() - timedelta(days=15 * 366))
        vote = make_vote(entry, volunteer=child)
        as_centre.post(self.page(entry.edition, f"{vote.pk}/"), {"verb": "aside", "words": "不是本人"})
        page = said(as_centre.get(self.page(entry.edition)))
        assert "王*明" in page and "王小明" not in page

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, place: Place, as_centre: Client, many: int) -> None:
        entry = make_entry(make_category(make_judged(state=EditionState.VOTING)))
        for _ in range(many):
            make_vote(entry, set_aside="by-hand", set_aside_at=NOW, words="不是本人")
        with CaptureQueriesContext(connection) as spent:
            assert as_centre.get(self.page(entry.edition)).status_code == 200
        assert len(spent) == 10

    def test_an_edition_that_is_none(self, place: Place, as_centre: Client) -> None:
        assert as_centre.get(f"/desk/editions/{uuid7()}/votes/").status_code == 404
        assert as_centre.get(f"/desk/editions/{uuid7()}/jury/").status_code == 404
