"""Brands of teams and of projects: registered under their owner, ended, never renamed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.registry.actions.body import hold_active_body
from redvest.registry.body_fact_errors import BrandTaken, BrandUnknown, BrandWrong
from redvest.registry.choices import BrandKind
from redvest.registry.models import Body, Brand
from redvest.registry.policy import Standing, require_administers


@transaction.atomic
def register_brand(
    *, by: Standing, body: Body, kind: str, name: str, about: str, began_on: date | None, at: datetime
) -> Brand:
    """Put a brand on the register. Raises NotAllowed, BodyNotActive, BrandWrong, BrandTaken, also of two at once."""
    require_administers(by, body.pk, body.region_path)
    name, about = " ".join(name.split()), " ".join(about.split())[:200]
    if kind not in BrandKind.values or not 2 <= len(name) <= 40:
        raise BrandWrong
    if began_on is None or began_on > day_of(at):
        raise BrandWrong
    hold_active_body(body=body, city=by.city)
    try:
        with transaction.atomic():
            made = Brand.objects.create(
                city=body.city, body=body, kind=kind, name=name, about=about, began_on=began_on,
                registered_by_id=by.account_id, registered_at=at,
            )  # fmt: skip
    except IntegrityError as fault:
        if broken_constraint(fault) == "one_live_brand_per_name":
            raise BrandTaken from fault
        raise
    write_line(by=by.actor, at=at, city=body.city, verb="register_brand", target=made, name=name)
    return made


@transaction.atomic
def end_brand(*, by: Standing, brand: Brand, at: datetime) -> Brand:
    """Let it go; the row stays. Raises NotAllowed, BrandUnknown where it ended meanwhile."""
    require_administers(by, brand.body_id, brand.body.region_path)
    live = Brand.objects.filter(pk=brand.pk, ended_on__isnull=True)
    if not live.update(ended_on=day_of(at)):
        raise BrandUnknown
    brand.refresh_from_db()
    write_line(by=by.actor, at=at, city=brand.city, verb="end_brand", target=brand, name=brand.name)
    return brand
