"""Officers ask to merge; a second one confirms and undoes; who leads a team sees nothing here."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.registry.actions.merge import ask_merge, confirm_merge
from redvest.registry.models import Account, Merge, NotSame
from redvest.registry.policy import Standing
from tests.factories import registry as make
from tests.registry.actions.test_duplicates import pair

pytestmark = pytest.mark.django_db
URL = "/desk/people/duplicates/"


def desk(by: Standing) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=by.account_id))
    return client


def test_ask_confirm_undo() -> None:
    old, kept = pair()
    one, two = desk(make.make_officer()), desk(make.make_centre())
    assert old.number in one.get(URL).content.decode()
    one.post(URL, {"verb": "ask", "merged": old.pk, "survivor": kept.pk, "reason": "同一人"})
    link = Merge.objects.get()
    one.post(URL, {"verb": "confirm", "merge": link.pk})
    link.refresh_from_db()
    assert link.confirmed_at is None
    two.post(URL, {"verb": "confirm", "merge": link.pk})
    assert "撤销合并" in two.get(URL).content.decode()
    one.post(URL, {"verb": "undo", "merge": link.pk})
    link.refresh_from_db()
    assert link.confirmed_at and link.undone_at


def test_two_people() -> None:
    old, kept = pair()
    officer = desk(make.make_officer())
    officer.post(URL, {"verb": "differ", "merged": old.pk, "survivor": kept.pk})
    assert NotSame.objects.count() == 1
    assert old.number not in officer.get(URL).content.decode()


def test_two_records_are_laid_side_by_side_by_their_numbers() -> None:
    one, other = make.make_volunteer(name="甲一"), make.make_volunteer(name="乙二")
    officer = desk(make.make_officer())
    page = officer.get(URL, {"one": one.number, "other": other.number}).content.decode()
    assert one.number in page and other.number in page and "提出合并" in page
    assert "没有这个志愿者编号" in officer.get(URL, {"one": one.number, "other": "1"}).content.decode()


def test_a_leader_is_refused() -> None:
    assert desk(make.make_leader(make.make_body())).get(URL).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_few_queries(count: int) -> None:
    officer, centre = make.make_officer(), make.make_centre()
    for number in range(count):
        for step in range(3):
            old, kept = pair(f"139000{number}777{step}", f"李{'霞芳兰梅竹菊云雪雨'[3 * number + step]}")
            if step:
                link = ask_merge(
                    by=officer, merged_id=old.pk, survivor_id=kept.pk, reason="同一人", at=make.NOW
                )
            if step == 2:
                confirm_merge(by=centre, merge_id=link.pk, at=make.NOW)
    client = desk(officer)
    client.get(URL)
    with CaptureQueriesContext(connection) as seen:
        page = client.get(URL).content.decode()
    assert len(seen) == 8
    assert [page.count(each) for each in ('value="ask"', "不合并了", "撤销合并")] == [count] * 3


def test_a_button_that_is_none_undoes_nothing_and_a_lasting_answer_is_asked_about() -> None:
    old, kept = pair()
    officer, centre = make.make_officer(), make.make_centre()
    assert 'value="differ" data-confirm="' in desk(officer).get(URL).content.decode()
    link = ask_merge(by=officer, merged_id=old.pk, survivor_id=kept.pk, reason="同一人", at=make.NOW)
    confirm_merge(by=centre, merge_id=link.pk, at=make.NOW)
    for verb in ("", "Undo", "keep"):
        desk(officer).post(URL, {"verb": verb, "merge": link.pk})
    link.refresh_from_db()
    assert link.confirmed_at and link.undone_at is None
