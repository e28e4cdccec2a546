"""``redvest retention`` counts, or lets go, and says so."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from redvest.core import clock
from redvest.faces.ops.cli import run
from redvest.registry.choices import CodePurpose
from redvest.registry.models import OneTimeCode
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


def test_it_counts_first_and_then_lets_go(capsys: pytest.CaptureFixture[str]) -> None:
    make.make_region_tree()
    long_ago = clock.now() - timedelta(days=9)
    OneTimeCode.objects.create(
        city=make.CITY, phone_hash=b"p", purpose=CodePurpose.SIGN_IN, code_hash=b"c", sent_at=long_ago,
        expires_at=long_ago,
    )  # fmt: skip

    assert run(["retention", "--dry-run", "--json", "--city", make.CITY]) == 0
    assert json.loads(capsys.readouterr().out)["codes"] == 1
    assert OneTimeCode.objects.count() == 1

    assert run(["retention", "--city", make.CITY]) == 0
    assert "验证码 1" in capsys.readouterr().out
    assert not OneTimeCode.objects.exists()
