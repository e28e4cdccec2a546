"""Who stands at a desk: by their card, or by number and name together."""

from __future__ import annotations

from redvest.registry.choices import VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.merge import living_record, merged_into
from redvest.service.choices import LIVE_SIGNUPS
from redvest.service.code_errors import CardRevoked
from redvest.service.hand_over_errors import NobodyByThatName
from redvest.service.models import SignUp
from redvest.service.party_errors import PersonUnknownHere
from redvest.service.queries.codes import code_key
from redvest.service.queries.hand_over import volunteer_called
from redvest.service.queries.presence import live_serials
from redvest.service.rules.presence import CodeKind, kind_of, read_card


def person_here(city: str, typed: str, name: str) -> Volunteer:
    """The person whose card was scanned, or whose number was typed with the name. Raises PersonUnknownHere, CardRevoked."""
    text = typed.strip()
    if kind_of(text) is CodeKind.CARD:
        who, serial = read_card(code_key(), text)
        if live_serials([who]).get(who) != serial:
            raise CardRevoked
        found = Volunteer.objects.filter(
            pk=living_record(who), city=city, state=VolunteerState.ACTIVE
        ).first()
        if found is None:
            raise PersonUnknownHere
        return found
    try:
        return volunteer_called(city, text, name)
    except NobodyByThatName as fault:
        raise PersonUnknownHere from fault


def standing_at_desk(by: Standing, person: Volunteer) -> Standing:
    """The person's standing with the account of who sits at the desk: the rules are the person's, the trail names both."""
    merged = tuple(merged_into(person.pk).values_list("merged_id", flat=True))
    return Standing(by.account_id, person.pk, person.city, person.name, merged=merged)


def coming_of(person: Volunteer) -> list[SignUp]:
    """What the person has signed up for and is not over, the next one first."""
    rows = SignUp.objects.filter(volunteer=person, state__in=LIVE_SIGNUPS)
    return list(rows.select_related("activity__body", "post").order_by("period", "id"))
