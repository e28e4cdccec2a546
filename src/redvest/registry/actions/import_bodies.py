"""Puts a sheet of organisations on the register. An officer imports what their office has already approved, so the
organisations are active at once; nobody runs them until somebody is given that role.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.core.errors import NotAllowed
from redvest.core.identifiers import CROCKFORD, uuid7_batch
from redvest.registry.actions.body import CODE_LENGTH
from redvest.registry.actions.bulk import BODIES, BODY_DOMAINS, copy_in
from redvest.registry.actions.import_report import ImportReport, Progress
from redvest.registry.actions.import_small import RowView, Sheet, take_in
from redvest.registry.body_errors import BodyTaken
from redvest.registry.choices import BodyState
from redvest.registry.models import Body
from redvest.registry.policy import Standing
from redvest.registry.queries.import_ground import domains, header_in, places
from redvest.registry.queries.team_kind import team_kinds
from redvest.registry.registration_errors import RegionUnknown
from redvest.registry.rules.body import BodyForm, check_body
from redvest.registry.rules.search_terms import body_terms
from redvest.registry.rules.sheet import CellFault
from redvest.registry.rules.sheet_bodies import SHAPE, kind_of, team_kind_of
from redvest.registry.rules.sheet_domains import Domains
from redvest.registry.rules.sheet_places import Place, Places

_CODE = re.compile(r"[0-9A-Z]{3,12}")
_UNIQUE = {"one_body_per_credit_code", "one_body_per_name_and_place", "one_body_per_code"}
Item = tuple[BodyForm, Place, str]


@transaction.atomic
def import_bodies(
    *,
    by: Standing,
    path: Path,
    partial: bool = False,
    dry_run: bool = False,
    at: datetime,
    bad_file: Path | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Import a sheet of organisations: all or none, with ``partial`` the good rows. Raises NotAllowed."""
    if not by.regions():
        raise NotAllowed
    check = _Check(by, day_of(at), places(by.city), domains(by.city))
    known = set(_keys_on_record(by.city))
    sheet = Sheet(by, path, at, partial, dry_run, bad_file, progress)
    return take_in(
        sheet=sheet, header=header_in(path, SHAPE), check=check, keys=_keys, known=known.__contains__,
        write=lambda items: _write(items, by.city, at), verb="import_bodies",
    )  # fmt: skip


class _Check:
    """Turns a row into a checked form with its place and the code it asks for."""

    def __init__(self, by: Standing, on: date, known_places: Places, known_domains: Domains) -> None:
        self._by, self._on = by, on
        self._places, self._domains = known_places, known_domains

    def __call__(self, row: RowView) -> Item:
        place = self._place(row.text("region"))
        name, credit = row.text("name"), row.text("credit_code")
        code = row.text("code").upper()
        if code and not _CODE.fullmatch(code):
            raise CellFault(_("组织代码只用 3 到 12 位数字和大写字母。"))
        person = row.text("responsible_name") or row.text("contact_name")
        form = BodyForm(
            name=name,
            kind=kind_of(row.text("kind"), credit),
            team_kind=team_kind_of(row.text("team_kind"), name, team_kinds()),
            region_code=place.code,
            responsible_name=person,
            contact_name=row.text("contact_name") or person,
            contact_phone=row.text("contact_phone").removesuffix(".0"),
            credit_code=credit,
            consenting_unit=row.text("consenting_unit"),
            address=row.text("address"),
            founded_on=row.day("founded_on"),
            domains=self._domains.find(row.text("domains")),
        )
        return check_body(form, self._on, team_kinds=team_kinds()), place, code

    def _place(self, text: str) -> Place:
        if not text:
            raise RegionUnknown(_("请填写服务区域。"))
        place = self._places.find(text, whole_city=True)
        if not self._by.governs(place.path):
            raise CellFault(_("“{name}”不在你管理的区域里。").format(name=place.name))
        return place


def _keys(item: Item) -> list[tuple[str, ...]]:
    """What no two organisations share."""
    form, place, code = item
    keys: list[tuple[str, ...]] = [("name", place.code, form.name)]
    if form.credit_code:
        keys.append(("credit", form.credit_code))
    if code:
        keys.append(("code", code))
    return keys


def _keys_on_record(city: str) -> Iterator[tuple[str, ...]]:
    rows = Body.objects.filter(city=city)
    for code, name, region, credit, state in rows.values_list(
        "code", "name", "region_id", "credit_code", "state"
    ):
        yield "code", code
        if state not in {BodyState.REFUSED, BodyState.EXITED}:
            yield "name", region, name
            if credit:
                yield "credit", credit


def _write(items: list[Item], city: str, at: datetime) -> None:
    keys = uuid7_batch(len(items), int(at.timestamp() * 1000))
    taken = {*Body.objects.filter(city=city).values_list("code", flat=True), *(code for _, _, code in items)}
    try:
        with transaction.atomic():
            copy_in(
                table=BODIES,
                rows=(_row(key, item, city, taken, at) for key, item in zip(keys, items, strict=True)),
            )
    except IntegrityError as fault:
        raise (BodyTaken() if broken_constraint(fault) in _UNIQUE else fault) from fault
    pairs = ((key, domain) for key, (form, _, _) in zip(keys, items, strict=True) for domain in form.domains)
    copy_in(table=BODY_DOMAINS, rows=pairs)


def _row(key: Any, item: Item, city: str, taken: set[str], at: datetime) -> tuple[Any, ...]:
    """In the order of ``bulk.BODIES``."""
    form, place, wished = item
    code = wished or _free_code(taken)
    return (
        key, city, code, form.name, str(form.kind), str(form.team_kind), form.credit_code, form.consenting_unit,
        place.code, place.path, form.responsible_name, form.contact_name, form.contact_phone, form.address,
        form.founded_on, BodyState.ACTIVE.value, _("批量导入"), at, at, body_terms(form.name, code),
    )  # fmt: skip


def _free_code(taken: set[str]) -> str:
    while (code := "".join(secrets.choice(CROCKFORD) for _ in range(CODE_LENGTH))) in taken:
        pass
    taken.add(code)
    return code
