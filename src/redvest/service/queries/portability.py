"""Everything of one person as plain values, for the copy they take along (PIPL art. 45; 网数条例 art. 25).

Schema ``redvest-copy/1``, described in docs/privacy.md. Times are ISO 8601 with zone, durations whole minutes.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from redvest.core.clock import day_of
from redvest.registry.models import Volunteer
from redvest.registry.queries.merge import records_of
from redvest.service.queries.copy_parts import PARTS
from redvest.service.queries.copy_words import WORDS
from redvest.service.queries.hours import minutes_by_grade
from redvest.service.queries.portability_belonging import (
    classes,
    duty,
    joining,
    memberships,
    reflections,
    stations,
)
from redvest.service.queries.portability_finding import saved_searches
from redvest.service.queries.portability_looks import given_to, messages_sent, notices, reach, seen_by
from redvest.service.queries.portability_person import Row, about_me, full_numbers, qualifications
from redvest.service.queries.portability_privacy import consents, guardians, recipients, rights
from redvest.service.queries.portability_service import attendance, certificates, hours, signups
from redvest.service.queries.record import awards_part, basic_part, evaluations_part, training_part
from redvest.service.queries.roster_copy import asks_part, wishes_part

SCHEMA = "redvest-copy/1"


def whole_copy(volunteer: Volunteer, at: datetime, *, unmasked: bool = False) -> Row:
    """The five parts, then all rows about this person, each list from the earliest on; ``words`` explains the codes.

    ``unmasked``: with the person's own numbers in full, after a fresh proof that it is they.
    """
    people = list(records_of(volunteer.pk))
    return {
        "schema": SCHEMA,
        "made_at": at,
        "profile": {
            **asdict(basic_part(volunteer)),
            **(full_numbers(volunteer) if unmasked else {}),
            "registered_at": volunteer.registered_at,
            "state": volunteer.state,
        },
        "about_me": about_me(volunteer),
        "consents": consents(volunteer),
        "guardians": guardians(volunteer),
        "recipients": recipients(volunteer),
        "rights": rights(volunteer),
        "memberships": memberships(volunteer),
        "join_requests": joining(volunteer),
        "classes": classes(volunteer),
        "stations": stations(volunteer),
        "duty": duty(volunteer),
        "saved_searches": saved_searches(volunteer),
        "signups": signups(volunteer),
        "roster_asks": asks_part(volunteer.pk),
        "roster_wishes": wishes_part(volunteer.pk),
        "attendance": attendance(volunteer),
        "hours": hours(volunteer),
        "minutes_by_grade": minutes_by_grade(volunteer.pk),
        "certificates": certificates(volunteer),
        "qualifications": qualifications(volunteer),
        "reflections": reflections(volunteer),
        "training": [asdict(each) for each in training_part(volunteer.pk, day_of(at))],
        "awards": [asdict(each) for each in awards_part(volunteer.pk)],
        "evaluations": asdict(evaluations_part(volunteer.pk)),
        "messages": messages_sent(volunteer),
        "notices": notices(volunteer),
        "reach": reach(volunteer),
        "given_to": given_to(people),
        "seen_by": seen_by(people),
        **{part.key: part.read(people) for part in PARTS},
        "words": WORDS,
    }
