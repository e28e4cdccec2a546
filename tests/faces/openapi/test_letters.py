"""Letters to a roster over the API."""

from __future__ import annotations

import pytest

from redvest.registry.models import Message
from redvest.service.actions.letter import send_letter
from redvest.service.models import RosterLetter
from tests.faces.openapi.conftest import caller_for, problem
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db


def test_a_leader_writes_and_counts_its_readers() -> None:
    body = make.make_body()
    leader, activity = caller_for(make.make_leader(body)), make_activity(body=body)
    url = f"/activities/{activity.pk}/letters"
    problem(leader.post(url, {"audience": "holding", "text": "你好"}), 409, "no-roster-to-write-to")
    make_signup(post=make_post(activity=activity), volunteer=make.make_volunteer())
    made = leader.post(url, {"audience": "holding", "text": "改到东门"}, key="k1").json()
    assert leader.post(url, {"audience": "holding", "text": "改到东门"}, key="k1").json() == made
    assert made["sent_at"] is None
    send_letter(letter_id=RosterLetter.objects.get().pk, at=NOW)
    (row,) = leader.get(url).json()["items"]
    assert (row["text"], row["told"], row["read"]) == ("改到东门", 1, 0) and row["sent_at"]
    stranger = caller_for(make.make_leader(make.make_body()))
    assert stranger.get(url).status_code == 403
    assert stranger.post(url, {"audience": "holding", "text": "你好"}).status_code == 403
    assert Message.objects.count() == 1
