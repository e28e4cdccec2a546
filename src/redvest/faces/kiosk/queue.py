"""The pages that also work without a network, and the way home of what they kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from redvest.core import clock, throttle
from redvest.core.errors import DomainError, Invalid, error_with
from redvest.faces.kiosk.screen import paired, screen_of, show
from redvest.faces.shared.entry import HouseRequest, public
from redvest.registry.actions.help_call import Asking
from redvest.registry.choices import HelpKind
from redvest.registry.models import KioskDevice
from redvest.registry.queries.kiosk import TAKEN
from redvest.service.actions.kiosk import KioskScan
from redvest.service.actions.kiosk_batch import take_kiosk_batch
from redvest.service.choices import Direction

MOST = 100  # things in one batch
BATCHES, WINDOW = 60, timedelta(minutes=1)


class QueueUnreadable(Invalid):
    """这批记录读不懂，请刷新页面后再传。没传上去的都还在这台机器里。"""

    code = "queue-unreadable"


def _of_our_time(moment: datetime) -> datetime:
    """In UTC; a machine that lost its date altogether says 1970, and nothing of ours is from then."""
    if not 1970 <= moment.year <= 2200:
        raise ValueError("a moment of another age")
    return moment.astimezone(UTC)


def _written(text: str) -> str:
    """Without what no column of the database can hold: one such thing would keep a queue from ever draining."""
    return text.replace("\x00", "")


Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
Text = Annotated[str, AfterValidator(_written)]
Nonce = Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{8,64}$")]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SentScan(_Shape):
    """Somebody at the screen: a code as it was read, or a number as it was typed."""

    kind: Literal["presence"]
    nonce: Nonce
    at: Moment
    direction: Direction
    code: Text = Field("", max_length=200)
    number: Text = Field("", max_length=40)


class SentHelp(_Shape):
    """Somebody asked for help; ``phone`` as it was typed, empty for who waits inside."""

    kind: Literal["help"]
    nonce: Nonce
    at: Moment
    what: HelpKind
    phone: Text = Field("", max_length=30)


class SentBatch(_Shape):
    sent_at: Moment
    things: Annotated[list[SentScan | SentHelp], Field(max_length=MOST)]


@never_cache
@require_safe
@public
def presence(request: HouseRequest, key: UUID) -> HttpResponse:
    """Coming and going: a card, a code on a phone, or a number."""
    return show(request, screen_of(request, key), "presence")


@never_cache
@require_safe
@public
def ask_help(request: HouseRequest, key: UUID) -> HttpResponse:
    """Asking for help: what it is about, and a phone or none."""
    return show(request, screen_of(request, key), "help", {"kinds": HelpKind.choices})


@never_cache
@require_POST
@public
def flush(request: HouseRequest, key: UUID) -> JsonResponse:
    """A batch of the queue, which may be empty: each thing is answered by its nonce, the same way however often."""
    at = clock.now()
    try:
        _screen, device = paired(request, key)
        throttle.hit(f"kiosk-flush:{device.pk.hex}", limit=BATCHES, window=WINDOW, at=at)
        told = _taken_in(device, _read(request.body), at)
    except DomainError as fault:
        return JsonResponse({"code": fault.code, "text": fault.message}, status=fault.status)
    return JsonResponse({"results": [_said(*each) for each in told.items()], "now": at.isoformat()})


def _read(body: bytes) -> SentBatch:
    try:
        return SentBatch.model_validate_json(body)
    except ValidationError as fault:
        raise QueueUnreadable from fault


def _taken_in(device: KioskDevice, batch: SentBatch, at: datetime) -> dict[str, str]:
    scans = [
        KioskScan(each.nonce, each.direction, each.at, code=each.code, number=each.number)
        for each in batch.things
        if isinstance(each, SentScan)
    ]
    calls = [
        Asking(each.nonce, each.what, each.at, phone=each.phone)
        for each in batch.things
        if isinstance(each, SentHelp)
    ]
    return take_kiosk_batch(device=device, scans=scans, calls=calls, at=at, sent_at=batch.sent_at)


def _said(nonce: str, outcome: str) -> dict[str, str | bool]:
    ok = outcome in TAKEN
    return {"nonce": nonce, "outcome": outcome, "ok": ok, "text": "" if ok else error_with(outcome).message}
