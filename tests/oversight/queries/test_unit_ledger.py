"""The lines of a unit's ledger: the hand-written statements filter as the measure does, and photos come from requests."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.oversight.queries import unit_ledger as read
from redvest.service.actions.backfill import approve_backfill
from redvest.service.actions.ledger import NewEntry, append_entry
from redvest.service.choices import EntryMark, Grade
from redvest.service.models import BackfillRequest
from redvest.service.queries.measure import entries_in, measure
from redvest.service.rules.measure import Slice
from tests.factories import registry as make
from tests.factories import service
from tests.factories.registry import CITY, NOW, TODAY
from tests.service.actions.test_backfill import asked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def slices() -> list[Slice]:
    tree, body = make.make_region_tree(), make.make_body(name="乙队")
    other = make.make_body(name="甲队", region=tree.fenyi)
    for turn in range(4):
        person = make.make_volunteer()
        service.make_entry(
            volunteer=person, body=(body, other)[turn % 2], starts_at=NOW - timedelta(days=20 * turn + 1),
            minutes=60 + turn,
        )  # fmt: skip
    return [
        Slice(CITY), Slice(CITY, tree.yushui.path), Slice(CITY, tree.fenyi.path), Slice(CITY, "", body.pk),
        Slice(CITY, "", None, TODAY - timedelta(days=30)), Slice(CITY, "", None, None, TODAY - timedelta(days=30)),
        Slice(CITY, tree.fenyi.path, other.pk, date(2025, 1, 1), TODAY), Slice("410800"),
    ]  # fmt: skip


def test_every_way_of_adding_up_gives_the_same_minutes() -> None:
    for part in slices():
        whole = measure(part).minutes
        assert whole == sum(entry.minutes for entry in entries_in(part))
        assert whole == sum(sum(line.minutes.values()) for line in read.activity_lines(part))
        assert whole == sum(sum(line.minutes.values()) for line in read.person_lines(part))
        assert whole == sum(line.minutes for line in read.entry_lines(part))
        totals = read.totals_of(part)
        assert totals.forms == len(list(read.activity_lines(part)))
        assert totals.people == len(list(read.person_lines(part)))
        assert totals.entries == len(list(read.entry_lines(part)))


@pytest.mark.parametrize("people", [1, 3])
def test_the_queries_do_not_grow_with_the_lines(people: int) -> None:
    body = make.make_body()
    for _ in range(people):
        service.make_entry(volunteer=make.make_volunteer(), body=body)
    part = Slice(CITY, "", body.pk)
    with CaptureQueriesContext(
        connection,
    ) as spent:
        totals = read.totals_of(part)
        lines = (
            *read.activity_lines(part),
            *read.person_lines(part),
            *read.entry_lines(part),
            *read.photo_lines(part),
        )
    assert totals.people == people and len(lines) == 1 + 2 * people
    assert len([each for each in spent if "SAVEPOINT" not in each["sql"]]) == 9


def test_the_photos_and_words_of_a_back_fill_stand_with_its_activity() -> None:
    body, volunteer = make.make_body(), make.make_volunteer()
    request: BackfillRequest = asked(body, volunteer)
    part = Slice(CITY, "", body.pk, TODAY - timedelta(days=30), TODAY)
    assert list(read.photo_lines(part)) == []  # nobody has decided yet

    approve_backfill(by=make.make_officer(), request=request, at=NOW)

    photos = list(read.photo_lines(part))
    assert [photo.title for photo in photos] == [request.title]
    assert len(photos[0].sha256) == 64
    form = next(iter(read.activity_lines(part)))
    assert (form.title, form.place, form.content, form.photos) == (
        request.title, request.place_name, request.content, 1,
    )  # fmt: skip
    assert list(read.photo_lines(Slice(CITY, "", body.pk, TODAY, TODAY))) == []


def test_the_districts_add_up_to_the_city_and_imported_records_are_no_activities() -> None:
    tree = make.make_region_tree()
    body, people = make.make_body(), [make.make_volunteer() for _ in range(3)]
    for person, place in zip(people, (tree.yushui, tree.fenyi, tree.fenyi), strict=True):
        append_entry(
            new=NewEntry(
                city=CITY, volunteer_id=person.pk, body_id=body.pk, activity_id=None, title="清扫",
                region_path=place.path, service_on=TODAY, minutes=60, grade=Grade.D, proofs=(),
            ),
            at=NOW,
        )  # fmt: skip
    service.make_marked(volunteer=people[0], body=body, mark=EntryMark.BACKFILL)
    held = service.make_activity(body=body)
    service.make_entry(volunteer=people[1], body=body, activity=held)
    city = read.totals_of(Slice(CITY))
    parts = [read.totals_of(Slice(CITY, place.path)) for place in (tree.yushui, tree.fenyi)]
    assert (city.activities, city.imported) == (2, 2)
    assert [
        sum(figures) for figures in zip(*((each.activities, each.imported) for each in parts), strict=True)
    ] == [2, 2]
    assert sorted(line.source for line in read.activity_lines(Slice(CITY))) == [
        "导入",
        "导入",
        "活动",
        "补录",
    ]


def test_only_the_first_lines_when_asked_for_a_few() -> None:
    body = make.make_body()
    for _ in range(3):
        service.make_entry(volunteer=make.make_volunteer(), body=body)
    assert len(list(read.person_lines(Slice(CITY), 2))) == 2
