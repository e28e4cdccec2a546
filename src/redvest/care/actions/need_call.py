"""Who calls: what they told the last time is not asked again; and askings at a station's screen that become needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from redvest.care.actions.need import enter_need
from redvest.care.choices import NeedChannel
from redvest.care.models import Need
from redvest.care.policy import may_enter
from redvest.care.queries.need_place import kept_ids
from redvest.care.queries.need_reading import former_of, private_of
from redvest.care.rules.need_form import NeedForm
from redvest.care.rules.need_private import Private
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.registry.actions.help_call import turn_call_into_need
from redvest.registry.actions.station_log import answer_need
from redvest.registry.models import HelpCall
from redvest.registry.policy import Standing
from redvest.registry.queries import secret
from redvest.registry.rules.phone import check


@transaction.atomic
def recall_former(*, by: Standing, phone: str, at: datetime) -> tuple[Need, Private] | None:
    """The last need from this phone and who it was about: only where somebody may take needs in, and with a line.

    Raises PhoneFault.
    """
    found = former_of(secret.phone_hash(check(phone)), by.city)
    if found is None or not may_enter(by, found.region_path, found.grid_id, kept_ids(by, day_of(at))):
        return None
    write_line(by=by.actor, at=at, city=found.city, verb="recall_former", target=found, reason="来电登记")
    return found, private_of(found)


@transaction.atomic
def enter_call(*, by: Standing, call: HelpCall, form: NeedForm, at: datetime) -> Need:
    """Who asked at a station's screen needs somebody to come: the asking is done, and is a need for the desk.

    The station's own ledger counts it once, as answered by this. Raises NotAllowed, HelpCallDone, NeedIncomplete.
    """
    asked = turn_call_into_need(by=by, call=call, at=at)
    answer_need(by=by, need=asked, answer="登记成需求，由社区审核派单", at=at)
    need = enter_need(by=by, form=replace(form, channel=NeedChannel.KIOSK), at=at)
    Need.objects.filter(pk=need.pk, call__isnull=True).update(call=call)
    need.refresh_from_db()
    return need
