"""Which city is served: what the environment says, else what was loaded last, else the first one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from redvest.config import place
from redvest.config.env import Env, read


def env_of(folder: Path, **environ: str) -> Env:
    return read({"REDVEST_DATA_DIR": str(folder), **environ})


def test_without_a_word_it_is_the_first_city(tmp_path: Path) -> None:
    assert place.served_city(env_of(tmp_path)) == place.FIRST_CITY == "360500"


def test_the_city_that_was_loaded_last_is_served(tmp_path: Path) -> None:
    (tmp_path / "city").write_text("410800\n", encoding="utf-8")
    assert place.served_city(env_of(tmp_path)) == "410800"


def test_a_city_named_in_the_environment_wins_over_the_loaded_one(tmp_path: Path) -> None:
    (tmp_path / "city").write_text("410800", encoding="utf-8")
    assert place.served_city(env_of(tmp_path, REDVEST_CITY="360500")) == "360500"


@pytest.mark.parametrize("left", ["", "\n", "  \n"])
def test_an_empty_note_of_the_loaded_city_is_none(tmp_path: Path, left: str) -> None:
    (tmp_path / "city").write_text(left, encoding="utf-8")
    assert place.served_city(env_of(tmp_path)) == place.FIRST_CITY


@pytest.mark.parametrize(("code", "name"), [("360500", "新余"), ("410800", "焦作")])
def test_a_city_is_called_by_its_name_without_its_rank(code: str, name: str) -> None:
    assert place.city_name(code) == name


@pytest.mark.parametrize("code", ["110000", "360502", "", "3605", "新余市"])
def test_what_no_table_begins_with_keeps_its_code(code: str) -> None:
    assert place.city_name(code) == code


def test_the_name_comes_from_the_tables_first_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "DIVISIONS", tmp_path)
    (tmp_path / "b_divisions.csv").write_text(
        "code,name,level,parent\n999900,云上市,city,\n999901,下区,district,999900\n"
    )
    (tmp_path / "a_divisions.csv").write_text("code,name,level,parent\n")
    (tmp_path / "notes.csv").write_text("code,name\n888800,别处市\n")
    assert place.city_name("999900") == "云上"
    assert place.city_name("999901") == "999901"
    assert place.city_name("888800") == "888800"


@pytest.mark.parametrize("table", sorted(place.DIVISIONS.glob("*_divisions.csv")), ids=lambda path: path.stem)
def test_every_shipped_table_begins_with_its_city_and_hangs_together(table: Path) -> None:
    """The name is read from the first line alone, before any database; the rest must hang below it."""
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    root, *below = rows
    assert (root["level"], root["parent"]) == ("city", "")
    assert root["name"].endswith("市")
    codes = {row["code"] for row in rows}
    assert len(codes) == len(rows)
    assert {row["parent"] for row in below} <= codes
    assert all(row["code"].startswith(root["code"][:4]) for row in below)
