"""Coming onto the register at a station's screen, with somebody who helps: the same two steps as anywhere, in one go.

The person's own phone agrees by its code, the consents are the person's own (or their guardian's), and the trail says
who helped. No password is set by anybody: the person signs in by code until they choose one.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.registry.actions.account import register
from redvest.registry.actions.volunteer import VolunteerForm, register_volunteer
from redvest.registry.models import KioskDevice, Volunteer
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries.role import standing_of


@transaction.atomic
def register_with_helper(
    *, by: Standing, device: KioskDevice, phone: str, code: str, form: VolunteerForm, at: datetime
) -> Volunteer:
    """Open an account and put its owner on the register, or neither. ``by`` is who helps.

    Raises what ``register`` and ``register_volunteer`` raise; a code stays good when something else was wrong.
    """
    require_member(by)
    account = register(
        city=device.city, phone=phone, code=code, password=secrets.token_urlsafe(24), name=form.name, at=at
    )
    person = register_volunteer(by=standing_of(account, day_of(at)), form=form, at=at)
    write_line(
        by=by.actor, at=at, city=device.city, verb="help_register", target=person, kiosk=str(device.pk)
    )
    return person
