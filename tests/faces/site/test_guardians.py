"""A guardian names the other on the child's page; a minor who waits asks for the yes, and is told where without any."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from redvest.core import clock
from redvest.registry.choices import CodePurpose, VolunteerState
from redvest.registry.models import Account, OneTimeCode, Volunteer
from redvest.registry.queries.guardian import guardians_of
from tests.factories import registry as make
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db
HERS, HIS, OWN = "19907908861", "19907908862", "19907908863"


@pytest.fixture
def mother() -> Account:
    return make.make_account(name="王梅", phone=HERS)


@pytest.fixture
def child(mother: Account) -> Volunteer:
    """Fifteen, with an account of their own."""
    born = date(clock.day_of(clock.now()).year - 15, 1, 1)
    found = registered(mother, id_number=make.next_id_number(born))
    Volunteer.objects.filter(pk=found.pk).update(account=make.make_account(name="李小雨", phone=OWN))
    return Volunteer.objects.get(pk=found.pk)


def test_the_other_parent_agrees_by_their_own_phone(
    client: Client, mother: Account, child: Volunteer
) -> None:
    client.force_login(mother)
    url = f"/me/children/{child.pk}/guardians/"
    said = {"name": "李建国", "relation": "父亲", "phone": HIS, "code": "246810"}
    assert "就是你" in client.get(url).content.decode()
    sent = client.post(url, said | {"step": "send", "code": ""})
    assert sent.status_code == 200 and "李建国" in sent.content.decode()
    assert client.post(url, said | {"code": "000000"}).status_code == 422
    assert guardians_of(child.pk).count() == 1
    make.make_code(HIS, CodePurpose.GUARDIAN, at=clock.now())
    assert client.post(url, said).status_code == 302
    page = client.get(url).content.decode()
    assert "李建国" in page and "再加一位" not in page
    client.force_login(make.make_account(name="李建国", phone=HIS))
    assert child.name in client.get("/me/children/").content.decode()
    assert client.post(url, {"step": "end"}).status_code == 302
    assert client.get(url).status_code == 404
    assert guardians_of(child.pk).get().name == "王梅"


def test_a_stranger_sees_nothing(client: Client, child: Volunteer) -> None:
    client.force_login(make.make_account())
    url = f"/me/children/{child.pk}/guardians/"
    assert client.get(url).status_code == client.post(url, {"step": "end"}).status_code == 404
    assert guardians_of(child.pk).count() == 1


def test_a_minor_asks_for_the_yes(client: Client, child: Volunteer) -> None:
    child.consents.filter(purpose="guardian").update(withdrawn_at=clock.now())
    Volunteer.objects.filter(pk=child.pk).update(state=VolunteerState.PENDING_GUARDIAN)
    assert child.account is not None
    client.force_login(child.account)
    assert "/me/guardian/" in client.get("/me/").content.decode()
    client.post("/me/guardian/", {"step": "send"})
    assert OneTimeCode.objects.get(purpose="guardian").used_at is None
    make.make_code(HERS, CodePurpose.GUARDIAN, at=clock.now())
    for said in ({"code": "246810"}, {"consent": "on", "code": "000000"}):
        assert client.post("/me/guardian/", said).status_code == 422
    assert client.post("/me/guardian/", {"consent": "on", "code": "246810"}).status_code == 302
    child.refresh_from_db()
    assert child.state == VolunteerState.ACTIVE
    assert "已经同意了" in client.get("/me/guardian/").content.decode()


def test_without_any_guardian_the_way_to_the_station(client: Client, child: Volunteer) -> None:
    guardians_of(child.pk).update(ended_at=clock.now())
    assert child.account is not None
    client.force_login(child.account)
    page = client.get("/me/guardian/").content.decode()
    assert "现在没有登记的监护人" in page and "/stations/" in page
    client.post("/me/guardian/", {"step": "send"})
    assert not OneTimeCode.objects.exists()
