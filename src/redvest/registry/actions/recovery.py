"""A lost phone: the account goes to another one after days in which the old phone may object, or by two people who saw
the ID card. Nobody of the staff ever sets or sees a password.

Asking counts tries and must not be called inside a transaction that its failure rolls back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from redvest.core import throttle
from redvest.core.audit import GUEST, SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.core.errors import DomainError, NotAllowed, NotFound
from redvest.registry.account_errors import PhoneTaken
from redvest.registry.actions.code import use_code
from redvest.registry.actions.message import Notice, centre, write_notice
from redvest.registry.actions.phone import move_phone
from redvest.registry.choices import CodePurpose, MessageKind, RecoveryState
from redvest.registry.models import Account, AccountRecovery, Grant, Station, Volunteer
from redvest.registry.phone_errors import (
    PhoneSame,
    RecoveryAlone,
    RecoveryAtStation,
    RecoveryNone,
    RecoveryRefused,
    RecoveryWaiting,
)
from redvest.registry.policy import Standing, may_take_back, require_governs, require_keeps, require_member
from redvest.registry.queries import secret
from redvest.registry.queries.account import account_by_phone
from redvest.registry.queries.recovery import due_recoveries, holder_of
from redvest.registry.queries.second_factor import has_power
from redvest.registry.queries.setting import rule
from redvest.registry.rules import identity_number
from redvest.registry.rules import phone as phone_rules

TRIES, WINDOW, TRIES_OF_AN_ADDRESS = 5, timedelta(hours=1), 20


@dataclass(frozen=True, slots=True)
class LostPhone:
    """What is typed by who lost a phone; ``code`` came to the new one."""

    name: str
    id_type: str
    id_number: str
    phone: str
    code: str


def ask_recovery(*, city: str, form: LostPhone, at: datetime, ip: str = "") -> AccountRecovery:
    """Ask for one's account on a new phone. Raises RecoveryRefused (which says nothing of who is on the register to
    somebody without name and number), RecoveryAtStation, RecoveryWaiting, PhoneSame, PhoneTaken, TooManyTries.
    """
    id_hash = _counted(form, f"ip:{ip}" if ip else "", at)
    return _ask(city, form, id_hash, None, None, at)


def witness_recovery(*, by: Standing, station: Station, form: LostPhone, at: datetime) -> AccountRecovery:
    """The keeper saw the person and their ID card; a second person has to confirm. Raises RecoveryAlone for one's own."""
    require_member(by)
    require_keeps(by, station.pk, station.region.path)
    id_hash = _counted(form, f"by:{by.account_id}", at)
    return _ask(by.city, form, id_hash, by, station, at)


def _counted(form: LostPhone, who: str, at: datetime) -> bytes:
    number = identity_number.check(form.id_type, form.id_number, day_of(at)).number
    id_hash = secret.id_hash(form.id_type, number)
    if who:
        throttle.hit(f"recovery-{who}", limit=TRIES_OF_AN_ADDRESS, window=WINDOW, at=at)
    throttle.hit(f"recovery-id:{id_hash.hex()[:32]}", limit=TRIES, window=WINDOW, at=at)
    return id_hash


@transaction.atomic
def _ask(
    city: str, form: LostPhone, id_hash: bytes, by: Standing | None, station: Station | None, at: datetime
) -> AccountRecovery:
    number = phone_rules.check(form.phone)
    use_code(city=city, phone=number, purpose=CodePurpose.RECOVER, code=form.code, at=at)
    record = holder_of(city, id_hash, form.name)
    if record is None or record.account is None:
        raise RecoveryRefused
    account = record.account
    if by is not None and by.account_id == account.pk:
        raise RecoveryAlone
    if secret.phone_hash(number) == bytes(account.phone_hash):
        raise PhoneSame
    if account_by_phone(city, number) is not None:
        raise PhoneTaken
    if station is None and has_power(account.pk, day_of(at)):
        raise RecoveryAtStation
    if station is not None:  # the person stands there: what waited by itself is over
        _waiting(account.pk).update(state=RecoveryState.ENDED, ended_at=at, phone_sealed=None)
    asked = _keep(record, account, number, by, station, at)
    actor = by.actor if by else GUEST
    verb = "witness_recovery" if station else "ask_recovery"
    write_line(by=actor, at=at, city=city, verb=verb, target=asked)
    return asked


def _keep(
    record: Volunteer,
    account: Account,
    number: str,
    by: Standing | None,
    station: Station | None,
    at: datetime,
) -> AccountRecovery:
    days = int(rule("people.recovery_days", record.region_path, day_of(at)))
    until = at + timedelta(days=days)
    kept = secret.keep_phone(number, context=secret.ACCOUNT_PHONE)
    try:
        with transaction.atomic():
            asked = AccountRecovery.objects.create(
                city=account.city, account=account, phone_sealed=kept.sealed, phone_tail=kept.tail, asked_at=at,
                due_at=until, station=station, witness_id=by.account_id if by else None,
            )  # fmt: skip
    except IntegrityError as fault:
        if broken_constraint(fault) != "one_live_recovery":
            raise
        raise RecoveryWaiting from fault
    where = f"{until.month}月{until.day}日 前" if station is None else "马上"
    text = (
        f"有人用你的姓名和证件号码，申请把你的账号换到尾号 {kept.tail} 的手机。不是你的话，请{where}"
        f"用这个号码登录，在“登录与安全”的“换手机号”里点“不是我”，或者联系{centre()}。"
    )
    phone = secret.open_sealed(
        account.phone_sealed, context=secret.ACCOUNT_PHONE
    )  # the account moves meanwhile
    notice = Notice(MessageKind.ACCOUNT, about=account)
    write_notice(account=account, phone=phone, text=text, at=at, notice=notice)
    return asked


@transaction.atomic
def object_recovery(*, by: Standing, at: datetime) -> None:
    """Not me: whoever holds the old phone, or is signed in, stops it. Raises RecoveryNone."""
    account_id = require_member(by)
    ended = _waiting(account_id).update(state=RecoveryState.OBJECTED, ended_at=at, phone_sealed=None)
    if not ended:
        raise RecoveryNone
    account = Account.objects.get(pk=account_id)
    write_line(by=by.actor, at=at, city=by.city, verb="object_recovery", target=account)


@transaction.atomic
def confirm_recovery(*, by: Standing, recovery_id: UUID, at: datetime) -> None:
    """The second person, an officer of the station's place; neither the witness nor the account's owner.

    An account with roles moves only by who stands above every one of them: a centre's by another centre.
    """
    found = (
        AccountRecovery.objects.select_related("station__region").filter(pk=recovery_id, city=by.city).first()
    )
    if found is None or found.station is None:
        raise NotFound
    require_governs(by, found.station.region.path)
    if by.account_id in (found.witness_id, found.account_id):
        raise RecoveryAlone
    _require_above(by, found.account_id, at)
    if not _complete(recovery_id, at, second=by):
        raise RecoveryNone


def _require_above(by: Standing, account_id: UUID, at: datetime) -> None:
    """May take back whatever the account holds or will hold, also in organisations that rest today."""
    held = Grant.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day_of(at)), account_id=account_id, revoked_at__isnull=True
    )
    if not all(
        may_take_back(by, grant) for grant in held.select_related("region", "body", "station__region")
    ):
        raise NotAllowed


def recover_due(*, at: datetime) -> int:
    """What nobody objected to is done; what no second person confirmed ends. Returns how many accounts moved."""
    done, due = 0, due_recoveries(at)
    for key in list(due.filter(station__isnull=False).values_list("pk", flat=True)):
        _end(key, at)
    for key in list(due.filter(station__isnull=True).values_list("pk", flat=True)):
        try:
            done += _complete(key, at)
        except DomainError:  # the phone went to another account meanwhile, or the account was given power
            _end(key, at)
    return done


@transaction.atomic
def _end(key: UUID, at: datetime) -> None:
    waiting = AccountRecovery.objects.filter(pk=key, state=RecoveryState.WAITING)
    if waiting.update(state=RecoveryState.ENDED, ended_at=at, phone_sealed=None):
        ended = AccountRecovery.objects.get(pk=key)
        write_line(by=SYSTEM, at=at, city=ended.city, verb="end_recovery", target=ended)


@transaction.atomic
def _complete(key: UUID, at: datetime, second: Standing | None = None) -> bool:
    """The guarded update decides between an objection and the end of the waiting."""
    found = AccountRecovery.objects.select_related("account").get(pk=key)
    if second is None and has_power(found.account_id, day_of(at)):
        raise RecoveryAtStation
    waiting = AccountRecovery.objects.filter(pk=key, state=RecoveryState.WAITING)
    second_id = second.account_id if second else None
    if not waiting.update(state=RecoveryState.DONE, ended_at=at, phone_sealed=None, second_id=second_id):
        return False
    number = secret.open_sealed(found.phone_sealed, context=secret.ACCOUNT_PHONE)
    move_phone(account=found.account, number=number, at=at, recovered=True)
    actor = second.actor if second else SYSTEM
    write_line(by=actor, at=at, city=found.city, verb="recover_account", target=found.account)
    return True


def _waiting(account_id: UUID) -> QuerySet[AccountRecovery]:
    return AccountRecovery.objects.filter(account_id=account_id, state=RecoveryState.WAITING)
