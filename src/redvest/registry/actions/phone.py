"""An account's phone: changed by its owner with two proofs, and the one way in which a phone is ever moved.

``change_phone`` counts tries and must not be called inside a transaction that its failure rolls back.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import F

from redvest.core import throttle
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.registry.account_errors import CodeExpired, CodeTriedTooOften, PhoneTaken, WrongCode
from redvest.registry.actions.code import send_code, use_code
from redvest.registry.actions.message import Notice, centre, write_notice
from redvest.registry.actions.second_factor import prove
from redvest.registry.choices import CodePurpose, MessageKind, PhoneProof
from redvest.registry.models import (
    Account,
    ApiToken,
    Guardian,
    OneTimeCode,
    PushSubscription,
    Volunteer,
    WeChatBond,
)
from redvest.registry.phone_errors import (
    OldPhoneCodeWrong,
    PhoneMoved,
    PhoneProofWeak,
    PhoneProofWrong,
    PhoneSame,
)
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries import secret
from redvest.registry.queries.second_factor import has_power, kinds_of
from redvest.registry.rules import identity_number
from redvest.registry.rules import phone as phone_rules
from redvest.registry.rules.search_terms import volunteer_terms

TRIES, WINDOW = 10, timedelta(hours=1)


def send_phone_codes(*, by: Standing, phone: str, proof: PhoneProof, at: datetime, ip: str = "") -> None:
    """A code to the new phone, and one to the old where that is the proof. Raises PhoneSame, CodesSentTooOften."""
    account = Account.objects.get(pk=require_member(by))
    if secret.phone_hash(phone_rules.check(phone)) == bytes(account.phone_hash):
        raise PhoneSame
    with transaction.atomic():
        if proof == PhoneProof.OLD:
            send_code(
                city=account.city, phone=_phone_of(account), purpose=CodePurpose.OLD_PHONE, at=at, ip=ip
            )
        send_code(city=account.city, phone=phone, purpose=CodePurpose.NEW_PHONE, at=at, ip=ip)


def change_phone(*, by: Standing, phone: str, code: str, proof: PhoneProof, typed: str, at: datetime) -> None:
    """Move one's account to another phone. ``code`` came to the new phone, ``typed`` is the proof.

    Raises PhoneSame, PhoneTaken, PhoneProofWrong, PhoneProofWeak, PhoneMoved, TooManyTries, and what codes and second
    factors raise; then nothing is changed.
    """
    account = Account.objects.get(pk=require_member(by))
    throttle.hit(f"change-phone:{account.pk}", limit=TRIES, window=WINDOW, at=at)
    number = phone_rules.check(phone)
    if secret.phone_hash(number) == bytes(account.phone_hash):
        raise PhoneSame
    if proof == PhoneProof.FACTOR:
        prove(account=account, typed=typed, at=at)
    if proof == PhoneProof.ID:
        _prove_by_id(account, typed, at)
    with transaction.atomic():
        if proof == PhoneProof.OLD:
            _prove_by_old(account, typed, at)
        use_code(city=account.city, phone=number, purpose=CodePurpose.NEW_PHONE, code=code, at=at)
        move_phone(account=account, number=number, at=at)
        write_line(
            by=by.actor, at=at, city=account.city, verb="change_phone", target=account, proof=proof.value
        )


def _prove_by_old(account: Account, typed: str, at: datetime) -> None:
    """Its own refusal, so that nobody looks for the mistake in the other code."""
    phone = _phone_of(account)
    try:
        use_code(city=account.city, phone=phone, purpose=CodePurpose.OLD_PHONE, code=typed, at=at)
    except (WrongCode, CodeExpired, CodeTriedTooOften) as fault:
        raise OldPhoneCodeWrong from fault


def _prove_by_id(account: Account, typed: str, at: datetime) -> None:
    """The ID number of one's own record: enough for a volunteer, too little beside a second factor.

    Nor is it for who has power over others' data.
    """
    if has_power(account.pk, day_of(at)) or kinds_of(account.pk):
        raise PhoneProofWeak
    record = Volunteer.objects.filter(account=account).first()
    if record is None or record.id_hash is None:
        raise PhoneProofWrong
    number = identity_number.check(record.id_type, typed, day_of(at)).number
    if not hmac.compare_digest(secret.id_hash(record.id_type, number), bytes(record.id_hash)):
        raise PhoneProofWrong


def move_phone(*, account: Account, number: str, at: datetime, recovered: bool = False) -> None:
    """Inside the caller's transaction: the old phone is told, every session and token ends.

    The condition on the old phone lets only one of two moves at once through. ``recovered``: the password goes, too,
    since nobody knows who knows it.
    """
    old, kept = _phone_of(account), secret.keep_phone(number, context=secret.ACCOUNT_PHONE)
    changed: dict[str, object] = {
        "phone_sealed": kept.sealed, "phone_hash": kept.hash, "phone_tail": kept.tail,
        "session_epoch": F("session_epoch") + 1,
    }  # fmt: skip
    if recovered:
        changed["password"] = make_password(None)
    try:
        with transaction.atomic():
            same = Account.objects.filter(pk=account.pk, phone_hash=bytes(account.phone_hash), is_active=True)
            if not same.update(**changed):
                raise PhoneMoved
    except IntegrityError as fault:
        if broken_constraint(fault) == "one_account_per_phone":
            raise PhoneTaken from fault
        raise
    ApiToken.objects.filter(account=account).delete()
    if recovered:  # what was bound on the phone that is lost
        WeChatBond.objects.filter(account=account).delete()
        PushSubscription.objects.filter(account=account).delete()
    OneTimeCode.objects.filter(city=account.city, phone_hash=bytes(account.phone_hash)).delete()
    _move_record(account, number)
    _move_guardian(account, number)
    text = f"你的账号已经换到尾号 {kept.tail} 的手机。不是你本人办的，请马上联系{centre()}。"
    notice = Notice(MessageKind.ACCOUNT, about=account)
    write_notice(account=account, phone=old, text=text, at=at, notice=notice)


def _move_record(account: Account, number: str) -> None:
    record = Volunteer.objects.select_for_update().filter(account=account).first()
    if record is None:
        return
    kept = secret.keep_phone(number, context=secret.VOLUNTEER_PHONE)
    record.phone_sealed, record.phone_hash, record.phone_tail = kept.sealed, kept.hash, kept.tail
    record.search = volunteer_terms(record.name, record.number, kept.tail)
    record.save(update_fields=["phone_sealed", "phone_hash", "phone_tail", "search"])


def _move_guardian(account: Account, number: str) -> None:
    """Whoever is guardian by the old phone is it by the new one, of every child: the old one may go to a stranger."""
    answered = Guardian.objects.filter(volunteer__city=account.city, phone_hash=bytes(account.phone_hash))
    kept = secret.keep_phone(number, context=secret.GUARDIAN_PHONE)
    own = Volunteer.objects.filter(account=account)
    answered.exclude(volunteer__in=own).update(
        phone_sealed=kept.sealed, phone_hash=kept.hash, phone_tail=kept.tail
    )


def _phone_of(account: Account) -> str:
    return secret.open_sealed(account.phone_sealed, context=secret.ACCOUNT_PHONE)
