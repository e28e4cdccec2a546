"""An officer suspends somebody for a reason, and lifts it; what is to come is given up by who listens to the event."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.core import events
from redvest.core.audit import write_line
from redvest.core.errors import NotAllowed
from redvest.registry.actions.consent import settle_state
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.actions.unmask import SHORTEST_REASON
from redvest.registry.choices import MessageKind, VolunteerState
from redvest.registry.events import VolunteerStateChanged
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing, require_governs
from redvest.registry.privacy_errors import ReasonMissing
from redvest.registry.rights_errors import SuspensionUnfit


@transaction.atomic
def suspend_volunteer(*, by: Standing, volunteer: Volunteer, reason: str, at: datetime) -> None:
    """Nobody suspends themselves. Raises NotAllowed, ReasonMissing, SuspensionUnfit; then nothing changed."""
    reason = _reason(by, volunteer, reason)
    standing = (VolunteerState.ACTIVE, VolunteerState.PENDING_GUARDIAN)
    rows = Volunteer.objects.filter(pk=volunteer.pk, state__in=standing)
    if not rows.update(state=VolunteerState.SUSPENDED):
        raise SuspensionUnfit
    volunteer.state = VolunteerState.SUSPENDED
    write_line(
        by=by.actor, at=at, city=volunteer.city, verb="suspend_volunteer", target=volunteer, reason=reason
    )
    events.publish(VolunteerStateChanged(volunteer.city, volunteer.pk, VolunteerState.SUSPENDED.value))
    text = f"你的志愿者身份暂停了，原因：{reason}。有话要说，请联系所在区的志愿服务中心。"
    tell_person(volunteer=volunteer, text=text, at=at, notice=Notice(MessageKind.ACCOUNT, about=volunteer))


@transaction.atomic
def resume_volunteer(*, by: Standing, volunteer: Volunteer, reason: str, at: datetime) -> None:
    """Back to what the consents say. Raises NotAllowed, ReasonMissing, SuspensionUnfit."""
    reason = _reason(by, volunteer, reason)
    rows = Volunteer.objects.filter(pk=volunteer.pk, state=VolunteerState.SUSPENDED)
    if not rows.update(state=VolunteerState.ACTIVE):
        raise SuspensionUnfit
    write_line(
        by=by.actor, at=at, city=volunteer.city, verb="resume_volunteer", target=volunteer, reason=reason
    )
    settle_state(volunteer=volunteer, at=at)
    text = f"你的志愿者身份恢复了。{reason}"
    tell_person(volunteer=volunteer, text=text, at=at, notice=Notice(MessageKind.ACCOUNT, about=volunteer))


def _reason(by: Standing, volunteer: Volunteer, reason: str) -> str:
    require_governs(by, volunteer.region_path or f"{volunteer.city}/")
    if by.is_self(volunteer.pk):
        raise NotAllowed
    reason = " ".join(reason.split())[:120]
    if len(reason) < SHORTEST_REASON:
        raise ReasonMissing
    return reason
