"""Signing somebody up at a desk: for people without phones, with the yes that they give there, and its witness.

A station's keeper signs up for whatever is open, an activity's leaders for their own. A place that is kept for
somebody, or a question whether they come, is answered by the person at the station; the keeper only bears witness.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core import audit, clock
from redvest.core.errors import NotAllowed
from redvest.registry.models import Station, Volunteer
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries.setting import age_gates
from redvest.registry.rules.age import age_on
from redvest.service import policy
from redvest.service.actions.offer import take_offer
from redvest.service.actions.reconfirm import reconfirm
from redvest.service.actions.signup import SignedUp, Wish, sign_up
from redvest.service.choices import ConsentHow, SignUpState
from redvest.service.hand_over_errors import OneselfAsked
from redvest.service.models import Post, ProxyConsent, SignUp
from redvest.service.party_errors import ConsentMissing, GuardianSigns
from redvest.service.queries.person_here import standing_at_desk
from redvest.service.signup_errors import OfferOver, SignUpNotFound


@dataclass(frozen=True)
class Consent:
    """How the person said yes, in whose hearing (``by``) and at which station, where it is one."""

    how: str
    words: str = ""
    station: Station | None = None


@transaction.atomic
def sign_up_for(
    *, by: Standing, person: Volunteer, post_id: UUID, consent: Consent, key: str = "", at: datetime
) -> SignedUp:
    """A place, or the next one in line, for somebody who stands here. A repeat with the same key books nothing twice.

    Raises NotAllowed, ConsentMissing, GuardianSigns, OneselfAsked and whatever ``sign_up`` raises.
    """
    post = Post.objects.select_related("activity").filter(pk=post_id, city=by.city).first()
    if post is None:
        raise SignUpNotFound("没有找到这个岗位，它可能已经取消。")
    if not _keeps(by, consent.station) and not policy.may_lead(by, post.activity):
        raise NotAllowed
    if by.is_self(person.pk):
        raise OneselfAsked("给自己报名，请用自己的手机或者自助机。")
    if consent.how not in ConsentHow.values:
        raise ConsentMissing
    if consent.how != ConsentHow.PAPER and _is_minor(person, post, at):
        raise GuardianSigns
    wish = Wish(made_by=by.account_id)
    done = sign_up(by=standing_at_desk(by, person), post_id=post_id, key=key, wish=wish, at=at)
    if not done.repeated:
        _keep(by, SignUp.objects.get(pk=done.id), consent, "sign_up_for", at)
    return done


@transaction.atomic
def answer_here(
    *, by: Standing, person: Volunteer, signup_id: UUID, station: Station, at: datetime
) -> SignUp:
    """The person at the station says "I come": to a place kept for them, or to the question asked once more.

    Raises NotAllowed (no keeper of it), OneselfAsked, OfferOver, NothingToReconfirm, SignUpNotFound.
    """
    if not _keeps(by, station):
        raise NotAllowed
    if by.is_self(person.pk):
        raise OneselfAsked("自己的名额，请用自己的手机或者自助机答应。")
    signup = SignUp.objects.filter(
        pk=signup_id, volunteer_id__in=standing_at_desk(by, person).records
    ).first()
    if signup is None:
        raise SignUpNotFound
    if _is_minor(person, signup.post, at):
        raise GuardianSigns("未成年人的名额，要监护人用自己的手机答应。")
    theirs = standing_at_desk(by, person)
    if signup.state == SignUpState.OFFERED:
        said = take_offer(by=theirs, signup_id=signup_id, at=at)
    elif signup.state == SignUpState.CONFIRMED:
        said = reconfirm(by=theirs, signup_id=signup_id, at=at)
    else:
        raise OfferOver
    _keep(by, said, Consent(ConsentHow.PRESENT, station=station), "take_offer_for", at)
    return said


def _keeps(by: Standing, station: Station | None) -> bool:
    return station is not None and not by.waiting and by.keeps(station.pk, station.region.path)


def _is_minor(person: Volunteer, post: Post, at: datetime) -> bool:
    """For whom the guardian says yes: by an own phone, or on paper."""
    today = clock.day_of(at)
    gate = age_gates(post.activity.region_path, today).guardian_consent_under
    return person.birth_on is not None and age_on(person.birth_on, today) < gate


def _keep(by: Standing, signup: SignUp, consent: Consent, verb: str, at: datetime) -> None:
    ProxyConsent.objects.update_or_create(
        signup=signup,
        defaults={
            "city": signup.city, "how": consent.how, "words": consent.words.strip()[:200],
            "station": consent.station, "heard_by_id": require_member(by), "at": at,
        },
    )  # fmt: skip
    station = str(consent.station.pk) if consent.station else ""
    audit.write_line(
        by=by.actor, at=at, city=signup.city, verb=verb, target=signup, how=consent.how, station=station
    )
