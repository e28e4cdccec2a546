"""Background entry points of the registry: each calls one action."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django_tasks import task

from redvest.core import clock
from redvest.core.jobs import PRESSING
from redvest.registry.actions import delivery, delivery_rounds, duty_roster, receipts
from redvest.registry.actions.qualification import remind_expiring
from redvest.registry.actions.report_reminder import remind_annual_reports
from redvest.registry.actions.retention import apply_retention
from redvest.registry.actions.rights_request import escalate_rights
from redvest.registry.choices import Channel
from redvest.registry.events import MessageWritten
from redvest.registry.queries.reach import connected


def apply_retention_rules(at: datetime) -> None:
    """Every night: let go of what this city kept long enough."""
    apply_retention(city=settings.REDVEST_CITY, at=at)


def remind_of_expiry(at: datetime) -> None:
    """Every morning: tell people whose qualification ends within thirty days, once each."""
    remind_expiring(city=settings.REDVEST_CITY, at=at)


def remind_reports(at: datetime) -> None:
    """Every morning: annual reports of last year that lack, each stage of the silence once."""
    remind_annual_reports(city=settings.REDVEST_CITY, at=at)


def lay_out_duty(at: datetime) -> None:
    """Every night: dated duty slots of this city's stations for the weeks ahead."""
    duty_roster.lay_out_slots(city=settings.REDVEST_CITY, at=at)


def alert_uncovered_duty(at: datetime) -> None:
    """Every ten minutes: duty in the next 24 hours that lacks people."""
    duty_roster.alert_uncovered(city=settings.REDVEST_CITY, at=at)


def escalate_late_rights(at: datetime) -> None:
    """Every morning: requests about people's own data that nobody answered in time."""
    escalate_rights(city=settings.REDVEST_CITY, at=at)


@task()
def send_out(message_id: str) -> None:
    """Lay out a notice's channels and try each that is due."""
    for key in delivery.plan(message_id=UUID(message_id), at=clock.now()):
        delivery.deliver(delivery_id=key, at=clock.now())


def on_message(event: MessageWritten) -> None:
    """Queued in the transaction of the notice; where no channel is connected the inbox is all there is."""
    if event.at_once and connected():
        task = send_out.using(priority=PRESSING) if event.pressing else send_out
        task.enqueue(str(event.message_id))


def ask_receipts(at: datetime) -> int:
    """Every ten minutes: what became of the texts that the vendor took."""
    return receipts.ask_receipts(city=settings.REDVEST_CITY, at=at) if Channel.SMS in connected() else 0


def deliver_due(at: datetime) -> int:
    """Every minute: what waited for the morning or for another try, and what a killed process left open."""
    return delivery_rounds.deliver_due(city=settings.REDVEST_CITY, at=at) if connected() else 0
