"""The logins of the demo city work: passwords, tokens, and the roles that they are handed out for."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password

from redvest.core.clock import day_of
from redvest.core.models import Installation
from redvest.faces.ops.cli import run as run_cli
from redvest.faces.ops.demo.command import logins
from redvest.faces.ops.demo.logins import NoDemo, TooFewLogins
from redvest.registry.models import Account, ApiToken
from redvest.registry.queries import secret
from redvest.registry.queries.account import standing_of_token
from redvest.registry.queries.role import standing_of
from redvest.registry.rules.age import age_on
from redvest.service.models import Activity, Post, SignUp
from redvest.service.queries.signup import reasons_against

pytestmark = pytest.mark.django_db


def account_of(login) -> Account:
    return Account.objects.get(phone_hash=secret.phone_hash(login["phone"]))


def test_three_hundred_volunteers_are_grown_up_free_and_different(xinyu):
    found = logins(role="volunteer", count=300, at=xinyu.at)
    assert len({login["phone"] for login in found}) == 300
    assert len({login["token"] for login in found}) == 300
    people = [account_of(login).volunteer for login in found]
    assert all(age_on(person.birth_on, day_of(xinyu.at)) >= 18 for person in people)
    live = SignUp.objects.filter(volunteer__in=people, state__in=("confirmed", "waiting"))
    assert not live.filter(period__endswith__gt=xinyu.at).exists()


def test_each_of_them_may_sign_up_for_a_post_with_twenty_places(xinyu):
    post = Post.objects.filter(places=20, taken=0, activity__state="published").first()
    assert post is not None
    for login in logins(role="volunteer", count=40, at=xinyu.at):
        volunteer = account_of(login).volunteer
        assert list(reasons_against(volunteer_id=volunteer.pk, post_id=post.pk, at=xinyu.at)) == []


def test_the_password_and_the_token_are_theirs(xinyu):
    for login in logins(role="volunteer", count=3, at=xinyu.at):
        account = account_of(login)
        assert check_password(login["password"], account.password)
        standing = standing_of_token(login["token"], xinyu.at)
        assert standing is not None
        assert standing.account_id == account.pk
        assert standing.volunteer_id == account.volunteer.pk
        assert standing_of_token(login["token"], xinyu.at + timedelta(days=365)) is None


def test_a_leader_leads_a_body_with_something_to_do(xinyu):
    (login,) = logins(role="leader", count=1, at=xinyu.at)
    account = account_of(login)
    standing = standing_of(account, day_of(xinyu.at))
    (body_id,) = standing.bodies()
    assert standing.leads(body_id)
    mine = Activity.objects.filter(body_id=body_id, leader=account)
    assert {"draft", "submitted", "published", "refused", "closed"} <= set(
        mine.values_list("state", flat=True)
    )
    assert mine.filter(state="published", starts_at__lt=xinyu.at, ends_at__gt=xinyu.at).exists()


def test_officers_govern_their_districts_and_the_centre_the_city(xinyu):
    paths = set()
    for login in logins(role="officer", count=4, at=xinyu.at):
        paths |= set(standing_of(account_of(login), day_of(xinyu.at)).regions())
    assert {"360500/360502/", "360500/360521/"} <= paths
    (centre,) = logins(role="centre", count=1, at=xinyu.at)
    assert standing_of(account_of(centre), day_of(xinyu.at)).is_centre


def test_more_than_there_are_is_refused_and_hands_out_nothing(xinyu):
    before = ApiToken.objects.count()
    with pytest.raises(TooFewLogins, match="只有 1 个"):
        logins(role="centre", count=5, at=xinyu.at)
    assert ApiToken.objects.count() == before


def test_without_a_demo_there_are_no_logins(xinyu, capsys):
    Installation.objects.update(demo=False)
    with pytest.raises(NoDemo):
        logins(role="volunteer", count=1, at=xinyu.at)
    assert run_cli(["demo", "logins", "--json"]) == 2
    assert "demo load" in capsys.readouterr().err
    assert not ApiToken.objects.exists()


def test_the_command_prints_one_list(xinyu, capsys):
    assert run_cli(["demo", "logins", "--role", "volunteer", "--count", "7", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found) == 7
    assert all(set(login) == {"role", "phone", "password", "token"} for login in found)


def test_the_file_has_the_logins_that_people_try_first(xinyu):
    found = json.loads((xinyu.folder / "demo-logins.json").read_text(encoding="utf-8"))
    roles = [login["role"] for login in found]
    assert roles[0] == "centre"
    assert roles.count("leader") == 3
    assert roles.count("volunteer") == 5
    assert found[0]["phone"] == "19900000001"
    assert all("token" not in login for login in found)
