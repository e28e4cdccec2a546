"""The only centre's lost phone: moved by who runs the server, with everybody told, and for no other account."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.core.models import AuditLine
from redvest.registry.account_errors import PhoneTaken, WrongCode
from redvest.registry.actions.operator_recovery import begin_centre_recovery, recover_centre
from redvest.registry.choices import CodePurpose, FactorKind, Role
from redvest.registry.models import Account, OneTimeCode, OutgoingMessage, SecondFactor
from redvest.registry.phone_errors import PhoneSame, RecoveryNotByOperator
from redvest.registry.privacy_errors import ReasonMissing
from redvest.registry.queries.account import account_by_phone
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
OLD, NEW = "19900002201", "19900002202"
ASKED: dict[str, Any] = {
    "city": CITY,
    "phone": OLD,
    "new_phone": NEW,
    "reason": "手机丢了，见过本人身份证",
    "at": NOW,
}


@pytest.fixture
def centre(settings: Any) -> Account:
    settings.REDVEST_DEMO = True
    account = make.make_account(phone=OLD, name="张中心")
    make.make_grant(account=account, role=Role.CENTRE, region=make.make_region_tree().city)
    return account


def holder(role: Role) -> Account:
    account = make.make_account()
    make.make_grant(account=account, role=role, region=make.make_region_tree().city)
    return account


def finish(**given: Any) -> Account:
    return recover_centre(**{**ASKED, "code": "246810", "operator": "ops", **given})


def factor(account: Account) -> None:
    SecondFactor.objects.create(
        account=account, kind=FactorKind.APP, label="手机", secret_sealed=b"x", created_at=NOW
    )


def test_a_code_to_the_new_phone_and_everybody_hears(centre: Account) -> None:
    auditor, guard = holder(Role.AUDITOR), holder(Role.SECURITY_ADMIN)
    factor(centre)
    begin_centre_recovery(**ASKED)
    assert OneTimeCode.objects.get().purpose == CodePurpose.RECOVER
    assert "尾号 2202" in make.last_text(OLD) and "验证码" in make.last_text(NEW)
    assert account_by_phone(CITY, NEW) is None

    OneTimeCode.objects.all().delete()
    make.make_code(NEW, CodePurpose.RECOVER)
    epoch = centre.session_epoch
    finish()
    centre.refresh_from_db()
    assert account_by_phone(CITY, NEW) == centre and centre.session_epoch == epoch + 1
    assert not centre.has_usable_password()
    assert SecondFactor.objects.filter(account=centre).count() == 1, "the security administrator clears it"
    for each in (auditor, guard):
        told = OutgoingMessage.objects.filter(phone_tail=each.phone_tail)
        assert [row.text for row in told if "运维人员" in row.text]
    line = AuditLine.objects.get(verb="recover_centre")
    assert (line.actor_kind, line.reason) == ("system", ASKED["reason"])
    assert line.details == {"operator": "ops", "factors_cleared": 0}


def test_where_nobody_else_could_clear_them_the_factors_go_too(centre: Account) -> None:
    factor(centre)
    make.make_code(NEW, CodePurpose.RECOVER)
    finish()
    assert not SecondFactor.objects.exists()
    assert AuditLine.objects.get(verb="recover_centre").details["factors_cleared"] == 1


def refused(fault: type[Exception], **given: Any) -> None:
    before = list(Account.objects.order_by("pk").values())
    for act in (begin_centre_recovery, lambda **asked: finish(**asked)):
        with pytest.raises(fault):
            act(**{**ASKED, **given})
    assert list(Account.objects.order_by("pk").values()) == before
    assert not AuditLine.objects.filter(verb__in=("begin_centre_recovery", "recover_centre")).exists()


def test_what_is_refused_moves_nothing(centre: Account) -> None:
    make.make_code(NEW, CodePurpose.RECOVER)
    with pytest.raises(WrongCode):
        finish(code="000000")
    refused(ReasonMissing, reason=" 丢 ")
    refused(PhoneSame, new_phone=OLD)
    make.make_account(phone="19900002203")
    refused(PhoneTaken, new_phone="19900002203")
    refused(RecoveryNotByOperator, phone="19900002204")


def test_with_a_second_centre_and_for_anybody_else_it_is_no_way(centre: Account) -> None:
    officer = make.make_account(phone="19900002205")
    make.make_grant(account=officer, role=Role.REGION_OFFICER, region=make.make_region_tree().yushui)
    refused(RecoveryNotByOperator, phone="19900002205")
    holder(Role.CENTRE)
    refused(RecoveryNotByOperator)
