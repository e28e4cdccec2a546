"""Proofs out of the stored tiles, and signed heads held against the tree: right ones hold, wrong ones are named."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.core import merkle, tiles
from redvest.core.errors import DomainError
from redvest.core.notes import VerifierKey, parse_checkpoint, parse_key, parse_note, signed_by
from redvest.core.tiles import TilePlace
from redvest.service.actions.certificate import issue_certificate
from redvest.service.certificate_errors import CertificateNotFound
from redvest.service.log_errors import (
    CheckpointUnreadable,
    LeafBeyondTree,
    NoHeadYet,
    SizeBeyondLog,
    TileNotFound,
)
from redvest.service.models import Certificate, HoursEntry, LogHead, LogLeaf, LogTile
from redvest.service.queries import log_tree
from redvest.service.queries.log import latest_head
from redvest.service.queries.log_journal import journal_size
from redvest.service.queries.log_signed import SignedHeads, checkpoint_of
from redvest.service.rules.log import Faults
from tests.factories import registry
from tests.factories.log import CITY, sealed_log, tamper
from tests.factories.registry import NOW
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db


def leaves_of(entries: list[HoursEntry]) -> list[bytes]:
    return tiles.leaf_hashes([bytes(each.commitment) for each in entries])


def certificate_of(entry: HoursEntry) -> Certificate:
    by = registry.volunteer_standing(entry.volunteer)
    return issue_certificate(by=by, volunteer=entry.volunteer, body=entry.body, at=NOW)


def refused(fault: type[DomainError], ask: Any, *asked: Any) -> None:
    before = list(LogHead.objects.values_list("checkpoint")), LogLeaf.objects.count(), LogTile.objects.count()
    with pytest.raises(fault):
        ask(*asked)
    assert before == (
        list(LogHead.objects.values_list("checkpoint")), LogLeaf.objects.count(), LogTile.objects.count()
    )  # fmt: skip


def test_every_leaf_is_proven_under_every_size_and_no_other_leaf_in_its_place() -> None:
    entries = sealed_log(3, 4)
    hashes = leaves_of(entries)
    for size in range(1, 8):
        assert log_tree.root_at(CITY, size) == merkle.root(hashes[:size])
        for index in range(size):
            found = log_tree.inclusion(CITY, index, size)
            proof = (size, found.path, found.root)
            assert found.commitment == bytes(entries[index].commitment)
            assert merkle.verify_inclusion(hashes[index], index, *proof)
            assert not merkle.verify_inclusion(hashes[index - 1], index, *proof) or size == 1


def test_without_a_size_the_newest_signed_head_is_meant_not_what_waits() -> None:
    sealed_log(3, 2)
    make_entry(volunteer=registry.make_volunteer(), body=registry.make_body())

    head = latest_head(CITY)

    assert head is not None and log_tree.signed_size(CITY) == head.size == 5
    assert log_tree.inclusion(CITY, 4).root == bytes(head.root)
    grown = log_tree.consistency(CITY, 3)
    roots = (grown.first_root, grown.second_root)
    assert (grown.second, grown.second_root) == (5, bytes(head.root))
    assert merkle.verify_consistency(3, 5, *roots, grown.path)
    assert not merkle.verify_consistency(3, 5, *reversed(roots), grown.path)


def test_sizes_and_leaves_outside_the_log_are_refused_and_leave_it_as_it_is() -> None:
    refused(NoHeadYet, log_tree.inclusion, CITY, 0)
    refused(NoHeadYet, log_tree.consistency, CITY, 0)
    sealed_log(3)
    refused(SizeBeyondLog, log_tree.inclusion, CITY, 0, 4)
    refused(LeafBeyondTree, log_tree.inclusion, CITY, 2, 2)
    refused(LeafBeyondTree, log_tree.inclusion, CITY, -1)
    refused(LeafBeyondTree, log_tree.inclusion, CITY, 0, 0)
    refused(SizeBeyondLog, log_tree.consistency, CITY, 2, 1)
    refused(SizeBeyondLog, log_tree.consistency, CITY, 2, 4)
    refused(NoHeadYet, log_tree.inclusion, "410800", 0)


def test_a_proof_takes_as_many_questions_in_a_log_of_one_as_of_three(django_assert_num_queries: Any) -> None:
    for _ in range(2):
        sealed_log(1)
        with django_assert_num_queries(3):
            log_tree.inclusion(CITY, 0)
        with django_assert_num_queries(2):
            log_tree.consistency(CITY, 1)
        sealed_log(1)


def test_a_partial_tile_is_the_beginning_of_the_stored_one_and_never_longer() -> None:
    hashes = leaves_of(sealed_log(3, 2))

    assert log_tree.tile_bytes(CITY, TilePlace(0, 0, 3)) == b"".join(hashes[:3])
    assert log_tree.tile_bytes(CITY, TilePlace(0, 0, 5)) == b"".join(hashes)
    for place in (
        TilePlace(0, 0, 6),
        TilePlace(0, 0),
        TilePlace(0, 1, 1),
        TilePlace(1, 0, 1),
        TilePlace(None, 0, 6),
    ):
        refused(TileNotFound, log_tree.tile_bytes, CITY, place)


def test_a_bundle_with_a_vanished_entry_is_not_served_short() -> None:
    entries = sealed_log(3)
    whole = TilePlace(None, 0, 3)
    assert log_tree.tile_bytes(CITY, whole) == tiles.bundle([bytes(each.commitment) for each in entries])
    tamper("DELETE FROM service_logleaf WHERE index = 1")
    refused(TileNotFound, log_tree.tile_bytes, CITY, whole)


def test_the_proof_file_of_a_certificate_stands_on_its_own() -> None:
    entry = sealed_log(3, 2)[1]
    make_entry(volunteer=entry.volunteer, body=entry.body, starts_at=NOW.replace(day=1))
    certificate = certificate_of(entry)

    proof = log_tree.certificate_proof(certificate.number.lower().replace("-", " "))

    note = parse_note(proof["checkpoint"])
    told = parse_checkpoint(note.text)
    assert isinstance(parse_key(proof["vkey"]), VerifierKey)
    assert signed_by(parse_key(proof["vkey"]), note.text, note.signatures)
    assert (proof["certificate"], proof["waiting"]) == (certificate.number, 1)
    assert [leaf["index"] for leaf in proof["leaves"]] == [1]
    for leaf in proof["leaves"]:
        (hashed,) = tiles.leaf_hashes([bytes.fromhex(leaf["commitment"])])
        path = [bytes.fromhex(node) for node in leaf["path"]]
        assert merkle.verify_inclusion(hashed, leaf["index"], told.size, path, told.root)


def test_a_number_that_is_nobody_s_or_a_city_without_a_head_has_no_proof_file() -> None:
    refused(CertificateNotFound, log_tree.certificate_proof, "RV-0000-0000-0000-0000")
    refused(CertificateNotFound, log_tree.certificate_proof, "9" * 500)
    entry = make_entry(volunteer=registry.make_volunteer(), body=registry.make_body())
    refused(NoHeadYet, log_tree.certificate_proof, certificate_of(entry).number)


def heads(size: int) -> tuple[SignedHeads, Faults]:
    faults = Faults()
    return SignedHeads(CITY, size, log_tree.node_reader(CITY), faults), faults


def test_heads_in_the_database_and_in_the_journal_are_counted_and_agree() -> None:
    sealed_log(2, 1)
    found, faults = heads(3)
    assert found.check(journal_size(CITY)) == (2, 2)
    assert faults.named == [] and found.root_at(3) == bytes(LogHead.objects.get(size=3).root)
    assert found.root_at(4) is None


def test_a_row_that_says_another_size_than_its_checkpoint_is_named() -> None:
    sealed_log(2, 1)
    first, last = LogHead.objects.order_by("id")
    tamper("UPDATE service_loghead SET size = 1 WHERE id = %s", [first.pk])
    found, faults = heads(3)
    assert found.check(journal_size(CITY)) == (2, 2)
    assert [each.about for each in faults.named] == [f"head {first.pk}: row and checkpoint differ"]
    tamper("DELETE FROM service_loghead WHERE id = %s", [last.pk])
    found, faults = heads(3)
    assert found.check(journal_size(CITY)) == (1, 2)
    assert f"head {last.pk}: only in the journal" in [each.about for each in faults.named]


def test_a_kept_checkpoint_longer_than_the_log_names_the_leaves_that_are_gone() -> None:
    sealed_log(3, 2)
    kept = checkpoint_of(LogHead.objects.get(size=5).checkpoint)
    found, faults = heads(3)
    found.check_outside(kept)
    assert [(each.what, each.leaf, each.about) for each in faults.named] == [
        ("removed-tail", 3, "checkpoint: leaves 3 to 4")
    ]


@pytest.mark.parametrize("text", ["", "这不是检查点", "redvest/360500\nmany\nAAAA\n\n— x AAAA\n"])
def test_what_is_no_checkpoint_is_refused_in_words(text: str) -> None:
    refused(CheckpointUnreadable, checkpoint_of, text)
