"""kill -9 while a series is being laid out: all of it is there or nothing, and the same press once more makes it whole."""

from __future__ import annotations

import pytest

from redvest.registry.policy import Standing
from redvest.service.actions.activity_form import PostForm
from redvest.service.actions.series import create_series
from redvest.service.models import Activity, Post, Project, Series
from redvest.service.rules.repeat import RepeatForm
from tests.concurrency.test_killed import OPENING, run_and_kill
from tests.factories.registry import NOW, make_leader, make_region_tree
from tests.factories.service import make_project
from tests.service.actions.test_activity import form_for

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 100
KEY = "press-{n}"
PRESSER = (
    OPENING
    + """
from redvest.registry.models import Account
from redvest.registry.queries.role import standing_of
from redvest.service.actions.activity_form import ActivityForm, PostForm
from redvest.service.actions.series import create_series
from redvest.service.rules.repeat import RepeatForm
by = standing_of(Account.objects.get(pk=UUID(given["account"])), at.date())
form = ActivityForm(
    project_id=UUID(given["project"]), title="周六陪老人", domain_key="xinyu:02", region_code="360502001001",
    starts_at=datetime.fromisoformat(given["starts"]), ends_at=datetime.fromisoformat(given["ends"]),
)
print("up", flush=True)
create_series(
    by=by, form=form, posts=[PostForm("陪同员", 5)] * 10, repeat=RepeatForm("week", times=100), key=given["key"], at=at
)
print("done", flush=True)
import time
time.sleep(60)  # alive until it is killed: what was committed stays
"""
)


def press(by: Standing, project: Project, key: str) -> Series:
    return create_series(
        by=by, form=form_for(project), posts=[PostForm("陪同员", 5)] * 10, repeat=RepeatForm("week", times=MANY),
        key=key, at=NOW,
    )  # fmt: skip


def test_a_press_that_is_killed_leaves_nothing_half_done_and_can_be_repeated() -> None:
    make_region_tree()
    project = make_project()
    by, form = make_leader(project.body), form_for(project)
    for n, after in enumerate((0.02, 0.15, 0.4), start=1):
        key = KEY.format(n=n)
        run_and_kill(
            PRESSER, after, account=str(by.account_id), project=str(project.pk), key=key,
            starts=form.starts_at.isoformat(), ends=form.ends_at.isoformat(),
        )  # fmt: skip
        made = Series.objects.count()
        assert Activity.objects.count() == MANY * made
        assert Post.objects.count() == MANY * 10 * made

        whole = press(by, project, key)

        assert whole.occurrences.count() == MANY
        assert Series.objects.count() == n
        assert (Activity.objects.count(), Post.objects.count()) == (MANY * n, MANY * 10 * n)
