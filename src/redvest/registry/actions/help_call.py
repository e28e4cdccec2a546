"""Asking for help at a station's screen, and what the station did about it. Nothing else writes this table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from redvest.core.audit import GUEST, write_line
from redvest.registry.actions.kiosk import Receipt, keep_receipts
from redvest.registry.actions.station_log import record_need
from redvest.registry.choices import HelpKind
from redvest.registry.kiosk_errors import HelpCallDone
from redvest.registry.models import HelpCall, KioskDevice, StationNeed
from redvest.registry.policy import Standing, require_keeps, require_member
from redvest.registry.queries import secret
from redvest.registry.rules.kiosk import true_moment
from redvest.registry.rules.phone import PhoneFault, check

KIND = "help"
TAKEN_IN = "accepted"


@dataclass(frozen=True)
class Asking:
    """One press at the screen; ``phone`` as it was typed, empty for who waits inside."""

    nonce: str
    kind: HelpKind
    at: datetime
    phone: str = ""


@transaction.atomic
def take_help_calls(
    *, device: KioskDevice, calls: Sequence[Asking], at: datetime, sent_at: datetime
) -> dict[str, str]:
    """Write down each of them once, however old and however often it is sent; the outcome by nonce.

    Nobody who asks for help is refused: a phone that cannot be one is left out.
    """
    known = {
        each.nonce for each in HelpCall.objects.filter(device=device, nonce__in=[one.nonce for one in calls])
    }
    made = [_call(device, each, at, sent_at) for each in calls if each.nonce not in known]
    HelpCall.objects.bulk_create(made, ignore_conflicts=True)
    receipts = [Receipt(each.nonce, KIND, each.at, TAKEN_IN) for each in made]
    if keep_receipts(device=device, receipts=receipts, at=at):
        write_line(by=GUEST, at=at, city=device.city, verb="take_help_calls", target=device, calls=len(made))
    return {each.nonce: TAKEN_IN for each in calls}


def _call(device: KioskDevice, asked: Asking, at: datetime, sent_at: datetime) -> HelpCall:
    try:
        phone = secret.keep_phone(check(asked.phone), context=secret.HELP_PHONE)
    except PhoneFault:
        phone = None
    return HelpCall(
        city=device.city,
        station_id=device.station_id,
        device=device,
        nonce=asked.nonce,
        kind=asked.kind,
        phone_sealed=phone.sealed if phone else None,
        phone_tail=phone.tail if phone else "",
        at=min(true_moment(asked.at, sent_at=sent_at, at=at), at),
        received_at=at,
    )


@transaction.atomic
def show_help_phone(*, by: Standing, call: HelpCall, at: datetime) -> str:
    """The number to ring back, empty when none was given; each look leaves a line. Raises NotAllowed."""
    require_keeps(by, call.station_id, call.station.region.path)
    write_line(by=by.actor, at=at, city=call.city, verb="show_help_phone", target=call)
    return secret.open_sealed(call.phone_sealed, context=secret.HELP_PHONE) if call.phone_sealed else ""


@transaction.atomic
def finish_help_call(*, by: Standing, call: HelpCall, note: str, at: datetime) -> None:
    """Say that it is done and how; of two at once one is told so. Raises NotAllowed, HelpCallDone."""
    require_keeps(by, call.station_id, call.station.region.path)
    done = {"done_at": at, "done_by_id": require_member(by), "done_note": " ".join(note.split())[:120]}
    if not HelpCall.objects.filter(pk=call.pk, done_at__isnull=True).update(**done):
        raise HelpCallDone
    write_line(by=by.actor, at=at, city=call.city, verb="finish_help_call", target=call)


@transaction.atomic
def turn_call_into_need(*, by: Standing, call: HelpCall, at: datetime) -> StationNeed:
    """From now on it is a need of the station, in the words of its button: nothing is typed again, nothing counted twice.

    The phone stays with the call. Raises NotAllowed, HelpCallDone, also when two press at once.
    """
    with translation.override("zh-hans"):  # what is kept is in Chinese, whatever language the keeper reads
        words, note = _("自助机求助：%(what)s") % {"what": HelpKind(call.kind).label}, _("转成需求")
    finish_help_call(by=by, call=call, note=note, at=at)
    return record_need(by=by, station=call.station, words=words, call=call, at=at)
