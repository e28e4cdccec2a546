"""The desk's ledger pages: who comes in, what a period does, which buttons there are, and a long one's progress."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from redvest.core.models import AuditLine
from redvest.faces.desk import ledger_file, ledger_page
from redvest.oversight.actions.unit_ledger import make_ledger
from redvest.oversight.choices import LedgerForm
from redvest.oversight.models import LedgerFile
from redvest.registry.choices import Role
from redvest.service.actions.correction import void_entry
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
YEAR = {"from": "2026-01-01", "to": "2026-12-31"}


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.REDVEST_DATA_DIR = tmp_path


def served(place: Place, people: int = 1, title: str = "陪独居老人买菜") -> None:
    for _ in range(people):
        person = registry.make_volunteer(name="李明霞")
        service.make_entry(volunteer=person, body=place.body, title=title)


def address(place: Place, name: str = "ledger") -> str:
    return reverse(f"desk:{name}", args=["body", place.body.pk])


def in_line(place: Place, client: Client, monkeypatch: pytest.MonkeyPatch, **typed: str) -> LedgerFile:
    monkeypatch.setattr(ledger_file, "AT_ONCE", dict.fromkeys(LedgerForm, 0))
    client.post(address(place, "ledger-file"), {**YEAR, "form": "xlsx", **typed})
    return LedgerFile.objects.get()


def test_a_guest_is_sent_to_sign_in_and_a_member_is_refused(place: Place, sign_in: SignIn) -> None:
    for path in (reverse("desk:ledgers"), address(place)):
        assert Client().get(path).status_code == 302
        assert sign_in(place.member).get(path).status_code == 403
    answer = sign_in(place.member).post(address(place, "ledger-file"), {**YEAR, "form": "xlsx"})
    assert answer.status_code == 403
    assert not AuditLine.objects.filter(verb__startswith="export_ledger").exists()


def test_another_body_s_ledger_is_not_found_and_gives_no_file(place: Place, sign_in: SignIn) -> None:
    served(place)
    for account in (place.stranger, place.far_officer):
        client = sign_in(account)
        assert client.get(address(place)).status_code == 404
        for form in LedgerForm.values:
            asked = {**YEAR, "form": form, "whole": "on", "reason": "年终检查要用"}
            assert client.post(address(place, "ledger-file"), asked).status_code == 404
    assert not LedgerFile.objects.exists()
    assert not AuditLine.objects.filter(verb__startswith="export_ledger").exists()


@pytest.mark.parametrize("key", ["nobody", "360502001001", "00000000-0000-0000-0000-000000000000"])
@pytest.mark.parametrize("kind", ["body", "station", "person"])
def test_a_unit_that_is_not_there_is_not_found(as_officer: Client, kind: str, key: str) -> None:
    assert as_officer.get(reverse("desk:ledger", args=[kind, key])).status_code == 404


def test_the_first_list_is_that_of_one_s_own_kind_of_unit(place: Place, sign_in: SignIn) -> None:
    keeper = registry.make_account(name="何守站")
    registry.make_grant(account=keeper, role=Role.STATION_KEEPER, station=registry.make_station())
    inspector = registry.make_account(name="钱检查")
    registry.make_grant(account=inspector, role=Role.INSPECTOR, region=place.tree.chengnan)
    for account, kind in (
        (place.officer, "region"), (place.centre, "region"), (inspector, "region"), (place.leader, "body"),
        (place.admin, "body"), (keeper, "station"),
    ):  # fmt: skip
        for asked in ({}, {"kind": "person"}):
            page = sign_in(account).get(reverse("desk:ledgers"), asked)
            assert page.context["kind"] == kind and page.context["rows"]
    assert [row["code"] for row in page.context["rows"]] == ["360502001001"]
    rows = sign_in(inspector).get(reverse("desk:ledgers")).context["rows"]
    assert [row["name"] for row in rows] == ["城南街道", "百花湖社区", "站前社区"]


def test_a_unit_is_found_by_name_and_by_code_within_one_s_places(place: Place, as_officer: Client) -> None:
    def names(kind: str, q: str) -> list[str]:
        rows = as_officer.get(reverse("desk:ledgers"), {"kind": kind, "q": q}).context["rows"]
        return [row["name"] for row in rows]

    assert names("region", "3605020010") == ["百花湖社区", "站前社区"]
    assert names("region", " 站前 ") == ["站前社区"] and names("region", "分宜") == []
    assert names("body", "黎明") == names("body", place.body.code) == ["黎明脚步志愿队"]
    assert names("body", "暖心") == [] and names("region", "%") == []
    empty = as_officer.get(reverse("desk:ledgers"), {"q": "没有这里"})
    assert "没有找到单位" in said(empty)


def test_only_who_sees_whole_names_is_offered_them(place: Place, sign_in: SignIn) -> None:
    served(place)
    inspector = registry.make_account(name="钱检查")
    registry.make_grant(account=inspector, role=Role.INSPECTOR, region=place.tree.city)
    for account, whole in ((place.leader, True), (place.officer, True), (inspector, False)):
        page = said(sign_in(account).get(address(place), YEAR))
        assert ("姓名要写全" in page) == ("李明霞" in page) == whole
        assert ("李*霞" in page) != whole
    asked = {**YEAR, "form": "xlsx", "whole": "on", "reason": "年终检查要用"}
    assert sign_in(inspector).post(address(place, "ledger-file"), asked).status_code == 403
    assert not AuditLine.objects.filter(verb__startswith="export_ledger").exists()


def test_a_voided_entry_is_in_no_total_and_no_row(place: Place, as_leader: Client) -> None:
    served(place)
    gone = service.make_entry(
        volunteer=registry.make_volunteer(name="赵小丽"), body=place.body, title="清理河道"
    )
    void_entry(by=registry.standing_of(place.officer), entry=gone, reason="没有来", at=NOW)
    page = as_leader.get(address(place), YEAR)
    totals = page.context["totals"]
    assert (totals.forms, totals.people, totals.times, page.context["hours"]) == (1, 1, 1, 2)
    assert "赵小丽" not in said(page) and "清理河道" not in said(page)


def test_without_a_period_it_is_this_year_until_today(place: Place, as_leader: Client) -> None:
    served(place)
    service.make_entry(
        volunteer=registry.make_volunteer(), body=place.body, starts_at=NOW.replace(year=2025, month=12)
    )
    page = as_leader.get(address(place))
    assert (page.context["since"], page.context["until"]) == ("2026-01-01", "2026-03-05")
    assert page.context["totals"].entries == 1
    empty = said(as_leader.get(address(place), {"from": "2026-03-05"}))
    assert "这段时间还没有记录" in empty and "带走这份台账" not in empty


def test_a_long_list_shows_its_beginning_and_says_how_much_there_is(
    place: Place, as_leader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_page, "SHOWN", 2)
    for title in ("扫雪", "送餐", "理发"):
        served(place, title=title)
    page = as_leader.get(address(place), YEAR)
    assert (len(page.context["activities"]), len(page.context["people"])) == (2, 2)
    assert "这里只显示前 2 条，下载的台账里有全部 3 条" in said(page)
    assert "这里只显示前 2 人，下载的台账里有全部 3 人" in said(page)


def test_a_refused_file_keeps_what_was_asked(place: Place, as_leader: Client) -> None:
    served(place)
    asked = {"from": "2025-01-01", "to": "2026-12-31", "form": "xlsx", "whole": "on", "reason": "要"}
    page = as_leader.post(address(place, "ledger-file"), asked)
    assert page.status_code == 422 and "理由" in page.context["refused"]
    assert (page.context["since"], page.context["until"]) == ("2025-01-01", "2026-12-31")
    assert page.context["whole"] and page.context["reason"] == "要"
    backwards = as_leader.get(address(place), {"from": "2026-03-05", "to": "2026-03-01"})
    assert backwards.status_code == 422 and "totals" not in backwards.context
    assert (backwards.context["since"], backwards.context["until"]) == ("2026-03-05", "2026-03-01")
    assert (
        not LedgerFile.objects.exists() and not AuditLine.objects.filter(verb__startswith="export_l").exists()
    )


@pytest.mark.parametrize("more", [1, 3])
def test_a_page_costs_the_same_however_many_served(
    place: Place, as_leader: Client, more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    served(place, more)
    with django_assert_num_queries(12):
        assert as_leader.get(address(place), YEAR).context["totals"].people == more


def test_the_file_is_named_after_its_unit_and_its_days(place: Place, as_leader: Client) -> None:
    served(place)
    for form in LedgerForm.values:
        answer = as_leader.post(address(place, "ledger-file"), {**YEAR, "form": form})
        name = unquote(answer["Content-Disposition"]).removeprefix("attachment; filename*=utf-8''")
        assert name == f"黎明脚步志愿队台账 20260101-20261231.{form}"
    assert as_leader.get(address(place, "ledger-file")).status_code == 405


def test_how_far_it_is_never_says_done_before_it_is(
    place: Place, as_leader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    served(place, 2)
    asked = in_line(place, as_leader, monkeypatch)
    progress = reverse("desk:ledger-progress", args=[asked.pk])
    for done, percent in ((0, 0), (2, 40), (5, 99), (900, 99)):
        LedgerFile.objects.update(rows_done=done)
        page = as_leader.get(progress)
        assert page.context["percent"] == percent and "进行中" in said(page)
        assert "下载台账" not in said(page)
    make_ledger(file_id=asked.pk, at=NOW)
    page = as_leader.get(reverse("desk:ledger-made", args=[asked.pk]))
    assert page.context["percent"] == 100 and "下载台账" in said(page) and "data-done" in said(page)


def test_one_that_was_refused_says_so_and_has_no_download(
    place: Place, as_leader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    served(place)
    asked = in_line(place, as_leader, monkeypatch)
    LedgerFile.objects.update(finished_at=NOW, refused="ledger-too-long-for-pdf")
    page = said(as_leader.get(reverse("desk:ledger-made", args=[asked.pk])))
    assert "没有做成" in page and "下载台账" not in page
    assert as_leader.get(reverse("desk:ledger-download", args=[asked.pk])).status_code == 404


def test_who_lost_the_role_no_longer_fetches_what_was_made(
    place: Place, as_leader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    served(place)
    asked = in_line(place, as_leader, monkeypatch, whole="on", reason="年终检查要用")
    make_ledger(file_id=asked.pk, at=NOW)
    download = reverse("desk:ledger-download", args=[asked.pk])
    got = as_leader.get(download)
    assert got.status_code == 200 and b"".join(got)[:2] == b"PK"  # type: ignore[attr-defined]
    place.leader.grants.update(revoked_at=NOW)
    other = registry.make_body(name="另一支队")
    registry.make_grant(account=place.leader, role=Role.ACTIVITY_LEADER, body=other)
    for name in ("ledger-made", "ledger-progress", "ledger-download"):
        assert as_leader.get(reverse(f"desk:{name}", args=[asked.pk])).status_code == 404
