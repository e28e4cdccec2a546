"""The radar against a labelled city: how much fraud it finds, how many honest subjects it bothers, for several seeds.

A scheme is found when a case names any of its primary subjects: the recorder of sold hours, the activity or phone of a
package, the person who was at two places. Recall is found over all schemes. Honest subjects are all people, activities,
recorders and phones that no scheme touches; a false alarm is an honest subject with a case. Held: recall of at least
95 % and false alarms of at most 1 %, over all seeds together and in the worst seed each.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from bench.house import bench_database
from bench.integrity_fraud import KINDS, commit_fraud
from bench.integrity_honest import live
from bench.integrity_world import CITY, Subject, World, settle
from redvest.service.actions.integrity_scan import run_radar
from redvest.service.models import Activity, HoursEntry, IntegrityCase, Scan

SEEDS = (11, 23, 37, 41, 59)
ACTIVITIES, EACH = 700, 10
AT = datetime(2026, 6, 10, 19, 0, tzinfo=UTC)
RECALL, ALARMS = 95.0, 1.0


def run(
    *, json: bool = False, seeds: tuple[int, ...] = SEEDS, activities: int = ACTIVITIES, each: int = EACH
) -> dict[str, Any]:
    """Measure. ``held`` is false when recall or false alarms miss the promise in any seed."""
    with bench_database("redvest_bench_integrity"):
        found = [_one(seed, activities, each) for seed in seeds]
    by_kind = {kind: _percent(sum(one["found"][kind] for one in found), each * len(found)) for kind in KINDS}
    total = sum(one["honest"] for one in found)
    alarms = sum(one["alarms"] for one in found)
    return {
        "held": all(one["recall"] >= RECALL and one["false_alarms"] <= ALARMS for one in found),
        "recall_percent": _percent(sum(sum(one["found"].values()) for one in found), each * len(KINDS) * len(found)),
        "false_alarm_percent": _percent(alarms, total),
        "recall_by_kind": by_kind,
        "false_alarms_by_rule": dict(sum((Counter(one["by_rule"]) for one in found), Counter())),
        "seeds": found,
    }  # fmt: skip


def _one(seed: int, activities: int, each: int) -> dict[str, Any]:
    """One city, looked at once, and rolled back."""
    with transaction.atomic():
        world = settle(seed, AT)
        live(world, activities)
        commit_fraud(world, each)
        world.write()
        begun = time.perf_counter()
        report = run_radar(city=CITY, at=AT)
        seconds = time.perf_counter() - begun
        cases = list(IntegrityCase.objects.values_list("subject_kind", "subject_key", "rule"))
        transaction.set_rollback(True)
    return {
        "seed": seed,
        "entries": report.entries,
        "cases": len(cases),
        "seconds": round(seconds, 1),
    } | _score(world, cases)


def _score(world: World, cases: list[tuple[str, str, str]]) -> dict[str, Any]:
    named = {(kind, key) for kind, key, _ in cases}
    guilty = set[Subject]().union(*(scheme.guilty | scheme.primary for scheme in world.schemes))
    honest = _all_subjects(world) - guilty
    wrong = [(kind, key, rule) for kind, key, rule in cases if (kind, key) in honest]
    bothered = {(kind, key) for kind, key, _ in wrong}
    found = dict.fromkeys(KINDS, 0)
    for scheme in world.schemes:
        found[scheme.kind] += bool(scheme.primary & named)
    return {
        "recall": _percent(sum(found.values()), len(world.schemes)),
        "false_alarms": _percent(len(bothered), len(honest)),
        "found": found,
        "honest": len(honest),
        "alarms": len(bothered),
        "alarms_by_subject": {
            kind: f"{sum(each[0] == kind for each in bothered)} / {sum(each[0] == kind for each in honest)}"
            for kind in ("person", "activity", "recorder", "device")
        },
        "by_rule": dict(Counter(f"{rule} {kind}" for kind, _, rule in wrong)),
    }


def _all_subjects(world: World) -> set[Subject]:
    """Everybody and everything that left a trace."""
    entries = world.rows[HoursEntry]
    found = {("person", str(entry.volunteer_id)) for entry in entries}
    found |= {("recorder", str(entry.recorded_by_id)) for entry in entries}
    found |= {("activity", str(one.pk)) for one in world.rows[Activity]}
    return found | {("device", scan.device) for scan in world.rows.get(Scan, []) if scan.device}


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 100.0
