"""Writing to a roster at the desk: the leader reads how it fared, an officer sees no words and no whole name."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.registry.actions.inbox import read_all
from redvest.registry.models import Delivery, Message, Volunteer
from redvest.service.actions.letter import send_letter
from redvest.service.models import RosterLetter
from tests.faces.desk.conftest import Place, SignIn, join, said
from tests.factories import registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


def page_of(place: Place) -> str:
    found = service.make_activity(body=place.body, leader=place.leader)
    service.make_post(activity=found)
    join(found)
    return f"/desk/activities/{found.pk}/letters/"


def write(client: Client, url: str, text: str = "改到东门集合") -> object:
    answer = client.post(url, {"audience": "holding", "text": text}, follow=True)
    for letter in RosterLetter.objects.filter(sent_at__isnull=True):
        send_letter(letter_id=letter.pk, at=NOW)
    return answer


def test_a_leader_writes_and_sees_who_read_it(place: Place, as_leader: Client) -> None:
    url = page_of(place)
    assert "还没有写过信" in said(as_leader.get(url))
    assert "信发出去了" in said(write(as_leader, url))
    message = Message.objects.get()
    Delivery.objects.create(message=message, channel="sms", state="failed", next_at=NOW, changed_at=NOW)
    page = said(as_leader.get(url))
    assert "收到 1 人" in page and "看过 0 人" in page and "没有送到 1 人" in page
    assert "改到东门集合" in page
    one = f"{url}{RosterLetter.objects.get().pk}/"
    assert one in as_leader.get(url).content.decode()
    assert "短信 · 没有送到" in said(as_leader.get(one)) and message.volunteer is not None
    assert message.volunteer.name in said(as_leader.get(f"{one}?only=failed"))
    assert message.account is not None
    read_all(by=registry.standing_of(message.account), at=NOW)
    assert "看过 1 人" in said(as_leader.get(url)) and "没有送到" not in said(as_leader.get(url))
    assert "没有送不到的" in said(as_leader.get(f"{one}?only=failed"))


def test_many_copies_are_read_page_by_page_in_the_same_queries(place: Place, as_leader: Client) -> None:
    url = page_of(place)
    write(as_leader, url)
    one = f"{url}{RosterLetter.objects.get().pk}/"
    with CaptureQueriesContext(connection) as few:
        as_leader.get(one)
    found = RosterLetter.objects.get()
    for n in range(60):
        person = registry.make_volunteer(name=f"甲{n}")
        copy = Message.objects.create(
            city=found.city,
            account=person.account,
            volunteer=person,
            letter_id=found.pk,
            text="信",
            created_at=NOW,
        )
        Delivery.objects.create(message=copy, channel="sms", state="sent", next_at=NOW, changed_at=NOW)
    with CaptureQueriesContext(connection) as more:
        page = said(as_leader.get(one))
    assert len(more) == len(few) and "甲0" in page and "甲59" not in page
    assert "收到 61 人" in said(as_leader.get(url))


def test_a_child_without_any_account_is_read_by_a_guardian(place: Place, as_leader: Client) -> None:
    url = page_of(place)
    write(as_leader, url)
    Message.objects.update(account=None)
    Volunteer.objects.update(account=None)
    assert "的监护人" in said(as_leader.get(f"{url}{RosterLetter.objects.get().pk}/"))


def test_only_who_may_see_the_list_reads_the_copies(place: Place, as_leader: Client, sign_in: SignIn) -> None:
    url = page_of(place)
    write(as_leader, url)
    one = f"{url}{RosterLetter.objects.get().pk}/"
    name = RosterLetter.objects.get().activity.signups.get().volunteer.name
    assert name in said(as_leader.get(one)) and name not in said(sign_in(place.officer).get(one))
    for who in (place.stranger, place.far_officer, place.member):
        assert sign_in(who).get(one).status_code in (403, 404)
    other = service.make_activity(body=place.body, leader=place.leader)
    letter = RosterLetter.objects.get().pk
    assert as_leader.get(f"/desk/activities/{other.pk}/letters/{letter}/").status_code == 404


def test_an_officer_sees_how_it_fared_and_not_the_words(
    place: Place, as_leader: Client, as_officer: Client
) -> None:
    url = page_of(place)
    write(as_leader, url)
    page = said(as_officer.get(url))
    assert "收到 1 人" in page and "改到东门集合" not in page
    name = RosterLetter.objects.get().activity.signups.get().volunteer.name
    assert name not in page
    assert as_officer.post(url, {"audience": "holding", "text": "你好"}).status_code == 403
    assert RosterLetter.objects.count() == 1


def test_what_was_typed_stays_and_the_page_reads_the_same_with_three(place: Place, as_leader: Client) -> None:
    url = page_of(place)
    refused = as_leader.post(url, {"audience": "waiting", "text": "候补的朋友请等消息"})
    assert refused.status_code == 409 and "候补的朋友请等消息</textarea>" in refused.content.decode()

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            as_leader.get(url)
        return len(asked)

    write(as_leader, url)
    count()
    one = count()
    write(as_leader, url, "第二封")
    write(as_leader, url, "第三封")
    assert count() == one
    assert "已经写够了" in said(write(as_leader, url, "第四封"))
