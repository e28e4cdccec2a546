"""A station's ledger: its own work log, needs, duty and loans as counts, and no hours whose place nobody knows."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from python_calamine import CalamineWorkbook

from redvest.oversight.actions.unit_ledger_file import Wanted, write_file
from redvest.oversight.choices import LedgerForm
from redvest.oversight.queries.station_book import book_of
from redvest.oversight.queries.unit import unit_of_region, unit_of_station
from redvest.oversight.queries.unit_ledger import activity_lines, totals_of
from redvest.registry.actions.duty import take_slot
from redvest.registry.actions.station_holding import add_service, set_facility
from redvest.registry.actions.station_lending import lend_thing, take_back
from redvest.registry.actions.station_log import answer_need, record_need, record_session
from redvest.registry.choices import SessionKind
from redvest.service.actions.ledger import NewEntry, append_entry
from redvest.service.choices import Grade, ProofKind
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW, TODAY
from tests.registry.actions.test_duty import slots

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=9)
UNTIL = TODAY + timedelta(days=9)


@pytest.fixture
def station() -> Any:
    """A week of a station: a service, a training, a need, duty tomorrow that one person took, a wheelchair that is back."""
    slot, by = slots(places=2)[0], make.make_officer()
    station = slot.station
    said = {"by": by, "station": station, "at": NOW}
    hair = add_service(name="义务理发", words="", **said)
    record_session(
        kind=SessionKind.SERVICE, service_id=hair.pk, held_on=TODAY, helpers=2, visitors=18, words="", **said
    )
    record_session(
        kind=SessionKind.TRAINING,
        service_id=None,
        held_on=TODAY,
        helpers=5,
        visitors=30,
        words="急救",
        **said,
    )
    answer_need(by=by, need=record_need(words="想学手机", **said), answer="周三来学", at=NOW)
    set_facility(name="轮椅", count=2, **said)
    loan = lend_thing(thing="轮椅", borrower="张阿姨", phone="13900001111", due_on=TODAY, **said)
    take_back(by=by, loan=loan, at=NOW)
    take_slot(by=make.volunteer_standing(make.make_volunteer()), slot=slot, at=NOW)
    return station


def test_what_the_station_did_is_in_the_workbook_and_on_paper(station: Any, tmp_path: Path) -> None:
    unit = unit_of_station(station)
    part = unit.part(TODAY, UNTIL)
    book = book_of(unit, part, LATER)
    assert book is not None and book.lines == 2 + 1 + 2 + 1
    path = tmp_path / "ledger.xlsx"
    write_file(wanted=Wanted(unit, part, LedgerForm.XLSX), path=path, at=LATER)
    found = CalamineWorkbook.from_path(path)
    assert found.sheet_names[:5] == ["汇总", "工作日志", "居民需求", "值班", "借用"]
    rows = {name: found.get_sheet_by_name(name).to_python() for name in found.sheet_names}
    assert [row[4:6] for row in rows["工作日志"] if row[0] == "合计"] == [[7.0, 48.0]]
    assert [row[3:5] for row in rows["值班"] if row[0] == "合计"] == [[4.0, 1.0]]
    assert [row[1:5] for row in rows["借用"] if row[0] == 1] == [["轮椅", 1.0, 1.0, 0.0]]
    assert ["站里服务（人次）", 18.0] in [row[:2] for row in rows["汇总"]]
    assert "张阿姨" not in str(rows) and "填表日期" in str(rows)
    paper = tmp_path / "ledger.pdf"
    write_file(wanted=Wanted(unit, part, LedgerForm.PDF), path=paper, at=LATER)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(paper).pages)
    for words in ("工作日志", "义务理发", "居民需求", "想学手机", "值班", "借用"):
        assert words in text.replace("\n", ""), words
    assert "张阿姨" not in text


def test_hours_of_an_older_system_are_the_community_s_and_not_the_station_s(station: Any) -> None:
    body = make.make_body(region=station.region)
    append_entry(
        new=NewEntry(
            city=CITY, volunteer_id=make.make_volunteer().pk, body_id=body.pk, activity_id=None, title="历史服务时长",
            region_path=station.region.path, service_on=TODAY, minutes=90, grade=Grade.D,
            proofs=(ProofKind.IMPORTED.value,), recorded_by_id=None,
        ),
        at=NOW,
    )  # fmt: skip
    whole = unit_of_region(station.region).part(TODAY - timedelta(days=400), UNTIL)
    own = unit_of_station(station).part(TODAY - timedelta(days=400), UNTIL)
    assert (totals_of(whole).minutes, totals_of(own).minutes) == (90, 0)
    assert len(list(activity_lines(whole))) == 1 and not list(activity_lines(own))
    assert book_of(unit_of_region(station.region), whole, LATER) is None
