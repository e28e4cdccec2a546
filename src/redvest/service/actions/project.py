"""What can be done with projects. Nothing else writes the ``Project`` table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from redvest.core import audit, clock
from redvest.core.search import index_text
from redvest.registry.choices import BodyState
from redvest.registry.models import Body, Region, ServiceDomain
from redvest.registry.policy import Standing
from redvest.registry.rules.names import initials, pinyin
from redvest.service import policy
from redvest.service.activity_errors import BadProject
from redvest.service.choices import ProjectState
from redvest.service.errors import WrongState
from redvest.service.models import Project


@dataclass(frozen=True)
class ProjectForm:
    name: str
    domain_key: str
    region_code: str
    summary: str = ""
    beneficiaries: str = ""
    guarantees: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def create_project(*, by: Standing, body: Body, form: ProjectForm, at: datetime) -> Project:
    """Open a project of a body in good standing. Raises NotAllowed, WrongState, BadProject."""
    policy.require_may_publish_for(by, body)
    if body.state != BodyState.ACTIVE:
        raise WrongState("这个组织还没有通过审核，或者已经暂停，暂时不能发布项目。")
    region, domain = _checked(form, body, clock.day_of(at))
    project = Project(
        city=body.city,
        code=_next_code(region, at),
        body=body,
        region=region,
        region_path=region.path,
        name=form.name.strip(),
        domain=domain,
        summary=form.summary.strip(),
        beneficiaries=form.beneficiaries.strip(),
        guarantees=form.guarantees.strip(),
        starts_on=form.starts_on or clock.day_of(at),
        ends_on=form.ends_on,
        state=ProjectState.RUNNING,
        created_at=at,
        search=index_text(form.name, pinyin(form.name), initials(form.name), body.name),
    )
    project.save(force_insert=True)
    audit.write_line(by=by.actor, at=at, city=body.city, verb="create_project", target=project)
    return project


def _checked(form: ProjectForm, body: Body, today: date) -> tuple[Region, ServiceDomain]:
    faults: list[dict[str, str]] = []
    if not form.name.strip() or len(form.name) > 80:
        faults.append({"field": "name", "sentence": "项目名称要写，最长 80 个字。"})
    if len(form.beneficiaries) > 80:
        faults.append({"field": "beneficiaries", "sentence": "服务对象最长 80 个字。"})
    if len(form.guarantees) > 200:
        faults.append({"field": "guarantees", "sentence": "志愿者保障最长 200 个字。"})
    region = Region.objects.filter(code=form.region_code, city=body.city).first()
    if region is None:
        faults.append({"field": "region", "sentence": "请从列表里选择项目所在的区域。"})
    domain = ServiceDomain.objects.filter(key=form.domain_key).first()
    if domain is None:
        faults.append({"field": "domain", "sentence": "请从列表里选择服务类别。"})
    if form.ends_on and form.ends_on < (form.starts_on or today):
        faults.append({"field": "ends_on", "sentence": "结束日期不能早于开始日期。"})
    if region is None or domain is None or faults:
        raise BadProject(errors=faults)
    return region, domain


def _next_code(region: Region, at: datetime) -> str:
    """P, six digits of the division, year and month, and a serial of seven: the national system's pattern (domain 1.2)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('service_project_serial')")
        serial = cursor.fetchone()[0]
    return f"P{region.code[:6]}{clock.day_of(at):%y%m}{serial:07d}"


@transaction.atomic
def close_project(*, by: Standing, project: Project, at: datetime) -> None:
    """End a project; closing it again changes nothing."""
    policy.require_may_publish_for(by, project.body)
    closed = Project.objects.filter(pk=project.pk).exclude(state=ProjectState.CLOSED)
    # One that was to begin later ends on the day it would have begun.
    ends_on = Greatest(F("starts_on"), Value(clock.day_of(at)))
    if closed.update(state=ProjectState.CLOSED, ends_on=ends_on):
        audit.write_line(by=by.actor, at=at, city=project.city, verb="close_project", target=project)
