"""Asks a sheet of pupils into a class: people who are on the register; their families answer. Bad rows come back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from redvest.registry.actions.import_report import ImportReport
from redvest.registry.actions.import_small import RowView, Sheet, take_in
from redvest.registry.actions.school import hold_class
from redvest.registry.actions.school_pupil import ASK_AGAIN, ask_pupils
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.import_ground import Person, header_in, people_named
from redvest.registry.queries.school import there_already
from redvest.registry.rules.school import MOST_LINES
from redvest.registry.rules.sheet import CellFault, text_of
from redvest.registry.rules.sheet_members import number_of
from redvest.registry.rules.sheet_pupils import SHAPE
from redvest.registry.school_errors import PupilsTooMany


@transaction.atomic
def import_pupils(
    *, by: Standing, key: UUID, path: Path, at: datetime, bad_file: Path | None = None
) -> ImportReport:
    """All rows or none; the bad ones come back with their reasons.

    Raises ClassUnknown, ClassClosed, HeaderMissing, PupilsTooMany, and what reading a workbook raises.
    """
    held = hold_class(by=by, key=key)
    header = header_in(path, SHAPE)
    people = people_named(by.city, path, header)
    if len(people) > MOST_LINES:
        raise PupilsTooMany
    keys = {each.key for each in people.values()}
    waiting = Volunteer.objects.filter(pk__in=keys, state=VolunteerState.PENDING_GUARDIAN)
    check = _Check(people, set(waiting.values_list("pk", flat=True)))
    known = there_already(held, at - ASK_AGAIN)
    return take_in(
        sheet=Sheet(by, path, at, bad_file=bad_file), header=header, check=check, keys=lambda who: [who],
        known=lambda who: who in known, verb="import_pupils", about=held.body,
        write=lambda who: ask_pupils(held=held, people=_rows(who), by=by, at=at),
    )  # fmt: skip


class _Check:
    """Turns a row into whom it names, or says what is wrong with it."""

    def __init__(self, people: dict[str, Person], waiting: set[UUID]) -> None:
        self._people, self._waiting = people, waiting

    def __call__(self, row: RowView) -> UUID:
        person = self._people.get(number_of(text_of(row.cell("number"))))
        if person is None or not (person.active or person.key in self._waiting):
            raise CellFault(_("没有这个编号的志愿者，或者登记不在正常状态，请核对。"))
        if row.text("name") not in person.names:
            raise CellFault(_("编号和姓名对不上，请核对。"))
        return person.key


def _rows(keys: list[UUID]) -> list[Volunteer]:
    found = Volunteer.objects.select_related("account").in_bulk(keys)
    return [found[each] for each in keys]
