"""``redvest recover``: first a code, then the move; what is refused is a sentence and exit code 2."""

from __future__ import annotations

import pytest

from redvest.faces.ops.cli import run
from redvest.registry.choices import CodePurpose, Role
from redvest.registry.models import OneTimeCode
from redvest.registry.queries.account import account_by_phone
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
OLD, NEW = "19900002301", "19900002302"
ASKED = ["recover", "--phone", OLD, "--to", NEW, "--reason", "手机丢了，见过身份证", "--city", make.CITY]


def test_a_code_and_then_the_move(capsys: pytest.CaptureFixture[str]) -> None:
    account = make.make_account(phone=OLD)
    make.make_grant(account=account, role=Role.CENTRE, region=make.make_region_tree().city)
    assert run(ASKED) == 0
    assert "加上 --code" in capsys.readouterr().out
    code = OneTimeCode.objects.get(purpose=CodePurpose.RECOVER)
    OneTimeCode.objects.filter(pk=code.pk).delete()
    make.make_code(NEW, CodePurpose.RECOVER, at=code.sent_at)
    assert run([*ASKED, "--code", "000000"]) == 2
    assert account_by_phone(make.CITY, OLD) == account
    assert run([*ASKED, "--code", "246810"]) == 0
    assert account_by_phone(make.CITY, NEW) == account


def test_another_account_is_told_its_way(capsys: pytest.CaptureFixture[str]) -> None:
    make.make_region_tree()
    make.make_account(phone=OLD)
    assert run(ASKED) == 2
    assert "由两位工作人员办理" in capsys.readouterr().err
