"""A body in Yushui with its leader, the officers of two districts, and clients signed in as each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from redvest.registry.choices import Role
from redvest.registry.models import Account, Body, Volunteer
from redvest.service.choices import SignUpState
from redvest.service.models import Activity, Post
from tests.factories import registry, service
from tests.factories.registry import NOW, RegionTree
from tests.kept import Keep

SignIn = Callable[[Account], Client]


@pytest.fixture(autouse=True)
def ten_in_the_morning() -> Iterator[None]:
    """Thursday, 5 March 2026, ten o'clock in China."""
    with time_machine.travel(NOW, tick=False):
        yield


@dataclass(frozen=True)
class Place:
    """Everybody who has something to do with one body, or pretends to."""

    tree: RegionTree
    body: Body
    leader: Account
    admin: Account
    officer: Account
    centre: Account
    stranger: Account  # leads another body
    far_officer: Account  # governs another district
    member: Account  # has no role at all


def make_place() -> Place:
    tree = registry.make_region_tree()
    body = registry.make_body(name="黎明脚步志愿队", region=tree.yushui)
    other = registry.make_body(name="分宜暖心志愿队", region=tree.fenyi)
    people = {
        name: registry.make_account(name=said)
        for name, said in (
            ("leader", "陈小梅"), ("admin", "周建国"), ("officer", "刘区域"), ("centre", "张中心"),
            ("stranger", "吴外人"), ("far_officer", "郑分宜"), ("member", "王小路"),
        )
    }  # fmt: skip
    registry.make_grant(account=people["leader"], role=Role.ACTIVITY_LEADER, body=body)
    registry.make_grant(account=people["admin"], role=Role.BODY_ADMIN, body=body)
    registry.make_grant(account=people["officer"], role=Role.REGION_OFFICER, region=tree.yushui)
    registry.make_grant(account=people["centre"], role=Role.CENTRE, region=tree.city)
    registry.make_grant(account=people["stranger"], role=Role.BODY_ADMIN, body=other)
    registry.make_grant(account=people["far_officer"], role=Role.REGION_OFFICER, region=tree.fenyi)
    return Place(tree=tree, body=body, **people)


@pytest.fixture(scope="module")
def place_kept(keep: Keep) -> Iterator[Place]:
    with keep(make_place) as made:
        yield made


@pytest.fixture
def place(place_kept: Place) -> Place:
    return deepcopy(place_kept)


@pytest.fixture
def sign_in() -> SignIn:
    def signed_in(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return signed_in


@pytest.fixture
def as_leader(place: Place, sign_in: SignIn) -> Client:
    return sign_in(place.leader)


@pytest.fixture
def as_officer(place: Place, sign_in: SignIn) -> Client:
    return sign_in(place.officer)


@pytest.fixture
def activity(place: Place) -> Activity:
    """Published, tomorrow at ten, one post of five."""
    found = service.make_activity(body=place.body, leader=place.leader)
    service.make_post(activity=found)
    return found


@pytest.fixture
def running(place: Place) -> Activity:
    """Began an hour ago, ends in an hour."""
    found = service.make_activity(body=place.body, leader=place.leader, starts_at=NOW - service.HOUR)
    service.make_post(activity=found)
    return found


@pytest.fixture
def over(place: Place) -> Activity:
    """Ended an hour ago, lasted two."""
    found = service.make_activity(body=place.body, leader=place.leader, starts_at=NOW - 3 * service.HOUR)
    service.make_post(activity=found)
    return found


def join(
    activity: Activity, *, name: str = "李明霞", state: SignUpState = SignUpState.CONFIRMED
) -> Volunteer:
    """Somebody new with a place on the activity's first post."""
    volunteer = registry.make_volunteer(name=name)
    post = Post.objects.filter(activity=activity).order_by("order").first()
    assert post is not None
    service.make_signup(post=post, volunteer=volunteer, state=state)
    return volunteer


def said(response: HttpResponse) -> str:
    """The page as one line."""
    return " ".join(response.content.decode().split())


@pytest.fixture
def as_centre(place: Place, sign_in: SignIn) -> Client:
    return sign_in(place.centre)


@pytest.fixture
def as_far_officer(place: Place, sign_in: SignIn) -> Client:
    return sign_in(place.far_officer)
