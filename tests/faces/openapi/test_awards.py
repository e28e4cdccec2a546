"""Awards and contests over the API: what everybody may read, names by consent alone, nothing that is prepared."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.honour.choices import ContestKind, ContestState, EditionState, EntryState, NominationState
from tests.faces.openapi.conftest import Caller, problem
from tests.factories import registry as make
from tests.factories.award import make_category, make_edition, make_nomination
from tests.factories.contest import make_contest, make_entry_of, make_pupil_entry

pytestmark = pytest.mark.django_db


def test_what_runs_and_what_is_over_stand_apart_and_a_draft_nowhere() -> None:
    running, over = make_edition(), make_edition(state=EditionState.CONFERRED, year=2025)
    draft = make_edition(state=EditionState.DRAFT)
    guest = Caller()
    assert [each["id"] for each in guest.get("/awards").json()["items"]] == [str(running.pk)]
    (old,) = guest.get("/awards", over=1).json()["items"]
    assert (old["id"], old["document_number"]) == (str(over.pk), "余文明办〔2026〕3 号")
    problem(guest.get(f"/awards/{draft.pk}"), 404, "edition-unknown")
    problem(guest.get(f"/awards/{uuid4()}"), 404, "edition-unknown")


def test_an_award_names_who_came_through_as_its_page_does() -> None:
    edition = make_edition(state=EditionState.VOTING, votes=True)
    category = make_category(edition=edition, places=1)
    person = make.make_volunteer(name="李明霞")
    make_nomination(category=category, volunteer=person, state=NominationState.QUALIFIED)
    make_nomination(category=category, state=NominationState.REFUSED)
    answer = Caller().get(f"/awards/{edition.pk}")
    (shown,) = answer.json()["categories"]
    assert [each["name"] for each in shown["nominees"]] == ["李*霞"]
    assert (shown["places"], answer.json()["scores"]) == (1, None)
    assert "李明霞" not in answer.content.decode()


def test_lists_ask_as_much_for_three_as_for_one() -> None:
    guest = Caller()

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            guest.get(path)
        return len(seen)

    make_edition()
    contest = make_contest(state=ContestState.PUBLISHED)
    works = f"/contests/{contest.pk}/works"
    make_entry_of(contest, state=EntryState.PUBLISHED, show_name=True)
    make_contest()
    assert (asked("/awards"), asked("/contests"), asked(works)) == (1, 1, 4)
    for _more in range(2):
        make_edition()
        make_contest()
        make_entry_of(contest, state=EntryState.PUBLISHED, show_name=True)
    assert (asked("/awards"), asked("/contests"), asked(works)) == (1, 1, 4)


def test_contests_that_take_entries_come_by_their_last_day() -> None:
    late = make_contest(kind=ContestKind.PAINTING, enter_until=make.NOW + timedelta(days=20),
                        judge_until=make.NOW + timedelta(days=30))  # fmt: skip
    soon = make_contest(title="我画家乡新面貌")
    draft = make_contest(state=ContestState.DRAFT)
    over = make_contest(state=ContestState.PUBLISHED)
    guest = Caller()
    assert [each["id"] for each in guest.get("/contests").json()["items"]] == [str(soon.pk), str(late.pk)]
    assert [each["id"] for each in guest.get("/contests", kind="painting").json()["items"]] == [str(late.pk)]
    assert [each["id"] for each in guest.get("/contests", over=1).json()["items"]] == [str(over.pk)]
    assert guest.get(f"/contests/{soon.pk}").json()["title"] == "我画家乡新面貌"
    problem(guest.get(f"/contests/{draft.pk}"), 404, "contest-unknown")


def test_works_on_show_carry_a_name_only_by_consent_and_no_childs_without_the_guardian() -> None:
    contest = make_contest(state=ContestState.PUBLISHED)
    make_entry_of(contest, state=EntryState.PUBLISHED, title="没有署名的")
    make_pupil_entry(
        contest, state=EntryState.PUBLISHED, title="家长同意的", show_name=True, link_hash=b"1" * 32
    )
    make_pupil_entry(
        contest, state=EntryState.EXCELLENT, title="家长还没同意的", name="赵小红", show_name=True
    )
    answer = Caller().get(f"/contests/{contest.pk}/works")
    shown = {each["title"]: each["author"] for each in answer.json()["items"]}
    assert shown == {"没有署名的": "", "家长同意的": "王小明"}
    assert "赵小红" not in answer.content.decode()
