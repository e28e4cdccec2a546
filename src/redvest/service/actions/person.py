"""What the service context does when a person's records become one, or a person is erased."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.db.models import F, Q

from redvest.registry.actions.forgetting import unlink
from redvest.registry.actions.forgetting_bodies import FORGOTTEN
from redvest.registry.events import PersonErased, RecordsMerging, RecordsParted
from redvest.registry.merge_errors import MergeHasSignUps
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.reached import Reached, is_rung, reached_as, typed_digits
from redvest.service.actions.ledger import erase_salt
from redvest.service.actions.offer import hold_out, lock_post
from redvest.service.actions.roster_forget import forget_on_rosters
from redvest.service.choices import (
    LIVE_SIGNUPS,
    TAKING,
    CancelKind,
    CertificateState,
    HandOverState,
    OfferState,
    SignUpState,
)
from redvest.service.models import (
    AbsenceAppeal,
    Activity,
    ActivityFeedback,
    AwardRecord,
    CalendarEvent,
    CalendarFeed,
    Certificate,
    DrawEntry,
    ErrorReport,
    Evaluation,
    EvidenceFile,
    HandOver,
    Offer,
    Post,
    PresencePing,
    ProxyConsent,
    RoomTicket,
    RosterLetter,
    SavedSearch,
    SignUp,
    SignUpParty,
    VolunteerCard,
)
from redvest.service.queries.certificate import pdf_path

REASON = "本人申请注销"
PARTED = "两份记录的合并已经撤销"


def refuse_open_signups(event: RecordsMerging) -> None:
    """A record with a place on something that is not over cannot be merged away: the person would lose sight of it."""
    places = SignUp.objects.filter(volunteer_id=event.merged_id, state__in=LIVE_SIGNUPS)
    lots = DrawEntry.objects.filter(volunteer_id=event.merged_id, withdrawn_at=None, opening__drawn_at=None)
    coming = lots.filter(opening__post__activity__ends_at__gt=event.at)
    if places.filter(activity__ends_at__gt=event.at).exists() or coming.exists():
        raise MergeHasSignUps


def part_certificates(event: RecordsParted) -> None:
    """What certified hours of both records together certifies somebody else's once they are two people again."""
    mixed = Certificate.objects.filter(
        volunteer_id=event.survivor_id,
        state=CertificateState.VALID,
        lines__entry__volunteer_id=event.merged_id,
    )
    keys = list(mixed.values_list("pk", flat=True))
    Certificate.objects.filter(pk__in=keys).update(
        state=CertificateState.REVOKED, revoked_at=event.at, revoked_reason=PARTED
    )


def forget_person(event: PersonErased) -> None:
    """Unlink the leaves of the log first, since nothing is recorded after that; then places and certificates go."""
    volunteer = Volunteer.objects.get(pk=event.volunteer_id)
    person = Standing(None, volunteer.pk, event.city, "")
    erase_salt(by=person, volunteer=volunteer, reason=REASON, at=event.at)
    _give_up_places(event)
    valid = Certificate.objects.filter(volunteer=volunteer, state=CertificateState.VALID)
    for paper in map(pdf_path, Certificate.objects.filter(volunteer=volunteer)):
        transaction.on_commit(partial(paper.unlink, missing_ok=True))
    _forget_words(event)
    forget_on_rosters(event)
    CalendarFeed.objects.filter(volunteer=volunteer).delete()
    CalendarEvent.objects.filter(volunteer=volunteer).delete()
    known = reached_as(volunteer)
    _forget_leader(volunteer.city, known)
    _forget_openings(event, known)
    _forget_answers(event)
    valid.update(state=CertificateState.REVOKED, revoked_at=event.at, revoked_reason=REASON)


def _give_up_places(event: PersonErased) -> None:
    """Free the places on what has not begun, in the order of their posts, for those who wait."""
    places = SignUp.objects.filter(volunteer_id=event.volunteer_id, state__in=LIVE_SIGNUPS)
    ahead = places.filter(period__startswith__gt=event.at)
    for post_id in sorted(set(ahead.values_list("post_id", flat=True))):
        lock_post(post_id=post_id)
        held = ahead.filter(post_id=post_id, state__in=TAKING).count()
        mine = Offer.objects.filter(signup__in=ahead.filter(post_id=post_id), state=OfferState.OPEN)
        mine.update(state=OfferState.WITHDRAWN, ended_at=event.at)
        ahead.filter(post_id=post_id).update(
            state=SignUpState.CANCELLED, cancelled_at=event.at, cancel_kind=CancelKind.HOUSE
        )
        Post.objects.filter(pk=post_id).update(taken=F("taken") - held)
        hold_out(post_id=post_id, at=event.at)


def _forget_leader(city: str, known: Reached) -> None:
    """The activities they led stand without their name, and no notice tells people to call them.

    Name and phones are on record until the event has been heard. A phone is one person's wherever it stands, however
    it was typed; a name may be somebody else's too, and goes beside that phone or where they led.
    """
    rows = Activity.objects.alias(typed=typed_digits("contact_phone"))
    rung = rows.filter(is_rung(known.phones), city=city)
    led = Activity.objects.filter(leader__in=known.accounts)
    for where in (led, rung):
        where.filter(contact_name__in=known.names).update(contact_name="")
    rung.update(contact_phone="")
    led.update(leader_name=FORGOTTEN)
    RosterLetter.objects.filter(author__in=known.accounts).update(text="")


def _forget_openings(event: PersonErased, known: Reached) -> None:
    """The name they gave a group, their turn in waiting rooms, their lots. A lot on a published list keeps its number
    there, for the draw to be checked by; the number names nobody any more.
    """
    SignUpParty.objects.filter(made_by__in=known.accounts).update(name="")
    RoomTicket.objects.filter(volunteer_id=event.volunteer_id).delete()
    lots = DrawEntry.objects.filter(volunteer_id=event.volunteer_id, withdrawn_at__isnull=True)
    lots.filter(opening__list_digest="").update(withdrawn_at=event.at)


def _forget_answers(event: PersonErased) -> None:
    """What they are asked and have asked ends; what was written of how they said yes goes."""
    mine = Q(to_volunteer_id=event.volunteer_id) | Q(signup__volunteer_id=event.volunteer_id)
    asked = HandOver.objects.filter(mine, state=HandOverState.OPEN)
    asked.update(state=HandOverState.WITHDRAWN, ended_at=event.at)
    AbsenceAppeal.objects.filter(signup__volunteer_id=event.volunteer_id).update(words=FORGOTTEN, answer="")
    ProxyConsent.objects.filter(signup__volunteer_id=event.volunteer_id).update(words="")


def _forget_words(event: PersonErased) -> None:
    """What was said by this person or of them, their papers, and where they were. Hours and awards keep their facts."""
    own = {"volunteer_id": event.volunteer_id}
    SignUp.objects.filter(**own).update(words="", answer="", cancel_reason="")
    ErrorReport.objects.filter(**own).update(text=FORGOTTEN, answer="")
    ActivityFeedback.objects.filter(**own).update(text="")
    Evaluation.objects.filter(**own).update(text="", beneficiary_words="")
    VolunteerCard.objects.filter(**own, revoked_at__isnull=True).update(revoked_at=event.at)
    PresencePing.objects.filter(**own).delete()
    SavedSearch.objects.filter(**own).delete()  # and what their watches found
    papers = AwardRecord.objects.filter(**own).exclude(proof_key="")
    files = EvidenceFile.objects.filter(transfer__volunteer_id=event.volunteer_id)
    for key in [*papers.values_list("proof_key", flat=True), *files.values_list("key", flat=True)]:
        transaction.on_commit(partial(unlink, key=key))
    papers.update(proof_key="")
    files.update(name=FORGOTTEN)
    AwardRecord.objects.filter(**own).update(content="")
