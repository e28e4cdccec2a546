"""A person merges, leaves, comes back and asks to be erased from their own page."""

from __future__ import annotations

import pytest
from django.test import Client

from redvest.registry.actions.merge import ask_merge
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Erasure, Merge, Volunteer
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
URL = "/me/leaving/"


@pytest.fixture
def person() -> Volunteer:
    return make.make_volunteer()


@pytest.fixture
def own(client: Client, person: Volunteer) -> Client:
    assert person.account is not None
    client.force_login(person.account)
    return client


def test_leave_come_back_and_change_ones_mind(own: Client, person: Volunteer) -> None:
    for verb, state in (("leave", VolunteerState.LEFT), ("back", VolunteerState.ACTIVE)):
        assert own.post(URL, {"verb": verb}).status_code == 302
        person.refresh_from_db()
        assert person.state == state
    own.post(URL, {"verb": "erase"})
    assert "不注销了" in own.get(URL).content.decode()
    own.post(URL, {"verb": "keep"})
    assert Erasure.objects.get().cancelled_at is not None


def test_the_person_confirms_a_merge(own: Client, person: Volunteer) -> None:
    old = make.make_volunteer(with_account=False)
    Volunteer.objects.filter(pk=old.pk).update(id_hash=None, real_name_state="missing")
    link = ask_merge(
        by=make.make_officer(), merged_id=old.pk, survivor_id=person.pk, reason="电话相同", at=make.NOW
    )
    assert old.number in own.get(URL).content.decode()
    own.post(URL, {"verb": "merge", "merge": "no"})
    assert Merge.objects.get().confirmed_at is None
    own.post(URL, {"verb": "merge", "merge": str(link.pk)})
    assert Merge.objects.get().confirmed_at is not None


def test_strangers_sign_in_first(client: Client) -> None:
    assert client.get(URL).status_code == 302
