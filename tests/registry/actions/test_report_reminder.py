"""Annual reports that lack: who hears when, each once, and nobody of what is handed in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from redvest.core.models import AuditLine
from redvest.registry.actions.report_reminder import remind_annual_reports
from redvest.registry.actions.setting import set_rule
from redvest.registry.choices import BodyState, Role
from redvest.registry.models import AnnualReport, Body, OutgoingMessage, ReportReminder
from redvest.registry.queries.annual_report import bodies_run_lacking, bodies_silent
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.registry import CITY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DUE = datetime(2026, 5, 31, 1, tzinfo=UTC)  # nine in the morning of the last day for 2025
SINCE = datetime(2024, 1, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def messages_are_kept(settings: Any) -> None:
    settings.REDVEST_DEMO = True


def owing(**given: Any) -> Body:
    return make.make_body(at=SINCE, **given)


def texts(account: Any) -> list[str]:
    found = OutgoingMessage.objects.filter(phone_tail=account.phone_tail).order_by("id")
    return list(found.values_list("text", flat=True))


def holder(role: Role, **place: Any) -> Any:
    account = make.make_account()
    make.make_grant(account=account, role=role, **place)
    return account


def remind(at: datetime) -> int:
    return remind_annual_reports(city=CITY, at=at)


def test_from_the_first_reminder_to_the_city() -> None:
    tree, body = make.make_region_tree(), owing(name="静悄悄志愿队")
    head = holder(Role.BODY_ADMIN, body=body)
    officer, centre = holder(Role.REGION_OFFICER, region=tree.yushui), holder(Role.CENTRE, region=tree.city)
    assert remind(DUE - 31 * DAY) == 0
    assert [remind(DUE - 30 * DAY), remind(DUE - 29 * DAY), remind(DUE)] == [1, 0, 0]
    assert len(texts(head)) == 1 and "请在 5月31日 前交" in texts(head)[0]
    assert texts(officer) == texts(centre) == []
    assert bodies_run_lacking(make.standing_of(head), 2025).get() == body
    assert not bodies_silent(make.standing_of(officer), 2025).exists()

    assert [remind(DUE + DAY), remind(DUE + 30 * DAY)] == [1, 0]
    assert "已到期" in texts(head)[1]
    assert (
        len(texts(officer)) == 1
        and "“静悄悄志愿队” 1 个组织的 2025 年度工作报告过期没交" in texts(officer)[0]
    )
    assert texts(centre) == []
    assert bodies_silent(make.standing_of(officer), 2025).get() == body

    assert [remind(DUE + 31 * DAY), remind(DUE + 90 * DAY)] == [1, 0]
    assert len(texts(centre)) == 1 and "请督办" in texts(centre)[0] and len(texts(officer)) == 1
    stages = ReportReminder.objects.order_by("id").values_list("stage", flat=True)
    assert list(stages) == ["before", "overdue", "escalated"]
    assert AuditLine.objects.filter(verb="remind_annual_report", target_id=str(body.pk)).count() == 3


def test_nobody_hears_of_what_is_handed_in_of_who_owes_none_or_is_of_elsewhere() -> None:
    done, back = owing(), owing()
    for body, handed_in in ((done, DUE), (back, None)):
        AnnualReport.objects.create(
            city=CITY, body=body, year=2025, figures={}, changed_at=DUE, submitted_at=handed_in, note="补"
        )
    owing(state=BodyState.SUSPENDED)
    make.make_body(at=datetime(2026, 1, 5, tzinfo=UTC))
    owing(city="410800", region=make.make_other_city())
    heads = {each.pk: holder(Role.BODY_ADMIN, body=each) for each in (done, back)}
    assert remind(DUE) == 1
    assert texts(heads[done.pk]) == [] and len(texts(heads[back.pk])) == 1


def test_many_are_one_text_to_an_officer_and_the_last_day_is_the_places_own() -> None:
    tree = make.make_region_tree()
    officer = holder(Role.REGION_OFFICER, region=tree.yushui)
    for turn in range(5):
        owing(name=f"第{turn}队")
    owing(region=tree.fenyi)
    set_rule(
        by=make.make_centre(), region=tree.fenyi, key="bodies.annual_report_days", value=300, basis="",
        effective_on=date(2025, 6, 1), at=datetime(2025, 6, 1, tzinfo=UTC),
    )  # fmt: skip
    assert remind(DUE + DAY) == 5
    (text,) = texts(officer)
    assert text == "【新余志愿】“第0队”、“第1队”、“第2队”等 5 个组织的 2025 年度工作报告过期没交，请督促。"


@pytest.mark.parametrize("count", [1, 3])
def test_the_morning_reads_the_same_however_many(count: int, django_assert_max_num_queries: Any) -> None:
    bodies = [owing() for _ in range(count)]
    for body in bodies:
        holder(Role.BODY_ADMIN, body=body)
    # Beside eleven of its own: of each organisation a notice, the text that the demo keeps and one audit line.
    with django_assert_max_num_queries(11 + 5 * count):
        assert remind(DUE) == count


@pytest.mark.django_db(transaction=True)
def test_of_two_mornings_at_once_one_tells() -> None:
    head = holder(Role.BODY_ADMIN, body=owing())
    assert sorted(at_once(lambda: remind(DUE), lambda: remind(DUE)), key=str) == [0, 1]
    assert len(texts(head)) == 1
