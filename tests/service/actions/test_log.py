"""Sealing, heads, keys, witnesses and erasure."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from redvest.core import merkle, notes
from redvest.core.errors import NotAllowed
from redvest.core.merkle import EMPTY_ROOT
from redvest.core.models import AuditLine
from redvest.core.notes import COSIGNATURE, VerifierKey
from redvest.service.actions.ledger import erase_salt
from redvest.service.actions.log import beat, seal
from redvest.service.actions.log_head import rotate_key, sign_head
from redvest.service.actions.log_journal import forget_journals, write_journal
from redvest.service.actions.log_witness import add_cosignature
from redvest.service.log_errors import CosignatureRefused, LogDamaged, SaltErased
from redvest.service.models import (
    HoursEntry,
    LogCosignature,
    LogHead,
    LogKey,
    LogLeaf,
    LogPending,
    LogTile,
    PersonSalt,
)
from redvest.service.queries import log as queries
from redvest.service.queries.log_journal import journal_path, last_record, records
from redvest.service.queries.log_tree import root_at
from redvest.service.queries.log_verify import verify_log
from tests.factories.log import CITY, copies, make_entries, sealed_log, tamper
from tests.factories.registry import NOW, make_centre, make_member, volunteer_standing
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db
WITNESS = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def witness_key(name: str = "witness.example") -> VerifierKey:
    return VerifierKey(name, WITNESS.public_key().public_bytes_raw(), COSIGNATURE)


def cosigned(head: LogHead, at=NOW, name: str = "witness.example") -> str:
    return notes.cosign(notes.parse_note(head.checkpoint).text, name, WITNESS, int(at.timestamp())).line()


def test_entries_get_gapless_leaves_in_the_order_of_recording():
    entries = make_entries(5)

    assert seal(city=CITY, at=NOW) == 5

    assert list(LogLeaf.objects.order_by("index").values_list("index", "entry_id")) == [
        (number, entry.pk) for number, entry in enumerate(entries)
    ]
    assert not LogPending.objects.exists()
    leaves = [merkle.leaf_hash(bytes(entry.commitment)) for entry in entries]
    assert root_at(CITY, 5) == merkle.root(leaves)
    assert AuditLine.objects.get(verb="seal_log").details == {"leaves": 5, "size": 5}


def test_sealing_goes_on_where_it_stopped_and_does_nothing_without_work():
    make_entries(3)
    seal(city=CITY, at=NOW)
    copies(HoursEntry.objects.first(), 600)

    assert seal(city=CITY, at=NOW) == 600
    assert seal(city=CITY, at=NOW) == 0

    commitments = LogLeaf.objects.order_by("index").values_list("entry__commitment", flat=True)
    assert root_at(CITY, 603) == merkle.root(merkle.leaf_hash(bytes(each)) for each in commitments)
    assert LogTile.objects.count() == 4  # three of leaves, one above
    assert queries.sealed_size(CITY) == 603


def test_an_entry_that_vanished_does_not_stop_the_sealer_and_is_not_forgotten():
    entries = make_entries(3)
    tamper("DELETE FROM service_hoursentry WHERE id = %s", [entries[1].pk])

    assert beat(city=CITY, at=NOW) == 2

    assert LogPending.objects.get().pk == entries[1].pk
    assert [(f.what, f.entry) for f in verify_log(CITY).faults] == [("pending-gone", str(entries[1].pk))]


def test_a_log_whose_leaves_were_cut_is_not_grown():
    entries = sealed_log(4)
    tamper("DELETE FROM service_logleaf WHERE index = 3")
    make_entry(volunteer=entries[0].volunteer, body=entries[0].body, starts_at=NOW + timedelta(days=1))

    with pytest.raises(LogDamaged):
        seal(city=CITY, at=NOW)

    assert LogPending.objects.count() == 1
    assert LogLeaf.objects.count() == 3


def test_a_head_is_a_checkpoint_that_others_read():
    sealed_log(5)
    head = queries.latest_head(CITY)
    note = notes.parse_note(head.checkpoint)
    told = notes.parse_checkpoint(note.text)

    assert (told.origin, told.size, told.root) == (f"redvest/{CITY}", 5, root_at(CITY, 5))
    public = bytes(head.key.public)
    assert notes.signed_by(VerifierKey(told.origin, public), note.text, note.signatures)
    own = notes.signed_by(VerifierKey(told.origin, public, COSIGNATURE), note.text, note.signatures)
    assert own.time == int(head.signed_at.timestamp())


def test_the_beat_signs_an_empty_log_growth_and_every_ten_minutes():
    beat(city=CITY, at=NOW)
    assert bytes(LogHead.objects.get().root) == EMPTY_ROOT
    beat(city=CITY, at=NOW + timedelta(minutes=5))
    assert LogHead.objects.count() == 1
    make_entries(1)
    beat(city=CITY, at=NOW + timedelta(minutes=6))
    assert LogHead.objects.count() == 2
    beat(city=CITY, at=NOW + timedelta(minutes=16))
    assert [head.size for head in LogHead.objects.order_by("id")] == [0, 1, 1]


def test_the_private_key_is_not_in_the_database_in_clear(settings):
    sealed_log(1)
    key = LogKey.objects.get()
    seed = settings.REDVEST_KEYRING.decrypt(
        bytes(key.private_sealed), context="service_logkey.private_sealed"
    )
    assert bytes.fromhex(seed) not in bytes(key.private_sealed)
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
    assert private.public_key().public_bytes_raw() == bytes(key.public)


def test_every_committed_head_is_in_the_journal(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        beat(city=CITY, at=NOW)
    sign_head(city=CITY, at=NOW + timedelta(minutes=10))  # killed before the journal was written
    with django_capture_on_commit_callbacks(execute=True):
        sign_head(city=CITY, at=NOW + timedelta(minutes=20))

    heads = list(LogHead.objects.order_by("id").values_list("id", "checkpoint"))
    assert [(each.id, each.checkpoint) for each in records(CITY, 10**9)] == heads
    assert len(heads) == 3


def test_a_torn_line_of_the_journal_is_written_anew():
    sealed_log(1, 1)
    whole = journal_path(CITY).read_bytes()
    journal_path(CITY).write_bytes(whole[:-20])
    assert last_record(CITY).id == LogHead.objects.order_by("id").first().pk
    write_journal(city=CITY)
    assert journal_path(CITY).read_bytes() == whole


def test_nothing_is_signed_that_the_journal_contradicts():
    sealed_log(3, 2)
    tamper("DELETE FROM service_loghead WHERE size = 5")
    tamper("DELETE FROM service_logleaf WHERE index >= 3")
    tamper("UPDATE service_logtile SET hashes = substr(hashes, 1, 96)")
    with pytest.raises(LogDamaged):
        sign_head(city=CITY, at=NOW + timedelta(days=1))
    assert LogHead.objects.count() == 1


def test_nothing_is_signed_on_top_of_changed_tiles():
    sealed_log(3)
    tamper("UPDATE service_logtile SET hashes = decode(repeat('00', 96), 'hex')")
    with pytest.raises(LogDamaged):
        sign_head(city=CITY, at=NOW + timedelta(days=1))


def test_the_journal_is_forgotten_in_a_demo_only(settings):
    sealed_log(1)
    settings.REDVEST_PRODUCTION = True
    with pytest.raises(NotAllowed):
        forget_journals()
    assert journal_path(CITY).exists()
    settings.REDVEST_PRODUCTION = False
    forget_journals()
    assert not journal_path(CITY).exists()


def test_a_new_key_is_vouched_for_by_the_old_one():
    sealed_log(2)
    former = LogKey.objects.get()
    key = rotate_key(city=CITY, at=NOW + timedelta(days=1))
    write_journal(city=CITY)

    head = queries.latest_head(CITY)
    note = notes.parse_note(head.checkpoint)
    assert head.key == key
    for each in (key, former):
        assert notes.signed_by(VerifierKey(f"redvest/{CITY}", bytes(each.public)), note.text, note.signatures)
    assert [each.current for each in queries.published_keys(CITY)] == [True, False]
    sign_head(city=CITY, at=NOW + timedelta(days=2))
    write_journal(city=CITY)
    assert len(notes.parse_note(queries.latest_head(CITY).checkpoint).signatures) == 2
    assert verify_log(CITY).held
    assert AuditLine.objects.get(verb="rotate_log_key").target_id == str(key.pk)


def test_a_key_slipped_in_without_the_old_one_is_found():
    sealed_log(2)
    LogKey.objects.update(retired_at=NOW)
    sign_head(city=CITY, at=NOW + timedelta(days=1))
    write_journal(city=CITY)
    assert [fault.what for fault in verify_log(CITY).faults] == ["key"]


def test_a_known_witness_cosigns(settings):
    settings.REDVEST_LOG_WITNESSES = (witness_key(),)
    sealed_log(2)
    head = queries.latest_head(CITY)

    assert add_cosignature(city=CITY, lines=cosigned(head), at=NOW) == ["witness.example"]
    later = cosigned(head, NOW + timedelta(minutes=5))
    add_cosignature(city=CITY, lines=later, at=NOW + timedelta(minutes=5))

    assert queries.served_checkpoint(head) == head.checkpoint + later
    assert queries.witnesses_of(head) == ["witness.example"]
    assert LogCosignature.objects.count() == 1
    sign_head(city=CITY, at=NOW + timedelta(days=1))  # the same tree: the witness stands behind it, too
    assert queries.served_checkpoint(queries.latest_head(CITY)).endswith(later)


@pytest.mark.parametrize("lines", ["", "nonsense", "\u2014 witness.example AAAA\n", "stranger", "forged"])
def test_no_other_signature_is_taken_in(settings, lines):
    settings.REDVEST_LOG_WITNESSES = (witness_key(),)
    sealed_log(2)
    head = queries.latest_head(CITY)
    if lines == "stranger":
        lines = cosigned(head, name="stranger.example")
    if lines == "forged":
        body = notes.Checkpoint(f"redvest/{CITY}", 2, bytes(32)).body()
        lines = notes.cosign(body, "witness.example", WITNESS, 1).line()
    with pytest.raises(CosignatureRefused):
        add_cosignature(city=CITY, lines=lines, at=NOW)
    assert not LogCosignature.objects.exists()


def test_erasing_a_person_keeps_the_log_whole_and_refuses_new_entries():
    entries = sealed_log(4)
    person = entries[0].volunteer

    assert erase_salt(by=volunteer_standing(person), volunteer=person, reason="本人要求", at=NOW)
    assert not erase_salt(by=make_centre(), volunteer=person, reason="再来一次", at=NOW)

    verdict = verify_log(CITY)
    assert (verdict.held, verdict.erased) == (True, 2)
    with pytest.raises(SaltErased):
        make_entry(volunteer=person, body=entries[0].body, starts_at=NOW + timedelta(days=1))
    assert HoursEntry.objects.exclude(kind="erasure").count() == 4
    assert HoursEntry.objects.get(kind="erasure").minutes == 0
    assert not PersonSalt.objects.filter(volunteer=person).exists()
    assert AuditLine.objects.filter(verb="erase_salt").count() == 1


def test_nobody_else_erases():
    person = sealed_log(1)[0].volunteer
    with pytest.raises(NotAllowed):
        erase_salt(by=make_member(), volunteer=person, reason="好奇", at=NOW)
    assert PersonSalt.objects.filter(volunteer=person).exists()
