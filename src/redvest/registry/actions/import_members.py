"""Puts a sheet of members on the register: people who are on it already, each with a yes that the organisation keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from redvest.core.clock import day_of
from redvest.core.errors import Conflict, NotAllowed
from redvest.registry.actions.bulk import MEMBERSHIPS, copy_in
from redvest.registry.actions.import_report import ImportReport, Progress
from redvest.registry.actions.import_small import RowView, Sheet, take_in
from redvest.registry.actions.import_volunteers import ConsentColumnMissing
from redvest.registry.choices import BodyState, MembershipConsent, VolunteerState
from redvest.registry.errors import BodyNotActive
from redvest.registry.models import Body, Membership, Volunteer
from redvest.registry.policy import Standing, require_administers
from redvest.registry.queries.body import room_left
from redvest.registry.queries.import_ground import Person, header_in, people_named, run_bodies
from redvest.registry.queries.merge import merged_records
from redvest.registry.queries.setting import rule_everywhere
from redvest.registry.rules.sheet import CellFault, text_of
from redvest.registry.rules.sheet_members import SHAPE, joining_day, number_of, require_yes


class MembersMeanwhile(Conflict):
    """导入的同时，有人自己加入或退出了，或者组织、志愿者的状态变了，这次没有写入。请再导入一次。"""

    code = "members-meanwhile"


@dataclass(frozen=True, slots=True)
class Item:
    """One membership to write."""

    volunteer: UUID
    body: UUID
    joined_on: date


@transaction.atomic
def import_members(
    *,
    by: Standing,
    path: Path,
    body: Body | None = None,
    partial: bool = False,
    dry_run: bool = False,
    at: datetime,
    consent_on_file: bool = False,
    bad_file: Path | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Import members of the organisations that each row names, or of ``body``: all rows or none, bad ones come back.

    Raises NotAllowed, BodyNotActive, ConsentColumnMissing, HeaderMissing, MembersMeanwhile.
    """
    if body is not None:
        require_administers(by, body.pk, body.region_path)
        if body.state != BodyState.ACTIVE:
            raise BodyNotActive
    header = header_in(path, SHAPE)
    if not consent_on_file and not header.has("consent"):
        raise ConsentColumnMissing
    bodies = {body.code: body.pk} if body is not None else run_bodies(by)
    if not bodies:
        raise NotAllowed
    people = people_named(by.city, path, header)
    check = _Check(people, bodies, body, day_of(at), consent_on_file)
    return take_in(
        sheet=Sheet(by, path, at, partial, dry_run, bad_file, progress), header=header, check=check, keys=_keys,
        known=check.belongs, write=lambda items: _write(items, by.city, at), verb="import_members", about=body,
    )  # fmt: skip


class _Check:
    """Turns a row into a membership, or says what is wrong with it; counts how many each person would have."""

    def __init__(
        self, people: dict[str, Person], bodies: dict[str, UUID], body: Body | None, on: date, on_file: bool
    ) -> None:
        self._people, self._bodies, self._body, self._on, self._on_file = people, bodies, body, on, on_file
        self._most: Callable[[str, date], Any] = rule_everywhere("bodies.per_person")
        self._live = _memberships({each.key for each in people.values()})
        self._left: dict[UUID, int | None] = {}
        self._count = Counter(volunteer for volunteer, _body in self._live)

    def belongs(self, key: object) -> bool:
        return key in self._live

    def __call__(self, row: RowView) -> Item:
        number = number_of(text_of(row.cell("number")))
        person = self._people.get(number)
        if person is None:
            raise CellFault(_("没有这个编号的志愿者，请先登记再加入组织。"))
        if row.text("name") not in person.names:
            raise CellFault(_("编号和姓名对不上，请核对。"))
        if not person.active:
            raise CellFault(_("这位志愿者的登记不在正常状态，暂时不能加入组织。"))
        body = self._body_of(row.text("body").upper())
        require_yes(row.text("consent"), on_file=self._on_file)
        found = Item(person.key, body, joining_day(row.day("joined_on"), self._on))
        if (person.key, body) not in self._live:
            self._room(person)
            self._room_in(body)
        return found

    def _body_of(self, code: str) -> UUID:
        if not code and self._body is not None:
            return self._body.pk
        if not code:
            raise CellFault(_("请填写组织代码。"))
        if self._body is not None and code != self._body.code:
            raise CellFault(
                _("这一行写的是别的组织（{code}），这次导入选的是“{name}”。改成一致，或者分开导入。").format(
                    code=code[:20], name=self._body.name
                )
            )
        if code not in self._bodies:
            raise CellFault(_("“{code}”不是你负责的正常组织，请核对组织代码。").format(code=code[:20]))
        return self._bodies[code]

    def _room(self, person: Person) -> None:
        most = self._most(person.path, self._on)
        if self._count[person.key] >= most:
            raise CellFault(_("同时加入的组织已经到了上限 {most} 个。").format(most=most))
        self._count[person.key] += 1

    def _room_in(self, body: UUID) -> None:
        """The organisation's own capacity, read once for each that the file names."""
        if body not in self._left:
            self._left[body] = room_left(body)
        left = self._left[body]
        if left == 0:
            raise CellFault(_("这个组织能带的人数已经满了。"))
        self._left[body] = None if left is None else left - 1


def _memberships(people: set[UUID]) -> set[tuple[UUID, UUID]]:
    """Who belongs to what now, by whichever of their records: people and organisations."""
    merged = merged_records(people)
    live = Membership.objects.filter(volunteer_id__in=[*people, *merged], left_on__isnull=True)
    return {
        (merged.get(record, record), body) for record, body in live.values_list("volunteer_id", "body_id")
    }


def _keys(item: Item) -> list[tuple[UUID, UUID]]:
    """What no two rows share."""
    return [(item.volunteer, item.body)]


def _write(items: list[Item], city: str, at: datetime) -> None:
    """Hold the organisations, then the people, as ``enrol`` does; what changed since the check stops the whole file."""
    bodies, people = {each.body for each in items}, {each.volunteer for each in items}
    held = Body.objects.select_for_update(no_key=True).filter(pk__in=bodies, state=BodyState.ACTIVE)
    there = Volunteer.objects.select_for_update(no_key=True).filter(
        pk__in=people, state=VolunteerState.ACTIVE
    )
    stand = len(held.order_by("pk").values_list("pk")) == len(bodies)
    if not stand or len(there.order_by("pk").values_list("pk")) != len(people):
        raise MembersMeanwhile
    pairs = _memberships(people)
    most = rule_everywhere("bodies.per_person")
    paths = dict(Volunteer.objects.filter(pk__in=people).values_list("pk", "region_path"))
    count = Counter(volunteer for volunteer, _body in pairs) + Counter(each.volunteer for each in items)
    if any((each.volunteer, each.body) in pairs for each in items) or any(
        count[each] > most(paths[each] or f"{city}/", day_of(at)) for each in people
    ):
        raise MembersMeanwhile
    for body, coming in Counter(each.body for each in items).items():
        left = room_left(body)
        if left is not None and coming > left:
            raise MembersMeanwhile
    paper = MembershipConsent.PAPER.value
    copy_in(
        table=MEMBERSHIPS,
        rows=((city, each.body, each.volunteer, each.joined_on, paper, at) for each in items),
    )
