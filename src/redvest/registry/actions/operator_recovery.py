"""The city's only centre lost its phone: nobody stands above it, so who runs the server moves its account, on record.

Only for that. Every other account with roles moves by two people at a station (``recovery.py``). No password is set,
the new phone proves itself by a code, the old one and the three separated administrators are told.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.registry.account_errors import PhoneTaken
from redvest.registry.actions.code import send_code, use_code
from redvest.registry.actions.message import Notice
from redvest.registry.actions.phone import move_phone
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.actions.unmask import SHORTEST_REASON
from redvest.registry.choices import CodePurpose, MessageKind, RecoveryState, Role
from redvest.registry.models import Account, AccountRecovery, RecoveryCode, Region, SecondFactor
from redvest.registry.phone_errors import PhoneSame, RecoveryNotByOperator
from redvest.registry.privacy_errors import ReasonMissing
from redvest.registry.queries.account import account_by_phone
from redvest.registry.queries.role import live_grants
from redvest.registry.rules import phone as phone_rules
from redvest.registry.rules.standing import SEPARATED


@transaction.atomic
def begin_centre_recovery(*, city: str, phone: str, new_phone: str, reason: str, at: datetime) -> Account:
    """Send the code to the new phone and a warning to the old one. Raises as ``recover_centre`` but for the code."""
    account, number, reason = _checked(city, phone, new_phone, reason, at)
    send_code(city=city, phone=number, purpose=CodePurpose.RECOVER, at=at)
    text = f"服务器的运维人员要把你的账号换到尾号 {number[-4:]} 的手机。不是你要求的，请马上联系他们。"
    tell_accounts(accounts=[account], text=text, at=at, notice=Notice(MessageKind.ACCOUNT, about=account))
    write_line(by=SYSTEM, at=at, city=city, verb="begin_centre_recovery", target=account, reason=reason)
    return account


@transaction.atomic
def recover_centre(
    *, city: str, phone: str, new_phone: str, code: str, reason: str, operator: str, at: datetime
) -> Account:
    """Move the account. Second factors go with the lost phone only where the city has nobody else to clear them.

    ``operator`` is the name under which somebody works on the server. Raises PhoneFault, ReasonMissing,
    RecoveryNotByOperator, PhoneSame, PhoneTaken, and what ``use_code`` raises.
    """
    account, number, reason = _checked(city, phone, new_phone, reason, at)
    use_code(city=city, phone=number, purpose=CodePurpose.RECOVER, code=code, at=at)
    waiting = AccountRecovery.objects.filter(account=account, state=RecoveryState.WAITING)
    waiting.update(state=RecoveryState.ENDED, ended_at=at, phone_sealed=None)
    move_phone(account=account, number=number, at=at, recovered=True)
    roles = live_grants(day_of(at)).filter(account__city=city, account__is_active=True)
    guards = roles.filter(role=Role.SECURITY_ADMIN).exclude(account=account)
    cleared = 0
    if not guards.exists():
        cleared, _rows = SecondFactor.objects.filter(account=account).delete()
        RecoveryCode.objects.filter(account=account).delete()
    watching = Account.objects.filter(grants__in=roles.filter(role__in=SEPARATED)).exclude(pk=account.pk)
    text = f"志愿服务中心的账号由服务器的运维人员换到了尾号 {number[-4:]} 的手机，原因：{reason[:60]}。请核对审计记录。"
    notice = Notice(MessageKind.ACCOUNT)
    tell_accounts(accounts=watching.distinct().order_by("id"), text=text, at=at, notice=notice)
    write_line(
        by=SYSTEM, at=at, city=city, verb="recover_centre", target=account, reason=reason, operator=operator[:40],
        factors_cleared=cleared,
    )  # fmt: skip
    return account


def _checked(city: str, phone: str, new_phone: str, reason: str, at: datetime) -> tuple[Account, str, str]:
    """The account, the new number, the reason; the city's row is held, so that no second centre comes in between."""
    old, number = phone_rules.check(phone), phone_rules.check(new_phone)
    reason = " ".join(reason.split())[:200]
    if len(reason) < SHORTEST_REASON:
        raise ReasonMissing
    list(Region.objects.select_for_update(no_key=True).filter(pk=city).values_list("pk"))
    account = account_by_phone(city, old)
    centres = live_grants(day_of(at)).filter(role=Role.CENTRE, account__city=city, account__is_active=True)
    if account is None or set(centres.values_list("account_id", flat=True)) != {account.pk}:
        raise RecoveryNotByOperator
    if old == number:
        raise PhoneSame
    if account_by_phone(city, number) is not None:
        raise PhoneTaken
    return account, number, reason
