"""Who is before the screen, for ninety seconds after the last touch: a signed mark, no session, nothing of any role.

The mark is bound to the device; it ends by itself, with the button, or a quarter of an hour after it began.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse

from redvest.core.clock import day_of, now
from redvest.core.errors import NotAllowed
from redvest.registry.models import Account, KioskDevice
from redvest.registry.policy import Standing
from redvest.registry.queries.role import standing_of

COOKIE = "rv_kiosk_who"
_SALT, _HALF_SALT = "redvest.kiosk.who", "redvest.kiosk.half"
IDLE = 90  # seconds without a touch
LONGEST = 900  # seconds altogether


class WhoAreYou(NotAllowed):
    """请先说一下你是谁：刷卡，或者输入手机号。"""

    code = "kiosk-who"


@dataclass(frozen=True)
class Person:
    """Somebody who said who they are; ``since`` in seconds of the epoch."""

    standing: Standing
    device: UUID
    since: int


def person_of(account: Account, device: KioskDevice, at: datetime) -> Person:
    """Somebody who has just said so. Roles stay at the desk: here everybody is a person."""
    who = standing_of(account, day_of(at))
    bare = Standing(who.account_id, who.volunteer_id, who.city, who.name)
    return Person(bare, device.pk, int(at.timestamp()))


def half_known(account: Account, device: KioskDevice) -> str:
    """A mark, good for one idle time on this device, of who still owes a second factor; it gives nothing by itself."""
    return signing.dumps({"account": str(account.pk), "device": device.pk.hex}, salt=_HALF_SALT)


def account_of_half(half: str, device: KioskDevice) -> Account:
    """Whose mark this is. Raises WhoAreYou when it is over, forged or of another device."""
    try:
        kept = signing.loads(half, salt=_HALF_SALT, max_age=IDLE)
    except signing.BadSignature as fault:
        raise WhoAreYou from fault
    found = Account.objects.filter(pk=kept["account"], city=device.city, is_active=True).first()
    if found is None or kept["device"] != device.pk.hex:
        raise WhoAreYou
    return found


def person_at(request: HttpRequest, device: KioskDevice | None, at: datetime) -> Person | None:
    """Who the mark of this request names, while it lives and on the device where it was made."""
    told = request.COOKIES.get(COOKIE, "")
    if not told or device is None:
        return None
    try:
        kept = signing.loads(told, salt=_SALT)
    except signing.BadSignature:
        return None
    moment = int(at.timestamp())
    fresh = 0 <= moment - kept["at"] <= IDLE and moment - kept["since"] <= LONGEST
    if not fresh or kept["device"] != device.pk.hex:
        return None
    account = Account.objects.filter(pk=kept["account"], city=device.city, is_active=True).first()
    if account is None:
        return None
    found = person_of(account, device, at)
    return Person(found.standing, device.pk, kept["since"])


def keep_person(answer: HttpResponse, request: HttpRequest, person: Person, home: str) -> HttpResponse:
    """Renew the mark with this answer."""
    kept = {
        "account": str(person.standing.account_id),
        "device": person.device.hex,
        "since": person.since,
        "at": int(now().timestamp()),
    }
    answer.set_cookie(
        COOKIE, signing.dumps(kept, salt=_SALT), max_age=IDLE, path=home, httponly=True, samesite="Strict",
        secure=request.is_secure(),
    )  # fmt: skip
    return answer
