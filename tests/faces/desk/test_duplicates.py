"""Officers ask to merge; a second one confirms and undoes; who leads a team sees nothing here."""

from __future__ import annotations

import pytest
from django.test import Client

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


def test_a_leader_is_refused() -> None:
    assert desk(make.make_leader(make.make_body())).get(URL).status_code == 403
