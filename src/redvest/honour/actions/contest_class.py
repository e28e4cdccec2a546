"""A school sends in a class or a whole school at once: all of it or nothing, up to a thousand works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext

from redvest.core.audit import write_line
from redvest.core.errors import DomainError, NotAllowed
from redvest.honour.actions.contest_entry import Author, pupil_author, put_entry, require_few, share_open
from redvest.honour.actions.contest_picture import Clean, clean_pictures
from redvest.honour.contest_errors import ClassRowsWrong, ContestUnknown, TooManyRows
from redvest.honour.models import Contest, ContestEntry
from redvest.honour.policy import may_run_contest
from redvest.honour.queries.contest import schools
from redvest.honour.rules.contest import Row
from redvest.registry.policy import Standing, require_member

MOST_ROWS = 1000
MOST_TOLD = 20


def enter_class(
    *, by: Standing, contest_id: UUID, rows: Sequence[Row], key: UUID, at: datetime
) -> list[ContestEntry]:
    """One work a row; each waits for that child's guardian. Whoever sends them in says yes for nobody's parents.

    Raises NotAllowed, TooManyRows, ClassRowsWrong with ``errors`` (the row's number and what to mend); sent again
    under the same key it is the same works.
    """
    require_member(by)
    if len(rows) > MOST_ROWS:
        raise TooManyRows
    pictures = _opened(by, contest_id, rows)
    with transaction.atomic():
        contest = share_open(by=by, contest_id=contest_id, at=at)
        _require_school(by, contest)
        sent = list(ContestEntry.objects.filter(entered_by_id=by.account_id, key__in=_keys(key, len(rows))))
        if sent:
            return sent
        return _enter(by, contest, rows, pictures, key, at)


def _keys(key: UUID, count: int) -> list[UUID]:
    return [uuid5(key, str(place)) for place in range(count)]


def _require_school(by: Standing, contest: Contest) -> None:
    if not (schools(by).exists() or may_run_contest(by, contest)):
        raise NotAllowed


def _opened(by: Standing, contest_id: UUID, rows: Sequence[Row]) -> list[list[Clean]]:
    """Every picture, bare; not one of them of who may send none in, nor of a row with more than it may have."""
    if not any(row.pictures for row in rows):
        return [[] for _row in rows]
    contest = Contest.objects.filter(pk=contest_id, city=by.city).first()
    if contest is None:
        raise ContestUnknown
    _require_school(by, contest)
    found, faults = [], []
    for place, row in enumerate(rows):
        try:
            require_few(contest=contest, files=row.pictures)
            found.append(clean_pictures(files=row.pictures))
        except DomainError as fault:
            faults.append((place, _sentences(fault)))
    _raise(faults)
    return found


def _enter(
    by: Standing, contest: Contest, rows: Sequence[Row], pictures: list[list[Clean]], key: UUID, at: datetime
) -> list[ContestEntry]:
    made, faults = [], []
    for place, (row, own_key) in enumerate(zip(rows, _keys(key, len(rows)), strict=True)):
        try:
            made.append(
                put_entry(
                    by=by,
                    contest=contest,
                    author=_author(by, contest, row, at),
                    form=row.form,
                    pictures=pictures[place],
                    key=own_key,
                    at=at,
                    many=True,
                )
            )
        except DomainError as fault:
            faults.append((place, _sentences(fault)))
    _raise(faults)
    write_line(by=by.actor, at=at, city=contest.city, verb="enter_class", target=contest, entries=len(made))
    return made


def _author(by: Standing, contest: Contest, row: Row, at: datetime) -> Author:
    author = pupil_author(by=by, contest=contest, pupil=row.pupil, at=at)
    if author.agreed:  # a teacher's own number in a list of pupils is a mistake, not thirty parents' yes
        raise ClassRowsWrong(gettext("家长手机号填的是你自己的；自己的孩子请单独投稿。"))
    return author


def _sentences(fault: DomainError) -> str:
    told = fault.details.get("errors") or []
    return " ".join(each["sentence"] for each in told) or fault.message


def _raise(faults: list[tuple[int, str]]) -> None:
    """All or nothing: what was put before it is rolled back with the transaction."""
    if faults:
        errors = [
            {
                "field": "rows",
                "row": place + 1,
                "sentence": gettext("第 %(n)d 行：%(said)s") % {"n": place + 1, "said": said},
            }
            for place, said in faults[:MOST_TOLD]
        ]
        raise ClassRowsWrong(errors=errors)
