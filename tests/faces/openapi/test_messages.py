"""Notices over the API: one's own alone, page by page, marked once."""

from __future__ import annotations

import pytest

from redvest.registry.actions.message import tell_person
from redvest.registry.models import Message
from tests.faces.openapi.conftest import caller_for
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


def test_they_are_listed_marked_and_counted() -> None:
    person, other = make.make_volunteer(), make.make_volunteer()
    for text in ("【暖阳队】一", "二", "三"):
        tell_person(volunteer=person, text=text, at=make.NOW)
    mine, theirs = caller_for(person.account), caller_for(other.account)
    page = mine.get("/me/messages?limit=2").json()
    assert page["unread"] == 3 and len(page["items"]) == 2 and page["next"]
    last = mine.get(f"/me/messages?limit=2&after={page['next']}").json()
    assert last["next"] is None
    assert (last["items"][0]["sender"], last["items"][0]["text"]) == ("暖阳队", "一")
    assert theirs.get("/me/messages").json() == {"unread": 0, "items": [], "next": None}

    key = page["items"][0]["id"]
    assert theirs.post(f"/me/messages/{key}/read").status_code == 404
    assert not Message.objects.filter(read_at__isnull=False).exists()
    assert mine.post(f"/me/messages/{key}/read").json()["read_at"] == "2026-03-05T10:00:00+08:00"
    assert mine.post("/me/messages/read").json() == {"read": 2}
    assert mine.get("/me/messages?unread=true").json()["items"] == []
