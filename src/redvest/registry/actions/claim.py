"""By what an imported record that has no account becomes somebody's: proofs, and the code to the phone that it has.

Name and ID number must agree. Where the record has a phone, that is the account's own, or a code sent to it, or a
station's keeper saw the person and their card; then the old phone is told. A record that came without a phone is had by
name and number alone (the import brought nothing else to ask for): the trail says so, and whoever is its true owner gets
the account at a station, by ``recovery.witness_recovery``.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from redvest.core import throttle
from redvest.core.clock import day_of
from redvest.registry.account_errors import CodeExpired, CodeTriedTooOften, WrongCode
from redvest.registry.actions.code import send_code, use_code
from redvest.registry.actions.message import centre, send_message
from redvest.registry.choices import CodePurpose, VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.person_errors import ClaimCodeWrong, ClaimOtherPhone
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries import secret
from redvest.registry.registration_errors import AlreadyRegistered
from redvest.registry.rules import identity_number, names
from redvest.registry.rules.registration import VolunteerForm

UNCLAIMABLE = frozenset({VolunteerState.SUSPENDED, VolunteerState.MERGED, VolunteerState.ERASED})
TRIES, WINDOW = 10, timedelta(hours=1)


def send_claim_code(
    *, by: Standing, id_type: str, id_number: str, name: str, at: datetime, ip: str = ""
) -> None:
    """A code to the phone of the record with this name and number. Raises AlreadyRegistered where there is none to send to.

    Counts tries together with registering: not to be called inside a transaction.
    """
    throttle.hit(f"real-name:{require_member(by)}", limit=TRIES, window=WINDOW, at=at)
    number = identity_number.check(id_type, id_number, day_of(at)).number
    record = Volunteer.objects.filter(id_hash=secret.id_hash(id_type, number)).first()
    if record is None or record.phone_hash is None or not _open_to(record, by.city, names.normalise(name)):
        raise AlreadyRegistered
    with transaction.atomic():
        send_code(city=by.city, phone=_phone_of(record), purpose=CodePurpose.CLAIM, at=at, ip=ip)


def prove_claim(
    *, record: Volunteer, city: str, form: VolunteerForm, name: str, phone: str, id_seen: bool, at: datetime
) -> str:
    """Inside the caller's transaction: the proof by which a locked record is claimed from this phone, in a word.

    Raises AlreadyRegistered, ClaimOtherPhone, ClaimCodeWrong.
    """
    if not _open_to(record, city, name):
        raise AlreadyRegistered
    if record.phone_hash is None:
        return "id-card" if id_seen else "number"
    if bytes(record.phone_hash) == secret.phone_hash(phone):
        return "phone"
    if id_seen:
        text = (
            f"你的志愿服务记录已在志愿服务站凭身份证认领到尾号 {phone[-4:]} 的手机。"
            f"不是你本人办的，请马上联系{centre()}。"
        )
        send_message(city=record.city, phone=_phone_of(record), text=text, at=at)
        return "id-card"
    if not form.claim_code.strip():
        raise ClaimOtherPhone(tail=record.phone_tail[-2:])
    try:
        use_code(city=city, phone=_phone_of(record), purpose=CodePurpose.CLAIM, code=form.claim_code, at=at)
    except (WrongCode, CodeExpired, CodeTriedTooOften) as fault:
        raise ClaimCodeWrong from fault
    return "code"


def _open_to(record: Volunteer, city: str, name: str) -> bool:
    free = record.account_id is None and record.state not in UNCLAIMABLE
    return free and record.city == city and names.normalise(record.name) == name


def _phone_of(record: Volunteer) -> str:
    return secret.open_sealed(record.phone_sealed, context=secret.VOLUNTEER_PHONE)
