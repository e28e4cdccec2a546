"""A lottery in public, and an outsider who draws it again with nothing but what is served and Python."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from redvest.registry.models import Volunteer
from redvest.service.actions.draw_entry import close_entries, withdraw_entry
from redvest.service.actions.lottery import draw
from redvest.service.choices import ActivityState
from redvest.service.models import DrawEntry, Opening
from tests.faces.site.conftest import words
from tests.factories.opening import CLOSES, DRAWS, announce, announce_lottery, enter, someone
from tests.factories.registry import make_volunteer, volunteer_standing
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db


def drawn() -> Opening:
    opening = announce_lottery(make_post(places=3))
    people = [volunteer_standing(make_volunteer(name="欧阳明霞")), *[someone() for _n in range(8)]]
    enter(opening, *people)
    close_entries(at=CLOSES)
    withdraw_entry(by=people[0], post_id=opening.pk, at=CLOSES)
    draw(post_id=opening.pk, at=DRAWS)
    return opening


def run(
    folder: Path, client: Client, facts: dict[str, Any], *earlier: str
) -> subprocess.CompletedProcess[str]:
    """The served script over a file, in a process of its own that has nothing of this house."""
    (folder / "draw.py").write_bytes(client.get("/lottery/draw.py").content)
    (folder / "draw.json").write_text(json.dumps(facts), encoding="utf-8")
    command = [sys.executable, "-I", "draw.py", "draw.json", *earlier]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_an_outsider_draws_the_same_winners(guest: Client, tmp_path: Path) -> None:
    opening = drawn()
    facts = guest.get(f"/lottery/{opening.pk}/draw.json").json()
    done = run(tmp_path, guest, facts)
    won = DrawEntry.objects.filter(outcome="won").order_by("rank").values_list("number", flat=True)
    assert done.stdout.splitlines() == ["OK: 9 tickets, 3 won, 1 passed over", *map(str, won)]
    assert (done.returncode, done.stderr) == (0, "")
    assert len((tmp_path / "draw.py").read_text(encoding="utf-8").splitlines()) <= 60
    assert "欧阳" not in json.dumps(facts, ensure_ascii=False)


def test_what_was_not_drawn_before_the_start_is_said_to_be_over(
    guest: Client, me: Client, on_the_tests_day: Any
) -> None:
    opening = announce_lottery(make_post(places=3))
    enter(opening, someone())
    close_entries(at=CLOSES)
    begins = opening.post.times[0]
    on_the_tests_day.move_to(DRAWS)
    assert "等抽签" in words(guest.get(f"/lottery/{opening.pk}/"))
    on_the_tests_day.move_to(begins)
    assert not draw(post_id=opening.pk, at=begins)
    page = words(guest.get(f"/lottery/{opening.pk}/"))
    assert "没有抽" in page and "等抽签" not in page
    assert "就不再抽了" in words(me.get(f"/posts/{opening.pk}/opening/"))


def test_whatever_is_changed_afterwards_is_found(guest: Client, tmp_path: Path) -> None:
    opening = drawn()
    facts = guest.get(f"/lottery/{opening.pk}/draw.json").json()
    first, second = facts["entries"][:2]
    swapped = [first | {"rank": second["rank"]}, second | {"rank": first["rank"]}, *facts["entries"][2:]]
    loser = next(each for each in facts["entries"] if each["outcome"] == "waiting")
    favoured = [each | {"outcome": "won"} if each == loser else each for each in facts["entries"]]
    for change in (
        {"seed": "11" * 32}, {"seed": ""}, {"beacon": "22" * 32}, {"checkpoint": "another"}, {"entries": swapped},
        {"entries": facts["entries"][1:]}, {"entries": favoured}, {"places": 4}, {"seed_digest": 5},
    ):  # fmt: skip
        done = run(tmp_path, guest, facts | change)
        assert done.returncode == 1 and done.stderr.startswith("NOT VALID"), change
    (tmp_path / "kept.json").write_text(json.dumps(facts | {"list_digest": "33" * 32}), encoding="utf-8")
    assert "list_digest was changed" in run(tmp_path, guest, facts, "kept.json").stderr


def test_the_page_tells_each_step_as_far_as_it_has_come(guest: Client, on_the_tests_day: Any) -> None:
    opening = announce_lottery(make_post(places=1))
    address = f"/lottery/{opening.pk}/"
    page = words(guest.get(address))
    assert opening.seed_digest in page and "还没开始登记" in page and "名单上有" not in page
    assert guest.get(f"{address}draw.json").json()["entries"] == []
    on_the_tests_day.move_to(opening.opens_at)
    assert "正在登记" in words(guest.get(address))
    enter(opening, someone(), someone())
    close_entries(at=CLOSES)
    page = words(guest.get(address))
    assert "名单上有 2 个签号" in page and "抽中的签号" not in page
    assert guest.get(f"{address}list.csv").content.decode() == "ticket,rank,outcome\n1,,\n2,,\n"
    draw(post_id=opening.pk, at=DRAWS)
    opening.refresh_from_db()
    page = words(guest.get(address))
    assert opening.seed in page and opening.beacon in page and "抽中 1 人，1 人候补" in page


def test_why_somebody_was_passed_over_is_theirs_alone(guest: Client) -> None:
    opening = announce_lottery()
    by = someone()
    enter(opening, by)
    Volunteer.objects.filter(pk=by.volunteer_id).update(state="suspended")
    draw(post_id=opening.pk, at=DRAWS)
    assert DrawEntry.objects.get().outcome == "inactive"
    entries = guest.get(f"/lottery/{opening.pk}/draw.json").json()["entries"]
    assert entries == [{"ticket": 1, "rank": 1, "outcome": "passed"}]


def test_what_is_no_lottery_or_not_published_is_not_found(guest: Client) -> None:
    hidden = announce_lottery(make_post(activity=make_activity(state=ActivityState.DRAFT)))
    for opening in (hidden, announce()):
        for file in ("", "draw.json", "list.csv"):
            assert guest.get(f"/lottery/{opening.pk}/{file}").status_code == 404
