"""Groups over the API."""

from __future__ import annotations

from uuid import uuid4

import pytest

from redvest.service.models import Post, SignUp
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry as make
from tests.factories import service

pytestmark = pytest.mark.django_db


def test_all_or_none_once_and_taken_back() -> None:
    maker, friend, stranger = (make.make_volunteer(name=name) for name in ("李明霞", "欧阳明霞", "周路人"))
    assert maker.account and friend.account and stranger.account
    post = service.make_post(places=2)
    path, form = f"/posts/{post.pk}/parties", {"people": [{"number": friend.number, "name": friend.name}]}
    me, other = caller_for(maker.account), caller_for(stranger.account)
    problem(Caller().post(path, form), 401, "unauthenticated")
    problem(me.post(f"/posts/{uuid4()}/parties", form), 404, "signup-not-found")
    problem(me.post(path, {"people": []}), 422, "party-empty")
    made = [me.post(path, form, key="once").json() for _n in range(2)]
    assert made[0]["id"] == made[1]["id"]
    assert [each["state"] for each in made[0]["people"]] == ["confirmed", "offered"]
    assert [bool(each["kept_until"]) for each in made[0]["people"]] == [False, True]
    problem(other.post(path, form), 422, "party-refused")
    party = f"/parties/{made[0]['id']}"
    problem(other.get(party), 404, "party-unknown")
    problem(other.delete(party), 403, "not-allowed")
    assert me.delete(f"{party}/people/{made[0]['people'][1]['signup']}").status_code == 204
    assert Post.objects.get(pk=post.pk).taken == 1
    assert [me.delete(party).status_code for _n in range(2)] == [204, 204]
    assert me.get(party).json()["ended_at"] and not SignUp.objects.exclude(state="cancelled").exists()
