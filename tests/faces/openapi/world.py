"""A small world with one of everything and everybody, for asking who may do what over the API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction

from redvest.core.models import AuditLine
from redvest.registry.choices import BodyState, Role
from redvest.registry.models import Account, Body, Consent, Grant, Volunteer
from redvest.service.actions import hours
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import (
    Activity,
    Attendance,
    Certificate,
    CertificateBatch,
    HoursEntry,
    HoursSheet,
    Post,
    Project,
    SignUp,
)
from tests.faces.openapi.caller import Caller, caller_for
from tests.factories import registry as make
from tests.factories import service

WATCHED = (
    Activity, Post, SignUp, Attendance, HoursSheet, HoursEntry, Certificate, CertificateBatch, Project, Body, Grant, Account,
    Volunteer, Consent, AuditLine,
)  # fmt: skip
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class World:
    """Who asks, by name, and what they ask about."""

    people: dict[str, Caller]
    body: Body
    applied: Body
    project: Project
    activity: Activity
    draft: Activity
    submitted: Activity
    post: Post
    free: Post
    signup: SignUp
    sheet: HoursSheet
    entry: HoursEntry
    volunteer: Volunteer
    mine: SignUp
    batch: CertificateBatch


def build() -> World:
    """A body in Yushui with an activity that began an hour ago; its people, strangers, officers here and elsewhere."""
    tree = make.make_region_tree()
    body = make.make_body(region=tree.yushui)
    leader = make.make_account(name="陈小梅")
    make.make_grant(account=leader, role=Role.ACTIVITY_LEADER, body=body)
    project = service.make_project(body=body)
    activity = service.make_activity(project=project, leader=leader, starts_at=make.NOW - HOUR)
    volunteer = make.make_volunteer(name="欧阳明霞")
    post = service.make_post(activity=activity, places=30)
    signup = service.make_signup(post=post, volunteer=volunteer)
    later = service.make_activity(project=project, leader=leader, starts_at=make.NOW + 48 * HOUR)
    return World(
        people=_people(body, leader, volunteer),
        body=body,
        applied=make.make_body(region=tree.yushui, state=BodyState.APPLIED),
        project=project,
        activity=activity,
        draft=service.make_activity(
            project=project, leader=leader, state=ActivityState.DRAFT, starts_at=make.NOW + 72 * HOUR
        ),
        submitted=_submitted(project, leader),
        post=post,
        free=service.make_post(activity=later),
        mine=service.make_signup(
            post=service.make_post(activity=_coming(project, leader)), volunteer=volunteer
        ),
        signup=signup,
        sheet=_sheet(_past(project, leader, 200), volunteer, leader),
        entry=service.make_entry(volunteer=volunteer, body=body, activity=_past(project, leader, 48)),
        volunteer=volunteer,
        batch=CertificateBatch.objects.create(
            city=body.city, body=body, asked_by=leader, asked_at=make.NOW, moved_at=make.NOW
        ),
    )


def _coming(project: Project, leader: Account) -> Activity:
    return service.make_activity(project=project, leader=leader, starts_at=make.NOW + 24 * HOUR)


def _submitted(project: Project, leader: Account) -> Activity:
    waits = service.make_activity(
        project=project, leader=leader, state=ActivityState.SUBMITTED, starts_at=make.NOW + 96 * HOUR
    )
    service.make_post(activity=waits)
    return waits


def _past(project: Project, leader: Account, hours_ago: int) -> Activity:
    return service.make_activity(
        project=project, leader=leader, state=ActivityState.CLOSED, starts_at=make.NOW - hours_ago * HOUR
    )


def _sheet(activity: Activity, volunteer: Volunteer, leader: Account) -> HoursSheet:
    """Hours that the leader typed in and that wait for the volunteer and for a second officer."""
    service.make_signup(
        post=service.make_post(activity=activity), volunteer=volunteer, state=SignUpState.SERVED
    )
    entered = hours.HoursForm(volunteer.pk, 90)
    hours.confirm_hours(
        by=make.standing_of(leader), activity=activity, entries=[entered], at=make.NOW - 100 * HOUR
    )
    return HoursSheet.objects.get(activity=activity)


def _people(body: Body, leader: Account, volunteer: Volunteer) -> dict[str, Caller]:
    tree = make.make_region_tree()
    elsewhere = make.make_account(name="焦中心", city="410800")
    make.make_grant(account=elsewhere, role=Role.CENTRE, region=make.make_other_city())
    other = make.make_volunteer(name="赵路人").account
    assert volunteer.account is not None
    assert other is not None
    return {
        "guest": Caller(),
        "member": caller_for(make.make_member()),
        "volunteer": caller_for(other),
        "own": caller_for(volunteer.account),
        "leader": caller_for(leader),
        "head": caller_for(make.make_body_admin(body)),
        "other-leader": caller_for(make.make_leader(make.make_body(region=tree.yushui))),
        "street-officer": caller_for(make.make_officer(tree.qiandong)),
        "officer": caller_for(make.make_officer(tree.yushui)),
        "neighbour": caller_for(make.make_officer(tree.fenyi)),
        "centre": caller_for(make.make_centre()),
        "other-city": caller_for(elsewhere),
    }


def everything() -> list[tuple[str, str]]:
    """Every row that a call of the API could change, as it is now and as PostgreSQL writes it. One query."""
    tables = [model._meta.db_table for model in WATCHED]
    rows = " UNION ALL ".join(f"SELECT '{table}', each::text FROM \"{table}\" each" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"{rows} ORDER BY 1, 2")
        return cursor.fetchall()


@contextmanager
def undone() -> Iterator[None]:
    """Takes back what was written inside, so that the next person finds the world as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
