"""By when the next step of a need is due (levels of service as dated settings). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from redvest.care.choices import NeedState, NeedUrgency

_HOURS: Mapping[str, str] = {
    NeedState.SUBMITTED: "need.review_hours",
    NeedState.QUEUED: "need.dispatch_hours",
    NeedState.OFFERED: "need.answer_hours",
    NeedState.ACCEPTED: "need.serve_hours",
    NeedState.SERVING: "need.serve_hours",
    NeedState.SERVED: "need.confirm_hours",
}
KEYS = (*dict.fromkeys(_HOURS.values()), "need.urgent_hours")
_HURRIED = (NeedState.SUBMITTED, NeedState.QUEUED, NeedState.OFFERED)


def due_at(
    state: NeedState,
    urgency: NeedUrgency | str,
    rules: Mapping[str, Any],
    at: datetime,
    agreed: datetime | None = None,
) -> datetime | None:
    """When this state's step has to be done; None for a need that has ended. An urgent need waits no longer than its hours.

    ``agreed`` is when somebody is to come: what was accepted for next week is not late before.
    """
    key = _HOURS.get(state)
    if key is None:
        return None
    hours = int(rules[key])
    if urgency == NeedUrgency.URGENT and state in _HURRIED:
        hours = min(hours, int(rules["need.urgent_hours"]))
    begins = max(at, agreed) if agreed is not None and state == NeedState.ACCEPTED else at
    return begins + timedelta(hours=hours)
