"""Signing the log: heads at a steady beat, the keys that sign them, and changing keys.

A head is signed only when it continues what was signed before, in the database and in the journal outside it.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction

from redvest.core.audit import SYSTEM, write_line
from redvest.core.notes import BadNote, Checkpoint, Note, cosign, parse_checkpoint, parse_note, sign
from redvest.service.actions.log_journal import write_journal
from redvest.service.actions.log_lock import alone
from redvest.service.log_errors import LogDamaged, TileNotFound
from redvest.service.models import LogHead, LogKey
from redvest.service.queries.log import latest_head, origin_of, sealed_size
from redvest.service.queries.log_journal import last_record
from redvest.service.queries.log_tree import root_at

_CONTEXT = "service_logkey.private_sealed"


@transaction.atomic
def sign_head(*, city: str, at: datetime) -> LogHead:
    """Sign the log as it is now, and write the head into the journal once it is committed. Raises LogDamaged."""
    alone(city=city)
    key = LogKey.objects.filter(city=city, retired_at__isnull=True).first() or _new_key(city, at)
    return _sign(city, at, key, None)


@transaction.atomic
def rotate_key(*, city: str, at: datetime) -> LogKey:
    """Go on with a new key. Its first head carries the old key's signature, too, so that the chain can be followed."""
    alone(city=city)
    former = LogKey.objects.filter(city=city, retired_at__isnull=True).first()
    LogKey.objects.filter(city=city, retired_at__isnull=True).update(retired_at=at)
    key = _new_key(city, at)
    _sign(city, at, key, former)
    write_line(by=SYSTEM, at=at, city=city, verb="rotate_log_key", target=key, public=bytes(key.public).hex())
    return key


def _sign(city: str, at: datetime, key: LogKey, former: LogKey | None) -> LogHead:
    size, name = sealed_size(city), origin_of(city)
    told = Checkpoint(name, size, _continued(city, size))
    body, private = told.body(), _private(key)
    signatures = [sign(body, name, private), cosign(body, name, private, int(at.timestamp()))]
    if former is not None:
        signatures.append(sign(body, name, _private(former)))
    head = LogHead.objects.create(
        city=city, size=size, root=told.root, signed_at=at, key=key,
        checkpoint=Note(body, tuple(signatures)).render(),
    )  # fmt: skip
    write_line(by=SYSTEM, at=at, city=city, verb="sign_log_head", target=head, size=size)
    transaction.on_commit(partial(write_journal, city=city))
    return head


def _continued(city: str, size: int) -> bytes:
    """The root at ``size``, if the tree still holds what the last heads said of it. Raises LogDamaged."""
    before = latest_head(city)
    record = last_record(city)
    try:
        signed = [(before.size, bytes(before.root))] if before else []
        if record is not None:
            journaled = parse_checkpoint(parse_note(record.checkpoint).text)
            signed.append((journaled.size, journaled.root))
        if any(then > size or root_at(city, then) != root for then, root in signed):
            raise LogDamaged
        return root_at(city, size)
    except (TileNotFound, IndexError, BadNote) as fault:
        raise LogDamaged from fault


def _new_key(city: str, at: datetime) -> LogKey:
    private = Ed25519PrivateKey.generate()
    return LogKey.objects.create(
        city=city, public=private.public_key().public_bytes_raw(), created_at=at,
        private_sealed=settings.REDVEST_KEYRING.encrypt(private.private_bytes_raw().hex(), context=_CONTEXT),
    )  # fmt: skip


def _private(key: LogKey) -> Ed25519PrivateKey:
    seed = settings.REDVEST_KEYRING.decrypt(bytes(key.private_sealed), context=_CONTEXT)
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
