"""A result is frozen when everything is in, for good, and recomputed by an outsider; a correction stands beside it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import rfc8785
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from redvest import honour
from redvest.core.models import AuditLine
from redvest.honour.actions.award_freeze import freeze_result
from redvest.honour.actions.award_jury import declare_recusal, release_juror, score_entry, seal_scores
from redvest.honour.award_errors import OwnEdition
from redvest.honour.award_jury_errors import (
    EntryUnjudged,
    JuryMoved,
    JuryReasonMissing,
    JuryTooSmall,
    JuryUnfinished,
    JuryUnknown,
    ResultUnknown,
    RubricMissing,
    VoteStillRuns,
)
from redvest.honour.choices import AsideReason, CategorySubject, EditionState, NominationState
from redvest.honour.models import (
    AwardCategory,
    AwardEdition,
    AwardFreeze,
    AwardJuror,
    AwardNomination,
    AwardResult,
)
from redvest.honour.queries.award_freeze import (
    category_facts,
    freezes_of,
    latest_freeze,
    proposed_winners,
    public_freeze,
    result_of,
)
from redvest.registry.models import Account
from tests.factories.award_jury import (
    DAY,
    end_vote,
    juror_standing,
    make_category,
    make_entry,
    make_judged,
    make_juror,
    make_vote,
    move_to,
)
from tests.factories.registry import (
    CITY,
    NOW,
    make_centre,
    make_member,
    make_officer,
    make_volunteer,
    volunteer_standing,
)

pytestmark = pytest.mark.django_db
PROGRAM = Path(honour.__file__).parent / "data/award/recompute.py"


def judge(juror: AwardJuror, points: dict[AwardNomination, int]) -> None:
    """Every entry gets so many points for its deeds, none for the effect, and the juror seals."""
    by = juror_standing(juror)
    for entry, deeds in points.items():
        given: dict[str, int | None] = {"deeds": deeds, "effect": 0}
        score_entry(by=by, edition_id=juror.edition_id, nomination_id=entry.pk, points=given, at=NOW)
    seal_scores(by=by, edition_id=juror.edition_id, at=NOW)


def ready(count: int = 3, places: int = 1) -> tuple[AwardEdition, list[AwardNomination], list[AwardJuror]]:
    """An edition whose three jurors agree: the later an entry, the better."""
    category = make_category(make_judged(), places=places)
    entries = [make_entry(category) for _ in range(count)]
    jurors = [make_juror(category.edition) for _ in range(3)]
    for juror in jurors:
        judge(juror, {entry: 10 * nth for nth, entry in enumerate(entries)})
    return category.edition, entries, jurors


class TestFreezing:
    def test_it_ranks_and_keeps_the_log(self) -> None:
        edition, entries, _jurors = ready()
        by = make_centre()
        freeze = freeze_result(by=by, edition_id=edition.pk, at=NOW)
        ranks = {each.nomination_id: (each.rank, each.total) for each in freeze.results.all()}
        assert [ranks[each.pk] for each in entries] == [(3, 0), (2, 50_000), (1, 100_000)]
        assert (freeze.number, freeze.reason, freeze.frozen_by_id) == (1, "", by.account_id)
        found = json.loads(freeze.log)
        assert found.pop("digest") == freeze.digest == sha256(rfc8785.dumps(found)).hexdigest()
        assert AuditLine.objects.get(verb="freeze_result").details["digest"] == freeze.digest
        assert [each.rank for each in result_of(freeze)] == [1, 2, 3]

    def test_no_name_is_in_the_log(self) -> None:
        edition, entries, jurors = ready()
        log = freeze_result(by=make_centre(), edition_id=edition.pk, at=NOW).log
        people = [each.volunteer for each in entries]
        assert all(each is not None and each.name not in log and each.number not in log for each in people)
        assert all(each.account.name not in log and str(each.account_id) not in log for each in jurors)

    def test_an_outsider_recomputes_it(self, new_folder: Callable[[], Path]) -> None:
        """With a vote, a recusal, a released juror, second thoughts and a vote that was set aside."""
        edition = make_judged(state=EditionState.VOTING)
        category = make_category(edition)
        entries = [make_entry(category) for _ in range(3)]
        bodies = make_category(edition, name="优秀组织", subject=CategorySubject.BODY)
        entries.append(make_entry(bodies))
        for n in range(6):
            make_vote(entries[0], device=b"one", at=NOW - n * n * timedelta(minutes=9))
        for _ in range(2):
            make_vote(entries[1])
        jurors = [make_juror(edition) for _ in range(4)]
        end_vote(edition)
        declare_recusal(
            by=juror_standing(jurors[0]),
            edition_id=edition.pk,
            nomination_id=entries[0].pk,
            reason="同学",
            at=NOW,
        )
        judge(jurors[0], {entries[1]: 20, entries[2]: 40, entries[3]: 7})
        judge(jurors[1], {entries[0]: 60, entries[1]: 50, entries[2]: 10, entries[3]: 7})
        by = juror_standing(jurors[2])
        first: dict[str, int | None] = {"deeds": 1, "effect": 40}
        score_entry(by=by, edition_id=edition.pk, nomination_id=entries[0].pk, points=first, at=NOW)
        judge(jurors[2], {entries[0]: 30, entries[1]: 35, entries[2]: 31, entries[3]: 9})
        release_juror(by=make_centre(), juror_id=jurors[3].pk, reason="出差了", at=NOW)
        freeze = freeze_result(by=make_centre(), edition_id=edition.pk, at=NOW)
        folder = new_folder()
        folder.mkdir(parents=True)
        (folder / "scores.json").write_text(freeze.log, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-I", str(PROGRAM), "scores.json"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert (
            done.stdout.startswith(f"OK: {freeze.digest}")
            and "出差了" in freeze.log
            and "同学" not in freeze.log
        )
        votes = {each.nomination_id: each.votes for each in freeze.results.all()}
        assert [votes[each.pk] for each in entries] == [0, 2, 0, 0]

    def test_votes_are_looked_through_first(self) -> None:
        edition = make_judged(state=EditionState.VOTING)
        entry = make_entry(make_category(edition))
        for _ in range(6):
            make_vote(entry, device=b"one")
        jurors = [make_juror(edition) for _ in range(3)]
        with pytest.raises(JuryMoved):
            freeze_result(by=make_centre(), edition_id=edition.pk, at=NOW)
        move_to(edition, EditionState.JUDGING)
        for juror in jurors:
            judge(juror, {entry: 5})
        with pytest.raises(VoteStillRuns):
            freeze_result(by=make_centre(), edition_id=edition.pk, at=NOW)
        assert not AwardFreeze.objects.exists() and not entry.votes.exclude(set_aside="").exists()
        freeze_result(by=make_centre(), edition_id=edition.pk, at=NOW + DAY)
        assert entry.votes.filter(set_aside=AsideReason.DEVICE).count() == 6

    def test_who_may_and_when(self) -> None:
        edition, entries, _jurors = ready()
        person = entries[0].volunteer
        assert person is not None and person.account is not None
        centre = make_centre()
        assert centre.account_id is not None
        AwardNomination.objects.filter(pk=entries[0].pk).update(
            volunteer=make_volunteer(account=Account.objects.get(pk=centre.account_id))
        )
        standing = volunteer_standing(AwardNomination.objects.get(pk=entries[0].pk).volunteer)  # type: ignore[arg-type]
        for by, why in ((make_officer(), JuryUnknown), (make_member(), JuryUnknown), (standing, OwnEdition)):
            with pytest.raises(why):
                freeze_result(by=by, edition_id=edition.pk, at=NOW)
        move_to(edition, EditionState.PUBLICITY)
        with pytest.raises(JuryMoved):
            freeze_result(by=make_centre(), edition_id=edition.pk, at=NOW)
        assert not AwardFreeze.objects.exists()

    def test_not_before_everything_is_in(self) -> None:
        category = make_category(make_judged())
        edition, entry = category.edition, make_entry(category)
        by = make_centre()
        late = make_juror(edition)
        with pytest.raises(JuryUnfinished):
            freeze_result(by=by, edition_id=edition.pk, at=NOW)
        judge(late, {entry: 3})
        with pytest.raises(JuryTooSmall, match="现在 1 位"):
            freeze_result(by=by, edition_id=edition.pk, at=NOW)
        for _ in range(2):
            judge(make_juror(edition), {entry: 3})
        AwardCategory.objects.filter(pk=category.pk).update(rubric=[])
        with pytest.raises(RubricMissing):
            freeze_result(by=by, edition_id=edition.pk, at=NOW)
        assert not AwardFreeze.objects.exists() and not AwardResult.objects.exists()

    def test_what_nobody_may_judge_stops_it(self) -> None:
        category = make_category(make_judged())
        entry, other = make_entry(category), make_entry(category)
        for juror in [make_juror(category.edition) for _ in range(3)]:
            declare_recusal(
                by=juror_standing(juror), edition_id=category.edition_id, nomination_id=entry.pk, reason="同事", at=NOW
            )  # fmt: skip
            judge(juror, {other: 3})
        with pytest.raises(EntryUnjudged, match="没有一位评委打过分"):
            freeze_result(by=make_centre(), edition_id=category.edition_id, at=NOW)

    @pytest.mark.parametrize("many", [1, 3])
    def test_facts_cost_the_same_for_many(self, many: int) -> None:
        edition, _entries, _jurors = ready(count=2 * many)
        with CaptureQueriesContext(connection) as spent:
            assert len(category_facts(edition)[0].entries) == 2 * many
        assert len(spent) == 6


class TestCorrecting:
    def test_another_stands_beside_it_with_a_reason(self) -> None:
        edition, entries, _jurors = ready()
        by = make_centre()
        first = freeze_result(by=by, edition_id=edition.pk, at=NOW)
        with pytest.raises(JuryReasonMissing):
            freeze_result(by=by, edition_id=edition.pk, at=NOW)
        AwardNomination.objects.filter(pk=entries[2].pk).update(state=NominationState.WITHDRAWN)
        move_to(edition, EditionState.PUBLICITY)
        second = freeze_result(by=by, edition_id=edition.pk, reason="有人退出", at=NOW)
        assert (second.number, second.reason) == (2, "有人退出")
        assert list(freezes_of(edition)) == [second, first]
        assert first.results.count() == 3 and second.results.count() == 2
        assert latest_freeze(edition) == second == public_freeze(CITY, edition.pk)
        assert public_freeze(CITY, edition.pk, 1).log == first.log

    def test_nothing_frozen_is_changed_or_deleted(self) -> None:
        edition, _entries, _jurors = ready()
        freeze_result(by=make_centre(), edition_id=edition.pk, at=NOW)
        for write in (
            lambda: AwardFreeze.objects.update(digest="0" * 64), lambda: AwardResult.objects.update(rank=1),
            AwardResult.objects.all().delete,
        ):  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                write()

    def test_before_publicity_it_is_nobodys_to_read(self) -> None:
        edition, _entries, _jurors = ready()
        freeze_result(by=make_centre(), edition_id=edition.pk, at=NOW)
        with pytest.raises(ResultUnknown):
            public_freeze(CITY, edition.pk)
        move_to(edition, EditionState.PUBLICITY)
        with pytest.raises(ResultUnknown):
            public_freeze("410800", edition.pk)
        with pytest.raises(ResultUnknown):
            public_freeze(CITY, edition.pk, 2)


class TestProposing:
    def test_by_rank_within_the_places(self) -> None:
        edition, entries, _jurors = ready(count=4, places=2)
        assert proposed_winners(edition) == {}
        freeze_result(by=make_centre(), edition_id=edition.pk, at=NOW)
        assert proposed_winners(edition) == {entries[0].category_id: [entries[3].pk, entries[2].pk]}

    def test_equal_ones_across_the_last_place_are_left_to_people(self) -> None:
        category = make_category(make_judged(), places=2)
        first, *equal = [make_entry(category) for _ in range(3)]
        for juror in [make_juror(category.edition) for _ in range(3)]:
            judge(juror, {first: 50, **dict.fromkeys(equal, 20)})
        freeze_result(by=make_centre(), edition_id=category.edition_id, at=NOW)
        assert proposed_winners(category.edition) == {category.pk: [first.pk]}
