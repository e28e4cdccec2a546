"""Who may act for whom: a guardian for a child. The one place where an account meets a record that is not its own.

The guardian acts with the child's record and none of any role, so that every rule about the child (age, dangerous
posts, training, other plans, consents that hold, of which the record's state tells) is asked as for the child itself,
and the audit trail names the guardian's account.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from redvest.core.clock import day_of
from redvest.core.errors import DomainError
from redvest.registry.guardian_errors import ChildUnknown
from redvest.registry.models import Volunteer
from redvest.registry.queries import secret
from redvest.registry.queries.guardian import children_of
from redvest.registry.queries.merge import merged_into
from redvest.registry.rules import identity_number
from redvest.registry.rules.standing import Standing


def standing_for_child(by: Standing, child_id: UUID, at: datetime) -> tuple[Volunteer, Standing]:
    """The child and the standing for acting as it. Raises ChildUnknown for everybody but a guardian of today."""
    child = next((each for each in children_of(by, at) if each.pk == child_id), None)
    if child is None:
        raise ChildUnknown
    merged = tuple(merged_into(child.pk).values_list("merged_id", flat=True))
    return child, Standing(by.account_id, child.pk, child.city, child.name, merged=merged)


def child_with_number(by: Standing, id_type: str, id_number: str, at: datetime) -> Volunteer | None:
    """One's own child on the register under this number, told to nobody else. A number that is none finds nobody."""
    try:
        number = identity_number.check(id_type, id_number, day_of(at)).number
    except DomainError:
        return None
    mark = secret.id_hash(id_type, number)
    return next((each for each in children_of(by, at) if each.id_hash and bytes(each.id_hash) == mark), None)
