"""Coming onto the register beside somebody who helps: at a station's screen, or at an organisation's or a station's desk.

The same two steps as anywhere, in one go. The person's own phone agrees by its code, the consents are the person's own
(or their guardian's) after they were read out, and stay with who read them, when, and which notice (民政部令第 67 号
art. 6; 个人信息保护法 arts 14, 17). No password is set by anybody: the person signs in by code until they choose one.

Counts tries, since nobody is to find out whose numbers are on the register: not to be called inside a transaction.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from redvest.core import throttle
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.registry.actions.account import register
from redvest.registry.actions.membership import enrol
from redvest.registry.actions.volunteer import VolunteerForm, register_volunteer
from redvest.registry.choices import BodyState, MembershipConsent
from redvest.registry.errors import BodyNotActive
from redvest.registry.models import Body, Consent, KioskDevice, Station, Volunteer
from redvest.registry.policy import Standing, require_administers, require_keeps, require_member
from redvest.registry.queries.role import standing_of
from redvest.registry.rules.privacy_notice import version_on

TRIES, WINDOW = 20, timedelta(hours=1)


def register_with_helper(
    *, by: Standing, device: KioskDevice, phone: str, code: str, form: VolunteerForm, at: datetime
) -> Volunteer:
    """At a screen: open an account and put its owner on the register, or neither. ``by`` is who helps.

    Raises what ``register`` and ``register_volunteer`` raise; a code stays good when something else was wrong.
    """
    require_member(by)
    throttle.hit(f"kiosk-register:{device.pk.hex}", limit=TRIES, window=WINDOW, at=at)
    return _register(by, device.city, phone, code, form, at, {"kiosk": str(device.pk)})


def register_at_desk(
    *,
    by: Standing,
    place: Body | Station,
    phone: str,
    code: str,
    form: VolunteerForm,
    join: bool = False,
    at: datetime,
) -> Volunteer:
    """At a desk of an organisation by its head, or of a station by its keeper. ``join``: the person also joins the body.

    Raises NotAllowed, BodyNotActive, what ``register_with_helper`` raises, and with ``join`` what ``enrol`` raises.
    """
    account_id = require_member(by)
    if isinstance(place, Station):
        require_keeps(by, place.pk, place.region.path)
    else:
        require_administers(by, place.pk, place.region_path)
    throttle.hit(f"desk-register:{account_id.hex}", limit=TRIES, window=WINDOW, at=at)
    with transaction.atomic():
        if isinstance(place, Station):
            return _register(by, place.city, phone, code, form, at, {"station": str(place.pk)}, id_seen=True)
        held = Body.objects.select_for_update(no_key=True).filter(pk=place.pk, state=BodyState.ACTIVE)
        if not list(held.values_list("pk")):
            raise BodyNotActive
        person = _register(by, place.city, phone, code, form, at, {"body": str(place.pk)})
        if join:
            enrol(by=by, body=place, volunteer_id=person.pk, consent=MembershipConsent.INVITED, at=at)
        return person


@transaction.atomic
def _register(
    by: Standing,
    city: str,
    phone: str,
    code: str,
    form: VolunteerForm,
    at: datetime,
    where: dict[str, str],
    *,
    id_seen: bool = False,
) -> Volunteer:
    today = day_of(at)
    account = register(
        city=city, phone=phone, code=code, password=secrets.token_urlsafe(24), name=form.name, at=at
    )
    person = register_volunteer(by=standing_of(account, today), form=form, id_seen=id_seen, at=at)
    _read_out(person.pk, by.account_id, at)
    write_line(
        by=by.actor, at=at, city=city, verb="help_register", target=person, notice=version_on(today).key, **where
    )  # fmt: skip
    return person


def _read_out(volunteer_id: UUID, reader: UUID | None, at: datetime) -> None:
    """Every consent given just now was heard from this one; older ones of a claimed record were not."""
    Consent.objects.filter(volunteer_id=volunteer_id, given_at=at, withdrawn_at__isnull=True).update(
        read_by_id=reader
    )
