"""What a superuser of the database may do to the log, and what the verification says of it."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from redvest.core import merkle, tiles
from redvest.service.actions.ledger import erase_salt
from redvest.service.actions.log import beat, seal
from redvest.service.actions.log_check import check_log
from redvest.service.actions.log_journal import write_journal
from redvest.service.log_errors import CheckpointUnreadable
from redvest.service.models import HoursEntry, LogCheck, LogHead, LogLeaf, PersonSalt
from redvest.service.queries.log import facts_of, latest_head
from redvest.service.queries.log_inclusion import unproven
from redvest.service.queries.log_rows import CANONICAL, leaf_rows
from redvest.service.queries.log_verify import verify_log
from redvest.service.rules.ledger import canonical, commitment
from tests.factories.log import CITY, copies, sealed_log, tamper
from tests.factories.registry import NOW, make_centre

pytestmark = pytest.mark.django_db


def found(against: str | None = None) -> list[tuple[str, int | None, str | None]]:
    return [(fault.what, fault.leaf, fault.entry) for fault in verify_log(CITY, against=against).faults]


def test_an_untouched_log_holds():
    sealed_log(3, 2)
    told: list[tuple[int, int]] = []
    verdict = verify_log(CITY, progress=lambda *at: told.append(at))
    assert (verdict.held, verdict.size, verdict.heads, verdict.journal) == (True, 5, 2, 2)
    assert verdict.root == bytes(latest_head(CITY).root).hex()
    assert told == [(5, 5)]


def test_an_empty_log_holds():
    assert verify_log(CITY).held
    beat(city=CITY, at=NOW)
    assert verify_log(CITY).held


def test_entries_that_wait_are_no_fault():
    sealed_log(2)
    copies(HoursEntry.objects.first(), 2)
    assert verify_log(CITY).held


@pytest.mark.parametrize(
    "change",
    ["minutes = minutes + 60", "reason = '补录'", "grade = 'A'", "title = title || '。'", "service_on = service_on + 1",
     "mark = 'backfill'", "ends_at = ends_at + interval '1 hour'", "proofs = '{gps}'", "region_path = '360500/1/'",
     "starts_at = NULL", "commitment = decode(repeat('00', 32), 'hex')"],
)  # fmt: skip
def test_a_changed_fact_names_its_leaf(change):
    entries = sealed_log(5)
    tamper(f"UPDATE service_hoursentry SET {change} WHERE id = %s", [entries[2].pk])
    assert found() == [("changed", 2, str(entries[2].pk))]


def test_a_change_with_a_fitting_commitment_names_its_leaf():
    entry = sealed_log(5)[3]
    entry.minutes = 600
    fitting = commitment(bytes(PersonSalt.objects.get(volunteer=entry.volunteer).salt), facts_of(entry))
    tamper("UPDATE service_hoursentry SET minutes = 600, commitment = %s WHERE id = %s", [fitting, entry.pk])
    assert found() == [("changed", 3, str(entry.pk))]


def test_a_change_carried_through_the_tiles_fails_at_the_heads():
    entry = sealed_log(3, 2)[4]
    entry.minutes = 600
    fitting = commitment(bytes(PersonSalt.objects.get(volunteer=entry.volunteer).salt), facts_of(entry))
    tamper("UPDATE service_hoursentry SET minutes = 600, commitment = %s WHERE id = %s", [fitting, entry.pk])
    leaf = merkle.leaf_hash(fitting)
    tamper("UPDATE service_logtile SET hashes = overlay(hashes PLACING %s FROM 129)", [leaf])
    verdict = verify_log(CITY)
    assert {fault.what for fault in verdict.faults} == {"head"}
    assert "leaf from 3 to 4" in verdict.faults[0].about


def test_a_deleted_entry_names_its_leaf():
    entries = sealed_log(5)
    tamper("DELETE FROM service_hoursentry WHERE id = %s", [entries[1].pk])
    assert found() == [("missing-entry", 1, str(entries[1].pk))]


def test_an_erased_person_cannot_hide_a_change_of_the_commitment():
    entries = sealed_log(4)
    erase_salt(by=make_centre(), volunteer=entries[0].volunteer, reason="本人要求", at=NOW)
    tamper("UPDATE service_hoursentry SET commitment = %s WHERE id = %s", [bytes(32), entries[3].pk])
    assert found() == [("changed", 3, str(entries[3].pk))]


def test_a_salt_that_was_taken_away_hides_nothing():
    """The way in of who rules the database: without the salt nothing can be recomputed; so the log must have said it."""
    entries = sealed_log(4)
    person = entries[0].volunteer_id
    theirs = [each for each in entries if each.volunteer_id == person]
    tamper("DELETE FROM service_personsalt WHERE volunteer_id = %s", [person])
    tamper("UPDATE service_hoursentry SET minutes = 4000, grade = 'A' WHERE id = %s", [theirs[0].pk])

    assert {what for what, _leaf, _entry in found()} == {"salt-gone"}
    assert {entry for _what, _leaf, entry in found()} == {str(each.pk) for each in theirs}
    waiting, wrong = unproven(CITY, [each.pk for each in theirs])
    assert (waiting, sorted(wrong)) == ([], sorted(each.pk for each in theirs))


@pytest.mark.parametrize("change", [
    "UPDATE service_hoursentry SET minutes = 4000 WHERE id = %s", "UPDATE service_hoursentry SET grade = 'A' WHERE id = %s",
])  # fmt: skip
def test_what_an_erased_person_left_behind_cannot_be_changed(change):
    entries = sealed_log(4)
    erase_salt(by=make_centre(), volunteer=entries[0].volunteer, reason="本人要求", at=NOW)
    beat(city=CITY, at=NOW)
    assert verify_log(CITY).held and verify_log(CITY).erased == 2
    assert unproven(CITY, [entries[0].pk]) == ([], [])

    tamper(change, [entries[0].pk])

    said = HoursEntry.objects.get(kind="erasure")
    assert found() == [("erased-changed", None, str(said.pk))]
    assert unproven(CITY, [entries[0].pk]) == ([], [entries[0].pk])


def test_an_erasure_that_was_changed_itself_names_its_leaf():
    entries = sealed_log(4)
    erase_salt(by=make_centre(), volunteer=entries[0].volunteer, reason="本人要求", at=NOW)
    beat(city=CITY, at=NOW)
    tamper("UPDATE service_hoursentry SET source = repeat('0', 64) WHERE kind = 'erasure'")
    assert ("changed", 4, str(HoursEntry.objects.get(kind="erasure").pk)) in found()


def test_an_entry_that_is_gone_is_wrong_and_not_only_missing():
    entries = sealed_log(3)
    tamper("DELETE FROM service_hoursentry WHERE id = %s", [entries[1].pk])
    assert unproven(CITY, [each.pk for each in entries]) == ([], [entries[1].pk])


def test_a_deleted_leaf_is_missed_and_its_entry_is_nowhere():
    entries = sealed_log(5)
    tamper("DELETE FROM service_logleaf WHERE index = 2")
    assert found() == [("missing-leaf", 2, None), ("unsealed", None, str(entries[2].pk))]


def test_entries_that_changed_places_are_named():
    entries = sealed_log(3)
    tamper("UPDATE service_logleaf SET index = 9 WHERE index = 0")
    tamper("UPDATE service_logleaf SET index = 0 WHERE index = 1")
    tamper("UPDATE service_logleaf SET index = 1 WHERE index = 9")
    assert found() == [("changed", 0, str(entries[1].pk)), ("changed", 1, str(entries[0].pk))]


def test_a_changed_tile_is_told_from_a_changed_entry():
    sealed_log(2)
    copies(HoursEntry.objects.first(), 600)
    beat(city=CITY, at=NOW)
    write_journal(city=CITY)
    tamper(
        "UPDATE service_logtile SET hashes = overlay(hashes PLACING %s FROM 33) WHERE level = 0 AND index = 1",
        [bytes(32)],
    )
    verdict = verify_log(CITY)
    assert {(fault.what, fault.about) for fault in verdict.faults} == {("tile", "0/001")}
    tamper(
        "UPDATE service_logtile SET hashes = overlay(hashes PLACING %s FROM 33) WHERE level = 1", [bytes(32)]
    )
    assert {fault.what for fault in verify_log(CITY).faults} >= {"tile"}


def test_deleted_tiles_are_named():
    sealed_log(3)
    tamper("DELETE FROM service_logtile")
    assert found() == [("tile", None, None)]


def cut(size: int) -> None:
    """What somebody who wants the last leaves gone has to do."""
    keys = list(LogLeaf.objects.filter(index__gte=size).values_list("entry_id", flat=True))
    tamper("DELETE FROM service_hoursentry WHERE id = ANY(%s)", [keys])
    tamper("DELETE FROM service_logleaf WHERE index >= %s", [size])
    tamper("UPDATE service_logtile SET hashes = substr(hashes, 1, %s)", [size * tiles.HASH])
    tamper("DELETE FROM service_loghead WHERE size > %s", [size])


def test_a_removed_tail_is_remembered_by_the_journal():
    sealed_log(3, 2)
    cut(3)
    assert ("removed-tail", 3, None) in found()


def test_a_removed_tail_fails_against_a_kept_checkpoint(settings, tmp_path):
    sealed_log(3, 2)
    kept = latest_head(CITY).checkpoint
    cut(3)
    settings.REDVEST_JOURNAL_DIR = tmp_path / "no-journal"
    assert verify_log(CITY).held  # with nothing kept outside, a clean cut cannot be seen
    assert found(kept) == [("removed-tail", 3, None)]


def test_a_removed_tail_is_seen_in_heads_that_stayed():
    sealed_log(3, 2)
    tamper("DELETE FROM service_logleaf WHERE index >= 3")
    tamper("UPDATE service_logtile SET hashes = substr(hashes, 1, 96)")
    assert ("removed-tail", 3, None) in found()


def test_a_kept_checkpoint_that_agrees_is_fine():
    sealed_log(3)
    kept = latest_head(CITY).checkpoint
    sealed_log(2)
    assert verify_log(CITY, against=kept).held


def test_a_checkpoint_of_somebody_else_does_not_pass():
    sealed_log(3)
    kept = latest_head(CITY).checkpoint.replace("\n3\n", "\n2\n")
    assert {fault.what for fault in verify_log(CITY, against=kept).faults} == {"key", "head"}
    with pytest.raises(CheckpointUnreadable):
        verify_log(CITY, against="这不是检查点")


def test_a_head_that_was_changed_or_removed_is_named():
    sealed_log(2, 1)
    first = LogHead.objects.order_by("id").first()
    tamper("UPDATE service_loghead SET size = 1 WHERE id = %s", [first.pk])
    assert [what for what, *_ in found()] == ["head"]
    tamper("DELETE FROM service_loghead WHERE id = %s", [first.pk])
    assert [what for what, *_ in found()] == ["head"]
    tamper("UPDATE service_loghead SET checkpoint = 'x'")
    assert "head" in {what for what, *_ in found()}


def test_an_entry_that_was_taken_out_of_the_queue_is_named():
    sealed_log(2)
    entries = sealed_log(0)
    copies(HoursEntry.objects.first(), 1)
    entry = HoursEntry.objects.exclude(leaf__isnull=False).get()
    tamper("DELETE FROM service_logpending")
    assert entries == [] and found() == [("unsealed", None, str(entry.pk))]


def test_a_check_is_written_down():
    entries = sealed_log(3)
    assert check_log(city=CITY, at=NOW).held
    tamper("UPDATE service_hoursentry SET minutes = 1 WHERE id = %s", [entries[0].pk])
    assert not check_log(city=CITY, at=NOW).held
    last = LogCheck.objects.order_by("-id").first()
    assert (last.held, last.size, last.faults[0]["entry"]) == (False, 3, str(entries[0].pk))


@given(
    title=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=80),
    reason=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200),
    proofs=st.lists(st.sampled_from(["gps", "venue-code", "leader-scan", "leader-tick"]), max_size=4),
)
@profile(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_spells_an_entry_as_the_rule_does(title, reason, proofs):
    entry = HoursEntry.objects.first() or sealed_log(1)[0]
    entry.title, entry.reason, entry.proofs = title, reason, proofs
    tamper(
        "UPDATE service_hoursentry SET title = %s, reason = %s, proofs = %s::varchar[] WHERE id = %s",
        [title, reason, proofs, entry.pk],
    )
    assert leaf_rows(CITY, 0, 1)[0][2].encode() == canonical(facts_of(entry))
    assert CANONICAL.count("||") > 20


def test_the_loop_hashes_what_the_rule_hashes():
    entry = sealed_log(1)[0]
    _index, key, text, stored, salt, _person = leaf_rows(CITY, 0, 1)[0]
    assert (
        hashlib.sha256(hmac.digest(salt, key, "sha256") + text.encode()).digest()
        == stored
        == bytes(entry.commitment)
    )


def test_many_leaves_take_a_fixed_number_of_queries(django_assert_max_num_queries):
    sealed_log(1)
    copies(HoursEntry.objects.first(), 300)
    seal(city=CITY, at=NOW)
    with django_assert_max_num_queries(14):
        verify_log(CITY)
    copies(HoursEntry.objects.first(), 3000)
    seal(city=CITY, at=NOW)
    with django_assert_max_num_queries(14):
        verify_log(CITY)
    assert connection.in_atomic_block
