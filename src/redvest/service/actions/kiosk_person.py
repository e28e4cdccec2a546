"""Who stands before a station's screen: a phone, a volunteer number or a card, and the code sent to that person's phone.

Nothing here opens a session. A number or card of nobody is answered like everybody's, so that the screen tells nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from datetime import datetime, timedelta

from redvest.core import throttle
from redvest.core.crypto import CryptoError
from redvest.registry.account_errors import WrongCode
from redvest.registry.actions.account import sign_in
from redvest.registry.actions.code import send_code
from redvest.registry.choices import CodePurpose
from redvest.registry.models import Account, KioskDevice
from redvest.registry.queries import secret
from redvest.registry.rules.phone import check
from redvest.registry.rules.volunteer_number import LENGTH, normalise
from redvest.service.code_errors import CardRevoked
from redvest.service.queries.codes import code_key
from redvest.service.queries.presence import live_serials
from redvest.service.rules.presence import CodeKind, kind_of, read_card

_CONTEXT = "kiosk-who"
ASKED, WINDOW = 60, timedelta(hours=1)
_WIDTH = 16  # characters of the sealed text, so that its length says nothing


def ask_who(*, device: KioskDevice, typed: str, at: datetime) -> str:
    """Send a code to whom the text names, and return a sealed name of the phone for the second step.

    Raises BadCode, CardRevoked, PhoneFault, CodesSentTooOften, TooManyTries.
    """
    throttle.hit(f"kiosk-who:{device.pk.hex}", limit=ASKED, window=WINDOW, at=at)
    # By what was typed, before anybody is looked for: nobody and somebody are asked for as often.
    throttle.hit(f"kiosk-who:{device.city}:{_trace(typed)}", limit=1, window=timedelta(minutes=1), at=at)
    phone = _phone_of(device.city, typed)
    if phone:
        send_code(
            city=device.city, phone=phone, purpose=CodePurpose.SIGN_IN, at=at, ip=f"kiosk-{device.pk.hex}"
        )
    sealed = secret.keyring().encrypt(phone.ljust(_WIDTH), context=_CONTEXT)
    return base64.urlsafe_b64encode(sealed).decode()


def say_who(*, device: KioskDevice, carried: str, code: str, at: datetime) -> Account:
    """The account of whoever knows the code. Raises WrongCode and whatever ``sign_in`` raises."""
    try:
        sealed = base64.urlsafe_b64decode(carried.encode())
        phone = secret.keyring().decrypt(sealed, context=_CONTEXT).strip()
    except (CryptoError, binascii.Error, ValueError) as fault:
        raise WrongCode from fault
    if not phone or not code.strip():
        raise WrongCode
    return sign_in(city=device.city, phone=phone, code=code, at=at, ip=f"kiosk-{device.pk.hex}")


def _trace(typed: str) -> str:
    return hashlib.sha256(typed.strip().encode()).hexdigest()[:16]


def _phone_of(city: str, typed: str) -> str:
    """The phone that a text leads to; empty for a card or number whose owner has none."""
    text = typed.strip()
    if kind_of(text) is CodeKind.CARD:
        who, serial = read_card(code_key(), text)
        if live_serials([who]).get(who) != serial:
            raise CardRevoked
        return _phone(Account.objects.filter(city=city, volunteer=who).first())
    digits = normalise(text)
    if len(digits) == LENGTH and digits.isdecimal():
        return _phone(Account.objects.filter(city=city, volunteer__number=digits).first())
    return check(text)


def _phone(account: Account | None) -> str:
    if account is None:
        return ""
    return secret.open_sealed(account.phone_sealed, context=secret.ACCOUNT_PHONE)
