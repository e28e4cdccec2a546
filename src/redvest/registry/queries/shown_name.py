"""Under which name the public meets a person: masked, unless they let their name be published (PIPL art. 25).

Asked anew for every page, so taking the consent back works at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from redvest.registry.choices import ConsentPurpose, VolunteerState
from redvest.registry.models import Consent, Volunteer
from redvest.registry.rules.names import mask_name


def who_publishes(volunteer_ids: Collection[UUID]) -> set[UUID]:
    """Those of these people whose consent stands and who are on the register. One query."""
    live = Consent.objects.filter(
        volunteer_id__in=volunteer_ids,
        purpose=ConsentPurpose.PUBLISH_NAME,
        withdrawn_at__isnull=True,
        volunteer__state=VolunteerState.ACTIVE,
    )
    return set(live.values_list("volunteer_id", flat=True))


def public_names(people: Iterable[Volunteer]) -> dict[UUID, str]:
    """The name of each as everybody may read it. One query, however many there are."""
    named = {each.pk: each.name for each in people}
    open_ones = who_publishes(named)
    return {pk: name if pk in open_ones else mask_name(name) for pk, name in named.items()}


def public_name_of_account(account_id: UUID, name: str) -> str:
    """The name of an account that stands in a public place, such as a leader's."""
    record = Volunteer.objects.filter(account_id=account_id).values_list("pk", flat=True).first()
    return name if record is not None and who_publishes([record]) else mask_name(name)
