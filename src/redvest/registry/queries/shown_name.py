"""Under which name the public meets a person: masked, unless they let their name be published (PIPL art. 25).

Asked anew for every page, so taking the consent back works at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from redvest.registry.choices import ConsentPurpose, VolunteerState
from redvest.registry.models import Consent, Volunteer
from redvest.registry.rules.names import mask_name
from redvest.registry.rules.privacy_notice import good_wordings


def who_publishes(volunteer_ids: Collection[UUID], on: date) -> set[UUID]:
    """Those of these people whose consent stands, to the words of today, and who are on the register. One query."""
    live = Consent.objects.filter(
        volunteer_id__in=volunteer_ids,
        purpose=ConsentPurpose.PUBLISH_NAME,
        wording__in=good_wordings(ConsentPurpose.PUBLISH_NAME, on),
        withdrawn_at__isnull=True,
        volunteer__state=VolunteerState.ACTIVE,
    )
    return set(live.values_list("volunteer_id", flat=True))


def public_names(people: Iterable[Volunteer], on: date) -> dict[UUID, str]:
    """The name of each as everybody may read it. One query, however many there are."""
    named = {each.pk: each.name for each in people}
    open_ones = who_publishes(named, on)
    return {pk: name if pk in open_ones else mask_name(name) for pk, name in named.items()}


def public_name_of_account(account_id: UUID, name: str, on: date) -> str:
    """The name of an account that stands in a public place, such as a leader's."""
    record = Volunteer.objects.filter(account_id=account_id).values_list("pk", flat=True).first()
    return name if record is not None and who_publishes([record], on) else mask_name(name)
