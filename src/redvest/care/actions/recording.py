"""Keeping the recording of a call-back: told by its content, stored privately, named by the database alone."""

from __future__ import annotations

from datetime import datetime

from redvest.care.dispatch_errors import BadRecording
from redvest.care.models import Need
from redvest.care.rules.recording import LARGEST, ending_of
from redvest.connectors.storage import storage
from redvest.core.identifiers import uuid7


def keep_recording(*, need: Need, data: bytes, at: datetime) -> str:
    """Store a recording; its key. A roll-back leaves only content that nobody can find. Raises BadRecording."""
    ending = ending_of(data) if len(data) <= LARGEST else None
    if ending is None:
        raise BadRecording
    key = f"callbacks/{need.city}/{at:%Y}/{uuid7().hex}.{ending}"
    storage().write(key, data)
    return key
