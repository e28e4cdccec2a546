"""Sets a dated rule at a place from a day on. Rows are never changed, and the past is never rewritten."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.registry.models import DatedSetting, Region
from redvest.registry.policy import Standing, require_governs
from redvest.registry.rules.setting import RULES, fits
from redvest.registry.setting_errors import RuleAlreadySet, RuleInThePast, RuleUnknown, RuleValueWrong


@transaction.atomic
def set_rule(
    *, by: Standing, key: str, region: Region, effective_on: date, value: Any, basis: str, at: datetime
) -> DatedSetting:
    """Let a rule have another value at a place, and below it, from today or a later day on."""
    if key not in RULES:
        raise RuleUnknown(key=key)
    require_governs(by, region.path)
    if not fits(key, value):
        raise RuleValueWrong(key=key)
    if effective_on < day_of(at):
        raise RuleInThePast
    try:
        with transaction.atomic():
            row = DatedSetting.objects.create(
                key=key,
                region=region,
                effective_on=effective_on,
                value=value,
                basis=" ".join(basis.split())[:200],
                set_by_id=by.account_id,
                set_at=at,
            )
    except IntegrityError as fault:
        if broken_constraint(fault) == "one_value_per_rule_place_day":
            raise RuleAlreadySet from fault
        raise
    day = effective_on.isoformat()
    write_line(
        by=by.actor,
        at=at,
        city=region.city,
        verb="set_rule",
        target=row,
        key=key,
        value=value,
        effective_on=day,
    )
    return row
