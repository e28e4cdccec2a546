"""Background entry points of the service context: load by id, call one action."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django_tasks import task

from redvest.core import clock
from redvest.core.jobs import LAST, PRESSING
from redvest.registry.choices import VolunteerState
from redvest.registry.events import VolunteerStateChanged
from redvest.service.actions import (
    absence,
    absence_notice,
    answer_notice,
    application,
    batch,
    calendar_feed,
    departure,
    draw_entry,
    draw_notice,
    hand_over,
    hand_over_notice,
    insured_roster,
    integrity_scan,
    letter,
    log,
    lottery,
    notice,
    offer,
    reconfirm,
    reminder,
    report,
    review_notice,
    roster_ask,
    roster_work,
    series_notice,
    watch,
    watch_notice,
)
from redvest.service.actions.log_check import check_log
from redvest.service.actions.review_notice import Decision
from redvest.service.events import (
    AbsenceAppealAnswered,
    AbsenceAppealMade,
    ActivitiesChanged,
    ActivityCancelled,
    ActivityReviewed,
    ApplicationDecided,
    CertificateBatchAsked,
    HandOverAsked,
    HandOverEnded,
    LeftOutOfParty,
    LetterWritten,
    LotteryDrawn,
    NamedInParty,
    OccurrencesCancelled,
    ReconfirmAsked,
    ReconfirmLapsed,
    RosterAsked,
    RosterSolvingAsked,
    SignUpLapsed,
    SignUpOffered,
    SignUpPromoted,
)
from redvest.service.queries.log import cities_with_waiting

BATCH_SLICE = 100


def seal_logs(at: datetime) -> None:
    """Every minute: seal what waits, and keep the heads' beat, of this city and of any other with entries here."""
    for city in sorted({settings.REDVEST_CITY, *cities_with_waiting()}):
        log.beat(city=city, at=at)


def check_logs(at: datetime) -> None:
    """Every night: verify this city's log and write down what was found."""
    check_log(city=settings.REDVEST_CITY, at=at)


@task(priority=PRESSING)
def tell_promoted(signup_id: str) -> None:
    """Tell a volunteer that a place became free for them."""
    notice.tell_promoted(signup_id=UUID(signup_id), at=clock.now())


@task(priority=PRESSING)
def tell_offered(signup_id: str) -> None:
    """Tell a volunteer that a place is kept for them."""
    notice.tell_offered(signup_id=UUID(signup_id), at=clock.now())


@task()
def tell_lapsed(signup_id: str) -> None:
    """Tell a volunteer that the place kept for them went on to the next."""
    notice.tell_lapsed(signup_id=UUID(signup_id), at=clock.now())


@task()
def tell_decided(signup_id: str) -> None:
    """Tell somebody what became of an application."""
    notice.tell_decided(signup_id=UUID(signup_id), at=clock.now())


def remind_answers(at: datetime) -> int:
    """Every hour: applications whose answer is due within a day, and those that are overdue."""
    return application.remind_answers(city=settings.REDVEST_CITY, at=at)


@task()
def tell_reconfirm(signup_id: str, again: bool) -> None:
    """Ask somebody with a place whether they come, or remind them of the question."""
    answer_notice.tell_reconfirm(signup_id=UUID(signup_id), again=again, at=clock.now())


@task()
def tell_unconfirmed(signup_id: str) -> None:
    """Tell somebody silent that the place went on to the next."""
    answer_notice.tell_unconfirmed(signup_id=UUID(signup_id), at=clock.now())


@task()
def tell_hand_over_asked(hand_over_id: str) -> None:
    """Tell somebody that they are asked to stand in or to swap."""
    hand_over_notice.tell_hand_over_asked(hand_over_id=UUID(hand_over_id), at=clock.now())


@task()
def tell_hand_over_ended(hand_over_id: str) -> None:
    """Tell both, and the leader, what became of it."""
    hand_over_notice.tell_hand_over_ended(hand_over_id=UUID(hand_over_id), at=clock.now())


@task()
def tell_named(signup_id: str) -> None:
    """Tell somebody that they were signed up in a group."""
    answer_notice.tell_named(signup_id=UUID(signup_id), at=clock.now())


@task()
def tell_left_out(signup_id: str) -> None:
    """Tell somebody that the group's maker took their place back."""
    answer_notice.tell_left_out(signup_id=UUID(signup_id), at=clock.now())


def expire_hand_overs(at: datetime) -> int:
    """Every five minutes: requests that nobody answered in time."""
    return hand_over.expire_hand_overs(at=at)


@task()
def tell_appeal(signup_id: str) -> None:
    """Tell somebody what the organisation says of the time that they did not come."""
    absence_notice.tell_appeal(signup_id=UUID(signup_id), at=clock.now())


@task()
def tell_appeal_made(signup_id: str) -> None:
    """Tell whoever is to answer that somebody said why they did not come."""
    absence_notice.tell_appeal_made(signup_id=UUID(signup_id), at=clock.now())


def escalate_appeals(at: datetime) -> int:
    """Every hour by day: words on an absence that nobody answered in time."""
    return absence_notice.escalate_appeals(city=settings.REDVEST_CITY, at=at)


def alert_short_posts(at: datetime) -> int:
    """Every hour by day: posts that will lack people."""
    return absence.alert_short_posts(city=settings.REDVEST_CITY, at=at)


def run_reconfirm(at: datetime) -> None:
    """Every five minutes: ask, remind, and pass on the places of those who kept silent."""
    reconfirm.run_reconfirm(city=settings.REDVEST_CITY, at=at)


def expire_offers(at: datetime) -> int:
    """Every minute: places whose offer nobody took go on to the next in line."""
    return offer.expire_offers(at=at)


def run_lotteries(at: datetime) -> int:
    """Every minute: lists whose entry has ended are fixed, lotteries whose moment has come are drawn."""
    draw_entry.close_entries(at=at)
    return lottery.draw_due(at=at)


@task(priority=LAST)
def tell_drawn(post_id: str) -> None:
    """Tell the next of those who entered a lottery; then go to the end of the queue while somebody is left."""
    if draw_notice.tell_drawn(post_id=UUID(post_id), at=clock.now()):
        tell_drawn.enqueue(post_id)


def on_drawn(event: LotteryDrawn) -> None:
    """Queued in the draw's transaction."""
    tell_drawn.enqueue(str(event.post_id))


@task(priority=PRESSING)
def tell_cancelled(activity_id: str) -> None:
    """Tell everybody who had signed up that an activity will not take place."""
    notice.tell_cancelled(activity_id=UUID(activity_id), at=clock.now())


@task()
def tell_occurrences_cancelled(series_id: str, cancelled_at: str) -> None:
    """Tell everybody who had signed up that occurrences of a series will not take place."""
    series_notice.tell_occurrences_cancelled(
        series_id=UUID(series_id), cancelled_at=datetime.fromisoformat(cancelled_at), at=clock.now()
    )


@task()
def tell_reviewed(activity_id: str, by_id: str, whole: bool, decided_at: str) -> None:
    """Tell those who lead an activity, or a series of them, what was decided on it."""
    decision = Decision(UUID(by_id) if by_id else None, datetime.fromisoformat(decided_at), whole)
    review_notice.tell_reviewed(activity_id=UUID(activity_id), decision=decision, at=clock.now())


@task()
def tell_changed(edit: str) -> None:
    """Tell everybody who has signed up of a new time or place."""
    series_notice.tell_changed(edit=UUID(edit), at=clock.now())


@task()
def release_places(volunteer_id: str) -> None:
    """Give the coming places of somebody who may not serve any more to the next in line."""
    departure.release_places(volunteer_id=UUID(volunteer_id), at=clock.now())


def on_volunteer_state(event: VolunteerStateChanged) -> None:
    """Queued in the transaction of the change; coming back brings no place back."""
    if event.state != VolunteerState.ACTIVE:
        release_places.enqueue(str(event.volunteer_id))


@task(priority=LAST)
def issue_batch(batch_id: str) -> None:
    """Issue a batch's next certificates; then go to the end of the queue, so that others are not kept waiting."""
    for _ in range(BATCH_SLICE):
        if not batch.issue_next(batch_id=UUID(batch_id), at=clock.now()):
            return
    issue_batch.enqueue(batch_id)


def resume_batches(at: datetime) -> None:
    """Queue again the batches that stopped moving: their worker was killed, or the seal was away."""
    for key in batch.take_up_stale(at=at):
        issue_batch.enqueue(str(key))


def on_batch_asked(event: CertificateBatchAsked) -> None:
    """Queued in the asker's transaction."""
    issue_batch.enqueue(str(event.batch_id))


def on_promoted(event: SignUpPromoted) -> None:
    """Queued in the promoter's transaction: what is rolled back is never told."""
    tell_promoted.enqueue(str(event.signup_id))


def on_offered(event: SignUpOffered) -> None:
    tell_offered.enqueue(str(event.signup_id))


def on_decided(event: ApplicationDecided) -> None:
    tell_decided.enqueue(str(event.signup_id))


def on_lapsed(event: SignUpLapsed) -> None:
    tell_lapsed.enqueue(str(event.signup_id))


def on_hand_over_asked(event: HandOverAsked) -> None:
    tell_hand_over_asked.enqueue(str(event.hand_over_id))


def on_hand_over_ended(event: HandOverEnded) -> None:
    tell_hand_over_ended.enqueue(str(event.hand_over_id))


def on_appeal_made(event: AbsenceAppealMade) -> None:
    tell_appeal_made.enqueue(str(event.signup_id))


def on_appeal_answered(event: AbsenceAppealAnswered) -> None:
    tell_appeal.enqueue(str(event.signup_id))


def on_named(event: NamedInParty) -> None:
    tell_named.enqueue(str(event.signup_id))


def on_left_out(event: LeftOutOfParty) -> None:
    tell_left_out.enqueue(str(event.signup_id))


def on_reconfirm_asked(event: ReconfirmAsked) -> None:
    tell_reconfirm.enqueue(str(event.signup_id), event.again)


def on_reconfirm_lapsed(event: ReconfirmLapsed) -> None:
    tell_unconfirmed.enqueue(str(event.signup_id))


def on_cancelled(event: ActivityCancelled) -> None:
    tell_cancelled.enqueue(str(event.activity_id))


def on_reviewed(event: ActivityReviewed) -> None:
    tell_reviewed.enqueue(str(event.activity_id), str(event.by_id or ""), event.whole, event.at.isoformat())


def on_occurrences_cancelled(event: OccurrencesCancelled) -> None:
    tell_occurrences_cancelled.enqueue(str(event.series_id), event.at.isoformat())


def on_changed(event: ActivitiesChanged) -> None:
    tell_changed.enqueue(str(event.edit))


def remind_recording(at: datetime) -> None:
    """Every working morning: hours that are due soon, today, or were due."""
    reminder.remind_recording(city=settings.REDVEST_CITY, at=at)


def escalate_reports(at: datetime) -> None:
    """Every morning: reports of errors that nobody answered in time."""
    report.escalate_reports(city=settings.REDVEST_CITY, at=at)


def discard_calendar_events(at: datetime) -> int:
    """Every night: events that no calendar feed shows any more."""
    return calendar_feed.discard_events(at=at)


def freeze_rosters(at: datetime) -> int:
    """Fix the roster of every activity that has begun, for the insurer."""
    return insured_roster.freeze_due(at=at)


def scan_integrity(at: datetime) -> None:
    """The radar's nightly look over the city served."""
    integrity_scan.run_radar(city=settings.REDVEST_CITY, at=at)


@task()
def work_on_roster(roster_id: str) -> None:
    """Solve a roster, and ask on where it goes on by itself."""
    roster_work.work_on(roster_id=UUID(roster_id), at=clock.now())


@task()
def tell_roster(roster_id: str) -> None:
    """Tell everybody who is newly asked on a roster, and who need not come any more."""
    roster_work.tell_people(roster_id=UUID(roster_id), at=clock.now())


def on_roster_solving(event: RosterSolvingAsked) -> None:
    """Queued in the transaction of whoever asked for it."""
    work_on_roster.enqueue(str(event.roster_id))


def on_roster_asked(event: RosterAsked) -> None:
    tell_roster.enqueue(str(event.roster_id))


def keep_up_rosters(at: datetime) -> None:
    """Every minute: unanswered asks end, leavers are noted, lost work is taken up again."""
    roster_ask.keep_up(at=at)
    roster_work.take_up_stale(at=at)


@task()
def send_letter(letter_id: str) -> None:
    """Write the copies of a leader's letter."""
    letter.send_letter(letter_id=UUID(letter_id), at=clock.now())


def on_letter(event: LetterWritten) -> None:
    send_letter.enqueue(str(event.letter_id))


def look_out(at: datetime) -> int:
    """Every ten minutes: what has begun to take people is held against the watches, and people are told."""
    watch.look_out(city=settings.REDVEST_CITY, at=at)
    return watch_notice.tell_found(city=settings.REDVEST_CITY, at=at)
