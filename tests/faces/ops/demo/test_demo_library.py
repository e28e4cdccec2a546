"""The demo city has a project library: a purchase that is partly paid by its evidence, and a joint project with its effect."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.oversight.models import Contract, EffectEvaluation, PaymentRequest, ProjectPlan, TenderNotice
from redvest.oversight.queries.contract import figures
from redvest.service.models import HoursEntry

pytestmark = pytest.mark.django_db


def test_two_projects_are_in_the_library(xinyu: Any) -> None:
    plans = {plan.way: plan for plan in ProjectPlan.objects.all()}

    assert set(plans) == {"purchase", "joint"}
    assert plans["joint"].partners.count() == 2
    assert TenderNotice.objects.get().state == "awarded"
    assert EffectEvaluation.objects.get().published_at is not None


def test_the_purchase_is_paid_for_what_was_served(xinyu: Any) -> None:
    contract = Contract.objects.get()
    account = figures(contract).account

    assert 0 < account.paid_fen <= account.payable_fen <= contract.amount_fen
    assert {each.state for each in PaymentRequest.objects.all()} == {"paid", "asked"}
    served = HoursEntry.objects.filter(activity__delivers__isnull=False, body=contract.supplier)
    assert served.exists() and not served.filter(grade="D").exists()
