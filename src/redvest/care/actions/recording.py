"""Keeping the recording of a call-back: told by its content, stored privately, named by the database alone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.care.dispatch_errors import BadRecording
from redvest.care.models import Need, NeedConfirmation
from redvest.care.policy import require_may_dispatch
from redvest.care.rules.recording import LARGEST, ending_of
from redvest.connectors.storage import storage
from redvest.core.audit import write_line
from redvest.core.errors import NotFound
from redvest.core.identifiers import uuid7
from redvest.registry.policy import Standing


def keep_recording(*, need: Need, data: bytes, at: datetime) -> str:
    """Store a recording; its key. A roll-back leaves only content that nobody can find. Raises BadRecording."""
    ending = ending_of(data) if len(data) <= LARGEST else None
    if ending is None:
        raise BadRecording
    key = f"callbacks/{need.city}/{at:%Y}/{uuid7().hex}.{ending}"
    storage().write(key, data)
    return key


@transaction.atomic
def hear_recording(*, by: Standing, confirmation: NeedConfirmation, need: Need, at: datetime) -> bytes:
    """A call-back to listen to, for who dispatches there; each time leaves a line. Raises NotFound, NotAllowed."""
    require_may_dispatch(by, need)
    if confirmation.need_id != need.pk:
        raise NotFound
    write_line(by=by.actor, at=at, city=need.city, verb="hear_recording", target=confirmation)
    return storage().read(confirmation.recording_key)
