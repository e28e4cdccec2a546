"""A city's volunteers from Excel, held against reading the file with calamine and COPY of its columns as they are."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from bench.house import bench_database
from redvest.core import clock
from redvest.faces.ops.import_workers import Workers
from redvest.registry.actions.import_volunteers import import_volunteers
from redvest.registry.actions.region import load_divisions, load_domains
from redvest.registry.models import Volunteer
from redvest.registry.policy import SYSTEM_STANDING
from tests.factories.workbook import Made, volunteers_workbook

DATABASE = "redvest_bench_import"
CITY = "360500"
AIM = 4.0
BAD_EVERY = 1_000


def run(*, rows: int = 117_764, json: bool = False) -> dict[str, object]:
    """Import a clean file for the time, and one with planted faults for the truth; answers in seconds."""
    del json
    connection.close()  # the workers are forked, and must not share it
    with tempfile.TemporaryDirectory() as folder, Workers() as workers, bench_database(DATABASE):
        load_divisions(city=CITY, at=clock.now())
        load_domains()
        clean = volunteers_workbook(Path(folder, "clean.xlsx"), rows, bad_every=0, blank_every=0, dress=False)
        floor = _floor(clean.path)
        begun = time.monotonic()
        imported = _import(clean.path, workers)
        figure = time.monotonic() - begun
        floor = min(floor, _floor(clean.path))  # a quiet moment for the floor, whenever there was one
        held = imported == rows == Volunteer.objects.count()
        faulty = volunteers_workbook(
            Path(folder, "faulty.xlsx"), rows, bad_every=BAD_EVERY, first_serial=rows
        )
        exact = _reports_exactly(faulty, workers)
    ratio = figure / floor
    return {
        "bench": "import",
        "rows": rows,
        "planted": len(faulty.planted),
        "reported_exactly": exact,
        "figure_s": round(figure, 2),
        "rows_per_s": round(rows / figure),
        "floor_s": round(floor, 2),
        "ratio": round(ratio, 2),
        "aim": f"<= {AIM}",
        "held": held and exact and ratio <= AIM,
    }


def _import(path: Path, workers: Workers) -> int:
    by, at = SYSTEM_STANDING(CITY), clock.now()
    return import_volunteers(by=by, path=path, at=at, check=workers.check).imported


def _reports_exactly(made: Made, workers: Workers) -> bool:
    """Whether the rows given back are the planted ones, each with its reason."""
    by, at = SYSTEM_STANDING(CITY), clock.now()
    report = import_volunteers(by=by, path=made.path, at=at, check=workers.check)
    if report.imported or report.bad_file is None:
        return False
    rows = CalamineWorkbook.from_path(str(report.bad_file)).get_sheet_by_index(0).to_python()
    reasons = {int(str(row[-1])): str(row[-2]) for row in rows[1:]}
    planted = {each.line: each.words for each in made.planted}
    return reasons.keys() == planted.keys() and all(
        planted[line] in reason for line, reason in reasons.items()
    )


def _floor(path: Path) -> float:
    """Seconds to read the file and COPY its columns as text into a table without an index."""
    begun = time.monotonic()
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    rows = _texts(sheet.iter_rows())
    first = next(rows)
    with transaction.atomic(), connection.cursor() as cursor:
        columns = ", ".join(f"c{number} text" for number in range(len(first)))
        cursor.execute(f"CREATE TEMPORARY TABLE floor ({columns}) ON COMMIT DROP")
        with cursor.cursor.copy("COPY floor FROM STDIN") as copy:
            for row in chain([first], rows):
                copy.write_row(row)
    return time.monotonic() - begun


def _texts(rows: Iterator[list[object]]) -> Iterator[list[str]]:
    return ([str(cell) for cell in row] for row in rows)
