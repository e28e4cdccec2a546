"""What can be done with a series as a whole: laying it out, drafting it anew, submitting and deciding it once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction

from redvest.core import audit, clock
from redvest.core.idempotency import KeyTooLong
from redvest.registry.choices import BodyState
from redvest.registry.policy import Standing, require_member
from redvest.service import policy
from redvest.service.actions.activity import EDITABLE, update_activity
from redvest.service.actions.activity_fields import fill, leader_of, new_posts
from redvest.service.actions.activity_form import ActivityForm, Checked, PostForm, check_form
from redvest.service.actions.training import ask_for_courses
from redvest.service.choices import ActivityState, EditScope
from redvest.service.errors import WrongState
from redvest.service.models import Activity, AgreementTerms, Post, Series, ServiceStatement
from redvest.service.queries.series import planned, within_scope
from redvest.service.rules.recurrence import Plan
from redvest.service.rules.recurrence_text import rrule_text
from redvest.service.rules.repeat import RepeatForm, faults_of, faults_of_plan, rule_of
from redvest.service.series_errors import BadRepeat, NothingLeft

_MOMENTS = ("starts_at", "ends_at", "signup_opens_at", "signup_closes_at")


def _shifted(form: ActivityForm, by: timedelta) -> ActivityForm:
    """The same form so much later. China's clocks do not change, so a day is always 24 hours."""
    moved = {name: getattr(form, name) + by for name in _MOMENTS if getattr(form, name) is not None}
    return replace(form, **moved)


def _laid_form(form: ActivityForm, later: timedelta, at: datetime) -> ActivityForm:
    """The form of an occurrence so much after the first.

    Where no opening is given, the first opens at once and each other at the start of the day that lies as many days
    before it as today before the first: nobody waits for the odd minute at which a form was sent.
    """
    moved = _shifted(form, later)
    if moved.signup_opens_at is not None or not later:
        return moved
    opens = datetime.combine(clock.day_of(at) + later, time.min, clock.CHINA)
    return replace(moved, signup_opens_at=opens)


def _shifted_post(post: PostForm, by: timedelta) -> PostForm:
    if post.starts_at is None or post.ends_at is None:
        return post
    return replace(post, starts_at=post.starts_at + by, ends_at=post.ends_at + by)


def _days_for(repeat: RepeatForm, first: date) -> Plan:
    """The days of a new series. Raises BadRepeat with one sentence for each field at fault."""
    found, plan = faults_of(repeat, first), None
    if not found:
        plan = planned(repeat, first)
        found = faults_of_plan(plan)
    if plan is None or found:
        raise BadRepeat(errors=[{"field": field, "sentence": sentence} for field, sentence in found])
    return plan


def create_series(
    *,
    by: Standing,
    form: ActivityForm,
    posts: Sequence[PostForm],
    repeat: RepeatForm,
    key: str = "",
    at: datetime,
) -> Series:
    """Draft all occurrences in one transaction: all of them or none. A repeat with the same ``key`` makes nothing twice.

    ``form`` has the times of the first one. Raises NotAllowed, WrongState, BadActivity, BadRepeat.
    """
    if len(key) > 120:
        raise KeyTooLong
    plan = _days_for(repeat, clock.day_of(form.starts_at))
    delay = timedelta(days=(plan.days[0] - clock.day_of(form.starts_at)).days)
    form, posts = _shifted(form, delay), [_shifted_post(post, delay) for post in posts]
    checked = check_form(form=form, posts=posts, city=by.city, at=at)
    policy.require_may_publish_for(by, checked.project.body)
    if checked.project.body.state != BodyState.ACTIVE:
        raise WrongState("这个组织还没有通过审核，或者已经暂停，暂时不能发布活动。")
    try:
        with transaction.atomic():
            series = Series.objects.create(
                city=by.city, body=checked.project.body, project=checked.project, title=form.title.strip(),
                region_path=checked.region.path, first_on=plan.days[0], left_out=list(plan.left_out),
                rule=rrule_text(rule_of(repeat, plan.days[0]), plan.days[-1]),
                made_by_id=require_member(by), request_key=key, created_at=at,
            )  # fmt: skip
            _lay_out(by, series, plan.days, (form, posts, checked), at)
            audit.write_line(
                by=by.actor, at=at, city=by.city, verb="create_series", target=series, occurrences=len(plan.days),
                rule=series.rule,
            )  # fmt: skip
    except IntegrityError:
        made = Series.objects.filter(made_by=by.account_id, request_key=key).first() if key else None
        if made is None:
            raise
        return made
    return series


Laid = tuple[ActivityForm, Sequence[PostForm], Checked]


def _lay_out(by: Standing, series: Series, days: Sequence[date], laid: Laid, at: datetime) -> None:
    """Every occurrence with its posts, statement and agreement, in a fixed number of statements."""
    form, posts, checked = laid
    leader = leader_of(by=by, form=form, project=checked.project, at=at)
    rows: list[Activity] = []
    made: list[Post] = []
    for day in days:
        later = timedelta(days=(day - days[0]).days)
        row = Activity(
            city=by.city, project=checked.project, body=checked.project.body, created_at=at, series=series,
            occurs_on=day, leader=leader, region=checked.region, region_path=checked.region.path,
            domain=checked.domain,
        )  # fmt: skip
        fill(activity=row, form=_laid_form(form, later, at), project=checked.project, at=at)
        rows.append(row)
        made += new_posts(activity=row, posts=[_shifted_post(post, later) for post in posts])
    Activity.objects.bulk_create(rows)
    Post.objects.bulk_create(made)
    ask_for_courses(
        posts=made, wanted=[post.courses for post in posts] * len(rows), body_id=checked.project.body_id
    )
    if form.agreement or form.dangerous:
        AgreementTerms.objects.bulk_create(
            AgreementTerms(activity=row, asked_by_id=require_member(by)) for row in rows
        )
    if form.statement is not None:
        said = asdict(form.statement) | {"stated_by_id": require_member(by), "stated_at": at}
        ServiceStatement.objects.bulk_create(ServiceStatement(activity=row, **said) for row in rows)


@transaction.atomic
def redraft(
    *,
    by: Standing,
    activity: Activity,
    form: ActivityForm,
    posts: Sequence[PostForm],
    scope: EditScope,
    at: datetime,
) -> int:
    """Edit drafts of a series as one edits a draft; the others keep their distance in days to this one.

    Returns how many. Raises what ``update_activity`` raises.
    """
    update_activity(by=by, activity=activity, form=form, posts=posts, at=at)
    if activity.occurs_on is None or scope == EditScope.ONE:
        return 1
    others = within_scope(activity, scope, at).filter(state__in=EDITABLE).exclude(pk=activity.pk)
    rows = list(others.select_for_update(of=("self",), no_key=True))
    for row in rows:
        assert row.occurs_on is not None  # of a series
        later = timedelta(days=(row.occurs_on - activity.occurs_on).days)
        moved = [_shifted_post(post, later) for post in posts]
        update_activity(by=by, activity=row, form=_shifted(form, later), posts=moved, at=at)
    return len(rows) + 1


def held(*, series: Series, states: Sequence[ActivityState], at: datetime) -> list[Activity]:
    """The occurrences of these states that are not over, locked. Raises NothingLeft where there are none."""
    rows = Activity.objects.filter(series=series, state__in=states, ends_at__gt=at).order_by(
        "starts_at", "id"
    )
    found = list(rows.select_related("body", "leader").select_for_update(of=("self",), no_key=True))
    if not found:
        raise NothingLeft
    return found
