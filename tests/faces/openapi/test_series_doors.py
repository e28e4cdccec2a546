"""The calls of series, changes, templates, co-leaders and audiences, asked by everybody and asked twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from redvest.core.models import AuditLine
from redvest.registry.choices import Role
from redvest.registry.models import Account, Body
from redvest.service.actions.activity_form import PostForm
from redvest.service.actions.series import create_series
from redvest.service.actions.series_review import submit_series
from redvest.service.actions.template import save_template
from redvest.service.choices import ActivityState
from redvest.service.models import Activity, ActivityTemplate, AudienceCount, CoLeader, Series
from redvest.service.rules.repeat import RepeatForm
from redvest.service.rules.statement import Statement
from tests.faces.openapi.conftest import Caller, caller_for
from tests.faces.openapi.test_activities import draft
from tests.factories import registry as make
from tests.factories import service
from tests.factories.registry import NOW
from tests.factories.service import HOUR
from tests.service.actions.test_activity import form_for

pytestmark = pytest.mark.django_db
STATED = Statement(not_duty=True, unpaid=True, public_benefit=True)


@dataclass
class Ground:
    """One thing of every kind, all of one body, and everybody who may knock."""

    body: Body
    project: Any
    coming: Activity
    talk: Activity
    drafts: Series
    waiting: Series
    template: ActivityTemplate
    other: Account
    people: dict[str, Caller]


@pytest.fixture
def ground() -> Ground:
    tree = make.make_region_tree()
    body = make.make_body(region=tree.yushui)
    project, leader = service.make_project(body=body), make.make_leader(body)
    coming = service.make_activity(project=project, starts_at=NOW + 48 * HOUR)
    service.make_post(activity=coming)
    talk = service.make_activity(project=project, starts_at=NOW - HOUR)
    Activity.objects.filter(pk=talk.pk).update(kind="first-aid")
    form = form_for(project, statement=STATED)
    drafts, waiting = (
        create_series(
            by=leader, form=form, posts=[PostForm("陪同员", 5)], repeat=RepeatForm("week", times=2), at=NOW
        )
        for _ in range(2)
    )
    submit_series(by=leader, series=waiting, at=NOW)
    other = make.make_account(name="王领队")
    make.make_grant(account=other, role=Role.ACTIVITY_LEADER, body=body)
    CoLeader.objects.create(
        activity=talk, account=other, starts_on=NOW.date(), ends_on=NOW.date(), added_by=other, added_at=NOW
    )
    people = {
        "guest": Caller(),
        "member": caller_for(make.make_member()),
        "volunteer": caller_for(make.make_volunteer().account),
        "other-leader": caller_for(make.make_leader(make.make_body(region=tree.yushui))),
        "far-officer": caller_for(make.make_officer(tree.fenyi)),
        "leader": caller_for(leader),
        "officer": caller_for(make.make_officer(tree.yushui)),
    }
    template = save_template(by=leader, activity=coming, name="每周清洁", at=NOW)
    return Ground(body, project, coming, talk, drafts, waiting, template, other, people)


Ask = Callable[[Caller, Ground, str], Any]
LEADS, OVER_IT, BOTH = {"leader"}, {"officer"}, {"leader", "officer"}


def post(path: str, body: Any = None) -> Ask:
    """A POST whose path and body may name things of the ground in braces."""

    def ask(caller: Caller, ground: Ground, key: str) -> Any:
        names = {name: row.pk for name, row in vars(ground).items() if hasattr(row, "pk")}
        sent = {k: v.format(**names) if isinstance(v, str) else v for k, v in (body or {}).items()}
        return caller.post(path.format(**names), sent or None, key=key)

    return ask


def lay_out(caller: Caller, ground: Ground, key: str) -> Any:
    activity = draft(ground.body) | {"project": str(ground.project.pk)}
    return caller.post("/series", {"activity": activity, "repeat": {"every": "week", "times": 2}}, key=key)


POSTS: dict[str, tuple[Ask, set[str], int]] = {
    "lay_out_series": (lay_out, BOTH, 201),
    "hand_in_series": (post("/series/{drafts}/submit"), BOTH, 200),
    "publish_series": (post("/series/{waiting}/approve"), OVER_IT, 200),
    "send_back_series": (post("/series/{waiting}/refuse", {"note": "写明带什么"}), OVER_IT, 200),
    "change_announced": (post("/activities/{coming}/change", {"place": "文化广场"}), BOTH, 200),
    "begin_from_activity": (post("/activities/{coming}/copy", {"on": "2026-04-07"}), BOTH, 201),
    "keep_template": (post("/activities/{coming}/template", {"name": "另一个"}), BOTH, 201),
    "begin_from_template": (
        post("/templates/{template}/activities", {"on": "2026-04-07", "project": "{project}"}), BOTH, 201,
    ),
    "appoint_co_leader": (post("/activities/{coming}/leaders", {"account": "{other}"}), BOTH, 201),
    "put_down_audience": (post("/activities/{talk}/audience", {"people": {"elders": 4}}), LEADS, 200),
}  # fmt: skip
ASKED = {
    "list_templates": (lambda c, g, _: c.get(f"/bodies/{g.body.pk}/templates"), BOTH, 200),
    "list_co_leaders": (lambda c, g, _: c.get(f"/activities/{g.talk.pk}/leaders"), BOTH, 200),
    "stop_template": (lambda c, g, _: c.delete(f"/templates/{g.template.pk}"), BOTH, 204),
    "release_co_leader": (
        lambda c, g, _: c.delete(f"/activities/{g.talk.pk}/leaders/{g.other.pk}"), BOTH, 204,
    ),
}  # fmt: skip
CALLS: dict[str, tuple[Ask, set[str], int]] = POSTS | ASKED


@pytest.mark.parametrize("name", sorted(CALLS))
def test_only_who_may_gets_through_and_the_others_change_nothing(ground: Ground, name: str) -> None:
    ask, may, _status = CALLS[name]
    before = counts()
    for who, caller in ground.people.items():
        if who in may:
            continue
        expected = {"guest": {401}, "member": {403}, "volunteer": {403}}.get(who, {403, 404})
        assert ask(caller, ground, "").status_code in expected, (name, who)
    assert counts() == before


@pytest.mark.parametrize(
    ("name", "who"), [(name, who) for name in sorted(CALLS) for who in sorted(CALLS[name][1])]
)
def test_who_may_gets_through(ground: Ground, name: str, who: str) -> None:
    ask, _may, status = CALLS[name]
    answer = ask(ground.people[who], ground, "")
    assert answer.status_code == status, answer.content.decode()


@pytest.mark.parametrize("name", sorted(POSTS))
def test_a_repeat_is_answered_as_the_first_and_does_nothing(ground: Ground, name: str) -> None:
    ask, may, status = POSTS[name]
    caller = ground.people[min(may)]
    first = ask(caller, ground, "a-key")
    assert first.status_code == status, first.content.decode()
    after = counts()
    again = ask(caller, ground, "a-key")
    assert (again.status_code, again.json()) == (status, first.json())
    assert counts() == after


@pytest.mark.parametrize(("verb", "body"), [("approve", None), ("refuse", {"note": "写明带什么"})])
def test_only_who_may_decide_hears_that_nothing_was_handed_in(ground: Ground, verb: str, body: Any) -> None:
    ask, before = post(f"/series/{{drafts}}/{verb}", body), counts()
    said = {who: ask(caller, ground, "").status_code for who, caller in ground.people.items()}
    assert said == {
        "guest": 401, "member": 403, "volunteer": 403, "other-leader": 404, "far-officer": 404, "leader": 403,
        "officer": 409,
    }  # fmt: skip
    assert counts() == before


def counts() -> list[int]:
    """What any of these calls would change."""
    states = [Activity.objects.filter(state=state).count() for state in ActivityState]
    live = ActivityTemplate.objects.filter(retired_at__isnull=True).count()
    led = CoLeader.objects.filter(removed_at__isnull=True).count()
    told = AuditLine.objects.exclude(verb__in=("issue_token", "sign_in")).count()
    return [*states, live, led, told, Series.objects.count(), AudienceCount.objects.count()]
