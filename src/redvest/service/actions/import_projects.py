"""Takes in a sheet of projects, all rows or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from redvest.core.clock import day_of
from redvest.core.identifiers import uuid7_batch
from redvest.core.search import index_text
from redvest.registry.actions.bulk import copy_in
from redvest.registry.actions.import_report import ImportReport, Progress
from redvest.registry.actions.import_small import RowView, Sheet, take_in
from redvest.registry.models import Body, Region
from redvest.registry.policy import Standing, require_administers, require_staff
from redvest.registry.queries.import_ground import domains, header_in, places
from redvest.registry.rules.names import initials, pinyin
from redvest.registry.rules.sheet import CellFault
from redvest.registry.rules.sheet_domains import Domains
from redvest.registry.rules.sheet_places import Places
from redvest.service.actions.bulk import PROJECTS
from redvest.service.choices import ProjectState
from redvest.service.models import Project
from redvest.service.queries.import_ground import KnownBodies, KnownBody, known_bodies
from redvest.service.rules.sheet import PROJECTS as SHAPE
from redvest.service.rules.sheet import state_of

LONGEST = {"name": 80, "summary": 2_000, "beneficiaries": 80, "guarantees": 200}


@dataclass(frozen=True, slots=True)
class _Item:
    body: KnownBody
    region: tuple[str, str]
    name: str
    domain: str
    summary: str
    beneficiaries: str
    guarantees: str
    starts_on: date
    ends_on: date | None
    state: ProjectState


@transaction.atomic
def import_projects(
    *,
    by: Standing,
    path: Path,
    body: Body | None = None,
    partial: bool = False,
    dry_run: bool = False,
    at: datetime,
    bad_file: Path | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Import projects of the organisations that each row names, or of ``body``. Raises NotAllowed."""
    require_staff(by)
    if body is not None:
        require_administers(by, body.pk, body.region_path)
    check = _Check(day_of(at), known_bodies(by, body), places(by.city), domains(by.city))
    # One import of a city's projects at a time: no constraint holds that a project comes once.
    Region.objects.select_for_update(no_key=True).get(pk=by.city)
    known = set(Project.objects.filter(city=by.city).values_list("body_id", "name", "starts_on"))
    sheet = Sheet(by, path, at, partial, dry_run, bad_file, progress)
    return take_in(
        sheet=sheet, header=header_in(path, SHAPE), check=check, keys=_keys, known=known.__contains__,
        write=lambda items: _write(items, by.city, at), verb="import_projects", about=body,
    )  # fmt: skip


def _write(items: list[_Item], city: str, at: datetime) -> None:
    copy_in(table=PROJECTS, rows=_rows(items, city, at))


def _keys(item: _Item) -> list[tuple[object, ...]]:
    """What no two projects share."""
    return [(item.body.id, item.name, item.starts_on)]


class _Check:
    """Turns a row into a project, or says what is wrong with it."""

    def __init__(self, on: date, bodies: KnownBodies, known_places: Places, known_domains: Domains) -> None:
        self._on, self._bodies, self._places, self._domains = on, bodies, known_places, known_domains

    def __call__(self, row: RowView) -> _Item:
        body = self._bodies.find(row.text("body"))
        texts = {key: row.text(key) for key in LONGEST}
        for key, most in LONGEST.items():
            if len(texts[key]) > most:
                title = SHAPE.titles[key]
                raise CellFault(_("{title}太长了，最多 {most} 个字。").format(title=title, most=most))
        if not texts["name"]:
            raise CellFault(_("请填写项目名称。"))
        chosen = self._domains.find(row.text("domain"))
        if len(chosen) != 1:
            raise CellFault(_("请填写一个服务类别。"))
        region = (body.region_id, body.region_path)
        if text := row.text("region"):
            place = self._places.find(text, whole_city=True)
            region = (place.code, place.path)
        starts_on, ends_on = row.day("starts_on") or self._on, row.day("ends_on")
        if ends_on is not None and ends_on < starts_on:
            raise CellFault(_("结束日期不能早于开始日期。"))
        state = state_of(row.text("state"), ended=ends_on is not None and ends_on < self._on)
        return _Item(
            body, region, domain=chosen[0], starts_on=starts_on, ends_on=ends_on, state=state, **texts
        )


def _rows(items: list[_Item], city: str, at: datetime) -> Iterator[tuple[Any, ...]]:
    """In the order of ``bulk.PROJECTS``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('service_project_serial') FROM generate_series(1, %s)", [len(items)])
        serials = [row[0] for row in cursor.fetchall()]
    keys = uuid7_batch(len(items), int(at.timestamp() * 1000))
    month = f"{day_of(at):%y%m}"
    return (
        _row(key, item, serial, city, month, at)
        for key, item, serial in zip(keys, items, serials, strict=True)
    )


def _row(key: Any, item: _Item, serial: int, city: str, month: str, at: datetime) -> tuple[Any, ...]:
    return (
        key, city, f"P{item.region[0][:6]}{month}{serial:07d}", item.body.id, *item.region, item.name, item.domain,
        item.summary, item.beneficiaries, item.guarantees, item.starts_on, item.ends_on, item.state.value, at,
        index_text(item.name, pinyin(item.name), initials(item.name), item.body.name),
    )  # fmt: skip
