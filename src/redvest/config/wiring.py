"""Who listens to what, and what the clock runs: the only place where a lower context meets a higher one's listener."""

from __future__ import annotations

from redvest.care import jobs as care_jobs
from redvest.care.actions import need_origin
from redvest.care.actions.need_called_off import tell_called_off
from redvest.care.events import CrisisBroadcastSaid, CrisisHandedBack, NeedCancelled, NeedNoticed
from redvest.core import idempotency, throttle
from redvest.core.events import listen
from redvest.core.jobs import every, purge
from redvest.honour import jobs as honour_jobs
from redvest.honour.actions import star_review
from redvest.honour.actions.contest_forget import forget_author
from redvest.honour.actions.ledger_forget import forget_owner
from redvest.honour.actions.perk import forget_perk_code
from redvest.honour.actions.redeem_return import forget_redemptions
from redvest.honour.queries.copy_parts import HONOUR_PARTS
from redvest.honour.queries.star_paper import check_star_file
from redvest.honour.rules.star_credential import PREFIX as STAR_PREFIX
from redvest.oversight import jobs as oversight_jobs
from redvest.oversight.actions import tally
from redvest.oversight.events import LedgerAsked
from redvest.registry import jobs as registry_jobs
from redvest.registry.actions import account, leaving, recovery
from redvest.registry.actions import code as one_time_code
from redvest.registry.events import (
    MessageWritten,
    PersonErased,
    RecordsMerging,
    RecordsParted,
    VolunteerStateChanged,
)
from redvest.service import jobs as service_jobs
from redvest.service.actions import person
from redvest.service.actions.reflection import forget_reflections
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
    HoursRecorded,
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
from redvest.service.queries import credential_check
from redvest.service.queries.copy_parts import PARTS


def connect() -> None:
    """Connect every listener and declare every recurring job; called once when all contexts are loaded."""
    _listen()
    PARTS[:] = HONOUR_PARTS
    credential_check.REGISTERS[STAR_PREFIX] = check_star_file
    _schedule()


def _listen() -> None:
    listen(HoursRecorded, tally.count_hours)
    listen(HoursRecorded, honour_jobs.on_hours)
    listen(SignUpPromoted, service_jobs.on_promoted)
    listen(SignUpOffered, service_jobs.on_offered)
    listen(SignUpLapsed, service_jobs.on_lapsed)
    listen(HandOverAsked, service_jobs.on_hand_over_asked)
    listen(HandOverEnded, service_jobs.on_hand_over_ended)
    listen(AbsenceAppealMade, service_jobs.on_appeal_made)
    listen(AbsenceAppealAnswered, service_jobs.on_appeal_answered)
    listen(NamedInParty, service_jobs.on_named)
    listen(LeftOutOfParty, service_jobs.on_left_out)
    listen(ReconfirmAsked, service_jobs.on_reconfirm_asked)
    listen(ReconfirmLapsed, service_jobs.on_reconfirm_lapsed)
    listen(ApplicationDecided, service_jobs.on_decided)
    listen(LotteryDrawn, service_jobs.on_drawn)
    listen(VolunteerStateChanged, service_jobs.on_volunteer_state)
    listen(VolunteerStateChanged, care_jobs.on_volunteer_state)
    listen(NeedCancelled, tell_called_off)
    listen(ActivityReviewed, service_jobs.on_reviewed)
    listen(ActivityCancelled, service_jobs.on_cancelled)
    listen(OccurrencesCancelled, service_jobs.on_occurrences_cancelled)
    listen(ActivitiesChanged, service_jobs.on_changed)
    listen(CertificateBatchAsked, service_jobs.on_batch_asked)
    listen(RosterSolvingAsked, service_jobs.on_roster_solving)
    listen(RosterAsked, service_jobs.on_roster_asked)
    listen(RecordsMerging, person.refuse_open_signups)
    listen(RecordsParted, person.part_certificates)
    listen(PersonErased, person.forget_person)
    listen(PersonErased, forget_reflections)
    listen(PersonErased, care_jobs.on_person_erased)
    listen(PersonErased, star_review.forget_stars)
    listen(PersonErased, forget_redemptions)  # before what they held goes to the pool
    listen(PersonErased, forget_perk_code)
    listen(PersonErased, forget_owner)
    listen(PersonErased, honour_jobs.on_erased)
    listen(PersonErased, forget_author)
    listen(MessageWritten, registry_jobs.on_message)
    listen(LetterWritten, service_jobs.on_letter)
    listen(CrisisBroadcastSaid, care_jobs.on_crisis_broadcast)
    listen(CrisisHandedBack, need_origin.take_over_crisis_needs)
    listen(NeedNoticed, need_origin.take_over_noticed_need)
    listen(LedgerAsked, oversight_jobs.on_ledger_asked)


def _schedule() -> None:
    every("expire-offers", "* * * * *", service_jobs.expire_offers, prompt=True)
    every("fold-tallies", "*/5 * * * *", lambda at: tally.fold_tallies())
    every("resume-certificate-batches", "* * * * *", service_jobs.resume_batches, prompt=True)
    every("deliver-messages", "* * * * *", registry_jobs.deliver_due)
    every("ask-receipts", "*/10 * * * *", registry_jobs.ask_receipts)
    every("purge-finished-tasks", "7 4 * * *", purge)
    every("purge-throttle-counts", "17 * * * *", throttle.purge)
    every("purge-idempotent-answers", "27 * * * *", idempotency.purge)
    every("purge-one-time-codes", "37 * * * *", lambda at: one_time_code.discard_codes(at=at))
    every("remind-recording", "0 9 * * *", service_jobs.remind_recording)
    every("escalate-reports", "10 9 * * *", service_jobs.escalate_reports)
    every("purge-api-tokens", "47 3 * * *", lambda at: account.discard_tokens(at=at))

    every("erase-people", "11 * * * *", lambda at: leaving.erase_due(at=at))
    every("recover-accounts", "19 * * * *", lambda at: recovery.recover_due(at=at))
    every("apply-retention", "13 3 * * *", registry_jobs.apply_retention_rules)
    every("remind-of-expiry", "20 9 * * *", registry_jobs.remind_of_expiry)
    every("remind-annual-reports", "25 9 * * *", registry_jobs.remind_reports)
    every("remind-silent-pairings", "30 9 * * *", care_jobs.remind_silent_pairings)
    every("forget-households", "43 3 * * *", care_jobs.forget_households)
    every("escalate-rights", "15 9 * * *", registry_jobs.escalate_late_rights)
    every("seal-log", "* * * * *", service_jobs.seal_logs, prompt=True)
    every("verify-log", "23 2 * * *", service_jobs.check_logs)
    every("remind-answers", "5 8-21 * * *", service_jobs.remind_answers)
    every("expire-hand-overs", "*/5 * * * *", service_jobs.expire_hand_overs, prompt=True)
    every("alert-short-posts", "35 8-20 * * *", service_jobs.alert_short_posts)
    every("escalate-appeals", "40 8-20 * * *", service_jobs.escalate_appeals)
    every("reconfirm", "*/5 * * * *", service_jobs.run_reconfirm, prompt=True)
    every("look-out", "*/10 * * * *", service_jobs.look_out)
    every("run-lotteries", "* * * * *", service_jobs.run_lotteries, prompt=True)
    every("keep-up-rosters", "* * * * *", service_jobs.keep_up_rosters, prompt=True)
    every("discard-calendar-events", "41 3 * * *", service_jobs.discard_calendar_events)
    every("freeze-rosters", "* * * * *", service_jobs.freeze_rosters, prompt=True)
    every("scan-integrity", "53 2 * * *", service_jobs.scan_integrity)
    every("lapse-redemptions", "7 2 * * *", honour_jobs.lapse_redemptions)
    every("expire-units", "37 2 * * *", honour_jobs.expire_units)
    every("remind-redemptions", "10 9 * * *", honour_jobs.remind_redemptions)
    every("look-at-votes", "14 * * * *", honour_jobs.look_at_votes)
    every("forget-vote-traces", "49 3 * * *", honour_jobs.forget_vote_traces)
    every("look-for-likeness", "21 4 * * *", honour_jobs.look_for_likeness)
    every("forget-pupils", "51 3 * * *", honour_jobs.forget_pupils)
    every("discard-ledgers", "57 3 * * *", oversight_jobs.discard_ledgers)
    every("grant-stars", "20 8-20 * * *", honour_jobs.grant_due_stars)
    every("lay-out-duty", "33 1 * * *", registry_jobs.lay_out_duty)
    every("alert-uncovered-duty", "*/10 * * * *", registry_jobs.alert_uncovered_duty)
    every("tell-crisis-broadcasts", "* * * * *", care_jobs.resume_crisis_broadcasts, prompt=True)
    every("expire-crisis-needs", "* * * * *", care_jobs.expire_crisis_needs, prompt=True)
    every("settle-past-crises", "31 3 * * *", care_jobs.settle_past_crises)
    every("empty-needs", "43 3 * * *", care_jobs.empty_needs)
    every("send-waves", "* * * * *", care_jobs.send_waves, prompt=True)
    every("climb-needs", "*/5 * * * *", care_jobs.climb_needs, prompt=True)
    every("remind-servings", "*/10 8-20 * * *", care_jobs.remind_servings)
