"""A series on its way to the public: handed in, approved or sent back once for all its occurrences; called off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from redvest.core import audit, events
from redvest.registry.policy import Standing
from redvest.service import policy
from redvest.service.actions.activity import EDITABLE, call_off, cancel_activity
from redvest.service.actions.agreement import fix_agreement, require_agreement
from redvest.service.actions.coleader import require_no_co_leader
from redvest.service.actions.insurance import require_insurance
from redvest.service.actions.series import held
from redvest.service.activity_errors import IncompleteNotice, NotAffirmed
from redvest.service.choices import ActivityState, EditScope
from redvest.service.errors import WrongState
from redvest.service.events import ActivityReviewed, OccurrencesCancelled
from redvest.service.models import Activity, Series
from redvest.service.queries.hours import who_served
from redvest.service.queries.series import within_scope
from redvest.service.queries.statement import affirmed, missing_of
from redvest.service.series_errors import NothingLeft


@transaction.atomic
def submit_series(*, by: Standing, series: Series, at: datetime) -> int:
    """Hand in all drafts of a series; returns how many. One that lacks something holds all up.

    Raises NotAllowed, NothingLeft, IncompleteNotice with ``missing``, ``words`` and the ``activity`` that lacks it.
    """
    policy.require_may_publish_for(by, series.body)
    rows = held(series=series, states=EDITABLE, at=at)
    for row in rows:
        if missing := missing_of(row):
            raise IncompleteNotice(
                missing=[item.key for item in missing],
                words=[item.words for item in missing],
                activity=str(row.pk),
            )
    _move(rows, ActivityState.SUBMITTED, submitted_at=at, review_note="")
    audit.write_line(
        by=by.actor, at=at, city=series.city, verb="submit_series", target=series, occurrences=len(rows)
    )
    return len(rows)


@transaction.atomic
def approve_series(*, by: Standing, series: Series, affirms_service: bool = True, at: datetime) -> int:
    """Publish what was handed in of a series; returns how many.

    Raises NotAllowed (also for a leader of any of them), NotAffirmed, InsuranceMissing, NothingLeft.
    """
    rows = _handed_in(by, series, at)
    stated = True
    for row in rows:
        require_no_co_leader(by=by, activity=row)
        if not affirmed(row):
            stated = False
            if not affirms_service:
                raise NotAffirmed
        require_insurance(activity=row)
    _move(rows, ActivityState.PUBLISHED, decided_at=at)
    for row in rows:
        require_agreement(by=by, activity=row)
        fix_agreement(activity=row, at=at)
    audit.write_line(
        by=by.actor, at=at, city=series.city, verb="approve_series", target=series, occurrences=len(rows),
        service_affirmed_by="publisher" if stated else "reviewer",
    )  # fmt: skip
    events.publish(ActivityReviewed(series.city, rows[0].pk, by.account_id, True, at))
    return len(rows)


@transaction.atomic
def refuse_series(*, by: Standing, series: Series, note: str, at: datetime) -> int:
    """Send all that was handed in back with a note that says what to change; returns how many."""
    rows = _handed_in(by, series, at)
    if not note.strip():
        raise WrongState("退回时请写明要改什么，发布人才知道怎么改。")
    _move(rows, ActivityState.REFUSED, decided_at=at, review_note=note.strip()[:200])
    audit.write_line(
        by=by.actor, at=at, city=series.city, verb="refuse_series", target=series, occurrences=len(rows)
    )
    events.publish(ActivityReviewed(series.city, rows[0].pk, by.account_id, True, at))
    return len(rows)


@transaction.atomic
def cancel_occurrences(
    *, by: Standing, activity: Activity, scope: EditScope, reason: str, at: datetime
) -> int:
    """Call off one, this and the following, or all that have not begun; returns how many.

    Everybody who signed up for any of them hears of it in one message. Raises NotAllowed, WrongState, NothingLeft.
    """
    if scope == EditScope.ONE or activity.series_id is None:
        cancel_activity(by=by, activity=activity, reason=reason, at=at)
        return 1
    rows = list(
        within_scope(activity, scope, at).select_related("body").select_for_update(of=("self",), no_key=True)
    )
    rows = [row for row in rows if not who_served(row).exists()]
    if not rows:
        raise NothingLeft
    for row in rows:
        call_off(by=by, activity=row, reason=reason, at=at)
    audit.write_line(
        by=by.actor, at=at, city=activity.city, verb="cancel_occurrences", target=Series(pk=activity.series_id),
        occurrences=len(rows), scope=scope,
    )  # fmt: skip
    events.publish(OccurrencesCancelled(activity.city, activity.series_id, at))
    return len(rows)


def _handed_in(by: Standing, series: Series, at: datetime) -> list[Activity]:
    """What there is to decide, locked. Who may not decide is not told that there is nothing. Raises NotAllowed, NothingLeft."""
    try:
        rows = held(series=series, states=(ActivityState.SUBMITTED,), at=at)
    except NothingLeft:
        policy.require_may_review_at(by, series.region_path)
        raise
    for row in rows:
        policy.require_may_review(by, row)
    return rows


def _move(rows: Sequence[Activity], target: ActivityState, **changes: object) -> None:
    """All in one guarded update; they are locked, so none was decided by somebody else meanwhile."""
    keys = [row.pk for row in rows]
    source = {row.state for row in rows}
    if Activity.objects.filter(pk__in=keys, state__in=source).update(state=target, **changes) != len(keys):
        raise WrongState
    for row in rows:
        row.state = target
        for name, value in changes.items():
            setattr(row, name, value)
