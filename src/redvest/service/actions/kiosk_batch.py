"""One batch of a screen's queue: who came and went, and who asked for help."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from redvest.registry.actions.help_call import Asking, take_help_calls
from redvest.registry.models import KioskDevice
from redvest.service.actions.kiosk import KioskScan, record_kiosk_scans


def take_kiosk_batch(
    *,
    device: KioskDevice,
    scans: Sequence[KioskScan],
    calls: Sequence[Asking],
    at: datetime,
    sent_at: datetime,
) -> dict[str, str]:
    """The outcome of each thing by its nonce; asking for help comes first and waits for nothing."""
    told = take_help_calls(device=device, calls=calls, at=at, sent_at=sent_at) if calls else {}
    return told | (record_kiosk_scans(device=device, scans=scans, at=at, sent_at=sent_at) if scans else {})
