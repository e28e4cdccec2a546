"""The score log is canonical, holds no names, and the stand-alone program finds the same ranking or says what is wrong."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from redvest import honour
from redvest.honour.rules.award_log import (
    CategoryFacts,
    JurorLine,
    Scored,
    category_ranking,
    points_of,
    score_log,
)

PROGRAM = Path(honour.__file__).parent / "data/award/recompute.py"
RUBRIC = [{"code": "deeds", "name": "事迹", "most": 60}, {"code": "effect", "name": "成效", "most": 40}]
ENTRIES = [("e1", 1), ("e2", 2), ("e3", 3)]
JURORS = [JurorLine("评委1", "sealed"), JurorLine("评委2", "sealed"), JurorLine("评委3", "released", "出差")]


def loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("recompute", PROGRAM)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def line(juror: int, entry: int, criterion: str, points: int, revision: int = 1) -> Scored:
    return Scored(f"评委{juror}", f"e{entry}", criterion, points, revision, "2026-03-05T10:00:00+08:00")


def facts(**more: Any) -> CategoryFacts:
    """Juror 1 judges all and thinks again about e1; 2 is recused from e3 and had scored it; 3 judged one entry."""
    scores = [
        line(1, 1, "deeds", 10), line(1, 1, "effect", 10), line(1, 2, "deeds", 40), line(1, 2, "effect", 30),
        line(1, 3, "deeds", 20), line(1, 3, "effect", 20), line(1, 1, "deeds", 60, 2),
        line(2, 1, "deeds", 30), line(2, 1, "effect", 30), line(2, 2, "deeds", 50), line(2, 2, "effect", 40),
        line(2, 3, "deeds", 0), line(3, 1, "deeds", 0),
    ]  # fmt: skip
    given: dict[str, Any] = {
        "key": "c1", "name": "优秀志愿者", "places": 1, "rubric": RUBRIC, "entries": ENTRIES,
        "recusals": [("评委2", "e3", True)], "scores": scores, "votes": {"e1": 7, "e3": 2},
        "aside": {"e3": {"network": 10_000}},
    }  # fmt: skip
    return CategoryFacts(**given | more)


def log(*categories: CategoryFacts, percent: int = 10) -> str:
    return score_log(
        edition={"id": "ed", "title": "市长奖", "year": 2026, "city": "360500", "vote_percent": percent},
        freeze={"number": 1, "at": "2026-03-05T10:00:00+08:00", "reason": ""},
        jurors=JURORS,
        categories=categories or [facts()],
    )[0]


def run(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    folder.mkdir(parents=True)
    (folder / "scores.json").write_text(text, encoding="utf-8")
    command = [sys.executable, "-I", str(PROGRAM), "scores.json"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


class TestTheLog:
    def test_last_revisions_of_sealed_jurors_count_and_recused_ones_do_not(self) -> None:
        assert points_of(facts(), JURORS) == {
            "评委1": {"e1": 70, "e2": 70, "e3": 40},
            "评委2": {"e1": 60, "e2": 90},
        }

    def test_it_is_canonical_and_says_everything(self) -> None:
        text = log()
        found = json.loads(text)
        assert rfc8785.dumps(found).decode() == text
        category = found["categories"][0]
        assert len(category["scores"]) == 13 and category["recusals"][0]["automatic"] is True
        assert category["votes"][2] == {"entry": "e3", "counted": 2, "aside": {"network": 10_000}}
        assert [each["entry"] for each in category["result"]] == [
            each.entry for each in category_ranking(facts(), JURORS, 10)
        ]
        assert found["jurors"][2] == {"name": "评委3", "state": "released", "reason": "出差"}

    def test_an_empty_category_has_no_result(self) -> None:
        empty = facts(entries=[], scores=[], recusals=[], votes={}, aside={})
        assert json.loads(log(empty))["categories"][0]["result"] == []


class TestTheProgram:
    def test_an_outsider_finds_the_same(self, new_folder: Callable[[], Path]) -> None:
        done = run(new_folder(), log())
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("OK: ") and "优秀志愿者\n1\t#2\t" in done.stdout

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (
                lambda found: found["categories"][0]["scores"][0].update(points=11),
                "not the one that was frozen",
            ),
            (
                lambda found: found["categories"][0]["votes"][0].update(counted=8),
                "not the one that was frozen",
            ),
            (lambda found: found.pop("digest"), "digest"),
        ],
    )
    def test_what_was_changed_is_said(
        self, new_folder: Callable[[], Path], change: Callable[[Any], Any], said: str
    ) -> None:
        found = json.loads(log())
        change(found)
        done = run(new_folder(), json.dumps(found))
        assert done.returncode == 1 and "NOT VALID" in done.stderr and said in done.stderr

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (lambda found: found["categories"][0]["result"].reverse(), "another ranking comes out"),
            (lambda found: found["categories"][0]["scores"].pop(1), "not judged everything"),
            (lambda found: found["categories"][0]["recusals"].clear(), "not judged everything"),
            (lambda found: found["categories"][0]["scores"][0].update(points=61), "outside the rubric"),
            (lambda found: found["edition"].update(vote_percent=21), "more than a fifth"),
        ],
    )
    def test_a_digest_made_anew_hides_nothing(self, change: Callable[[Any], Any], said: str) -> None:
        from hashlib import sha256

        found = json.loads(log())
        change(found)
        del found["digest"]
        found["digest"] = sha256(rfc8785.dumps(found)).hexdigest()
        with pytest.raises(ValueError, match=said):
            loaded().check(found)

    @given(st.data())
    def test_it_agrees_with_the_house_on_every_table(self, data: st.DataObject) -> None:
        entries = [(f"e{n}", n) for n in range(1, data.draw(st.integers(1, 5)) + 1)]
        scores, recusals = [], []
        for juror in (1, 2):
            for _key, number in entries:
                if data.draw(st.integers(0, 3)) == 0:
                    recusals.append((f"评委{juror}", f"e{number}", False))
                    continue
                for revision in range(1, data.draw(st.integers(1, 2)) + 1):
                    for code, most in (("deeds", 60), ("effect", 40)):
                        scores.append(line(juror, number, code, data.draw(st.integers(0, most)), revision))
        votes = {key: data.draw(st.integers(0, 3)) for key, _number in entries}
        made = facts(entries=entries, scores=scores, recusals=recusals, votes=votes, aside={})
        text = log(made, percent=data.draw(st.integers(0, 20)))
        assert loaded().check(json.loads(text))[0].startswith("OK")

    def test_it_needs_nothing_of_this_house(self) -> None:
        text = PROGRAM.read_text(encoding="utf-8")
        assert "redvest" not in text and len(text.splitlines()) < 200
