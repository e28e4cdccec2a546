"""A result in public: from the log alone, winners by their names as they let them, and a program that finds the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.core.identifiers import uuid7
from redvest.honour.actions.award_freeze import freeze_result
from redvest.honour.choices import EditionState, NominationState
from redvest.honour.models import AwardCategory, AwardEdition, AwardFreeze, AwardNomination
from tests.faces.site.conftest import html, words
from tests.factories.award_jury import move_to
from tests.factories.registry import NOW, make_centre
from tests.honour.actions.test_award_freeze import ready

pytestmark = pytest.mark.django_db


def announced(count: int = 3, *, twice: bool = False) -> AwardEdition:
    """The last entry wins and stands in public."""
    edition, entries, _jurors = ready(count)
    freeze_result(by=make_centre(), edition_id=edition.pk, at=NOW)
    if twice:
        freeze_result(by=make_centre(), edition_id=edition.pk, reason="补了一次记录", at=NOW)
    AwardNomination.objects.filter(pk=entries[-1].pk).update(state=NominationState.CHOSEN)
    return move_to(edition, EditionState.PUBLICITY)


class TestThePage:
    def test_ranks_for_all_and_a_name_for_the_winner_alone(self, guest: Client) -> None:
        edition = announced()
        page = words(guest.get(f"/awards/{edition.pk}/result/"))
        assert "赵*选" in page and page.count("赵*选") == 1 and "赵候选" not in page and "当选" in page
        assert "100.000" in page and "50.000" in page and "3 位评委" in page
        assert AwardFreeze.objects.get().digest in page
        assert f"/awards/{edition.pk}/result/" in html(guest.get(f"/awards/{edition.pk}/"))

    def test_before_publicity_it_is_not_there(self, guest: Client) -> None:
        edition = announced()
        move_to(edition, EditionState.JUDGING, publicity_from=None, publicity_until=None)
        for name in ("result/", "scores.json", "scores-1.json"):
            assert guest.get(f"/awards/{edition.pk}/{name}").status_code == 404
            assert guest.get(f"/awards/{uuid7()}/{name}").status_code == 404

    def test_a_correction_says_why_and_leads_to_what_it_corrects(self, guest: Client) -> None:
        edition = announced(twice=True)
        page = guest.get(f"/awards/{edition.pk}/result/")
        assert "重算的结果：补了一次记录" in words(page) and f"/awards/{edition.pk}/scores-1.json" in html(
            page
        )

    def test_a_category_without_entries(self, guest: Client) -> None:
        edition, _entries, _jurors = ready()
        AwardCategory.objects.create(edition=edition, subject="body", name="优秀组织", places=1, rubric=[])
        freeze_result(by=make_centre(), edition_id=edition.pk, at=NOW)
        move_to(edition, EditionState.PUBLICITY)
        assert "这个奖项没有候选" in words(guest.get(f"/awards/{edition.pk}/result/"))

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, guest: Client, many: int) -> None:
        edition = announced(many)
        with CaptureQueriesContext(connection) as spent:
            assert guest.get(f"/awards/{edition.pk}/result/").status_code == 200
        assert len(spent) == 5


def test_an_outsider_recomputes_what_is_served(guest: Client, new_folder: Callable[[], Path]) -> None:
    edition = announced(twice=True)
    folder = new_folder()
    folder.mkdir(parents=True)
    (folder / "recompute.py").write_bytes(guest.get("/awards/recompute.py").content)
    latest, first = AwardFreeze.objects.order_by("-number")
    for name, freeze in (("scores.json", latest), ("scores-1.json", first), ("scores-2.json", latest)):
        served = guest.get(f"/awards/{edition.pk}/{name}")
        assert served["Content-Type"] == "application/json" and served.content.decode() == freeze.log
        (folder / name).write_bytes(served.content)
        done = subprocess.run(
            [sys.executable, "-I", "recompute.py", name],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0 and freeze.digest in done.stdout
    assert guest.get(f"/awards/{edition.pk}/scores-3.json").status_code == 404
