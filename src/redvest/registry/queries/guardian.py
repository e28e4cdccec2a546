"""Whose guardian an account is: the phone that the guardian agreed with is the account's, proven by a code.

A child has at most two guardians at a time, and either acts (民法典 arts 26, 27). With the birthday at which no guardian
is needed any more the bond ends by itself, and the record is the child's alone.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from redvest.core.clock import day_of
from redvest.core.errors import Unauthenticated
from redvest.registry.choices import VolunteerState
from redvest.registry.guardian_errors import NotTheGuardian
from redvest.registry.models import Account, Guardian, Volunteer
from redvest.registry.queries import secret
from redvest.registry.queries.identity import age_of
from redvest.registry.queries.setting import age_gates
from redvest.registry.rules.age import age_on
from redvest.registry.rules.standing import Standing


def children_of(by: Standing, at: datetime) -> list[Volunteer]:
    """The minors this account answers for, the eldest first; a record merged away or erased is nobody's to act on."""
    return _children(by, at)


def phone_tails_of(children: Collection[UUID]) -> dict[UUID, str]:
    """The last digits of the first guardian's phone, for who has to find them on the day. One query, none for nobody."""
    if not children:
        return {}
    bonds = Guardian.objects.filter(volunteer_id__in=children, ended_at__isnull=True).order_by("-place")
    return dict(bonds.values_list("volunteer_id", "phone_tail"))


def acts_for(by: Standing, volunteer_id: UUID, at: datetime) -> bool:
    """Whether this account may act for this person today."""
    return bool(_children(by, at, volunteer_id=volunteer_id))


def _children(by: Standing, at: datetime, volunteer_id: UUID | None = None) -> list[Volunteer]:
    if by.account_id is None:
        return []
    account = Account.objects.filter(pk=by.account_id).only("phone_hash").first()
    if account is None:
        return []
    bonds = Guardian.objects.filter(phone_hash=account.phone_hash, ended_at__isnull=True)
    found = Volunteer.objects.filter(
        pk__in=bonds.values("volunteer_id"), city=by.city, birth_on__isnull=False
    )
    found = found.exclude(state__in=(VolunteerState.MERGED, VolunteerState.ERASED))
    if by.volunteer_id is not None:
        found = found.exclude(pk=by.volunteer_id)
    if volunteer_id is not None:
        found = found.filter(pk=volunteer_id)
    people = list(found.select_related("region").order_by("birth_on", "id"))
    if not people:  # nearly everybody: pages ask this of who looks at them
        return []
    on = day_of(at)
    gate = age_gates(f"{by.city}/", on).guardian_consent_under
    return [each for each in people if each.birth_on and age_on(each.birth_on, on) < gate]


def require_own_or_guardian(by: Standing, volunteer: Volunteer, at: datetime) -> bool:
    """Whether a guardian acts: the person may, and so may a minor's guardian. Raises Unauthenticated, NotTheGuardian."""
    if by.account_id is None:
        raise Unauthenticated
    if by.is_self(volunteer.pk):
        return False
    if not acts_for(by, volunteer.pk, at):
        raise NotTheGuardian
    return True


def guardians_of(volunteer_id: UUID) -> QuerySet[Guardian]:
    """Who acts for a child: at most two, the first entered first. Bonds that ended are left out."""
    return Guardian.objects.filter(volunteer_id=volunteer_id, ended_at__isnull=True).order_by("place")


def bond_of(by: Standing, volunteer_id: UUID) -> Guardian | None:
    """The bond by which this account acts for a child, whatever the child's age."""
    if by.account_id is None:
        return None
    phone = Account.objects.filter(pk=by.account_id).values("phone_hash")
    return guardians_of(volunteer_id).filter(phone_hash__in=phone).first()


def guardian_phones(volunteer_id: UUID) -> list[str]:
    """The numbers of everybody who acts for a child, each once. For sending, and for who may see them whole."""
    sealed = guardians_of(volunteer_id).values_list("phone_sealed", flat=True)
    return list(dict.fromkeys(secret.open_sealed(each, context=secret.GUARDIAN_PHONE) for each in sealed))


def needs_guardian(volunteer: Volunteer, at: datetime) -> bool:
    """Whether somebody is too young to serve without a guardian; an import without a birth date is not."""
    return age_of(volunteer, at).needs_guardian


def phones_to_tell(volunteer: Volunteer, at: datetime) -> list[str]:
    """Where a text about somebody goes: to their own phone; to each of their guardians where a child has none."""
    own = secret.volunteer_phone(volunteer)
    if own:
        return [own]
    theirs = guardian_phones(volunteer.pk)
    return theirs if theirs and needs_guardian(volunteer, at) else []
