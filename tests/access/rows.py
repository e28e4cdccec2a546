"""One thing of every kind at the own place, and which address asks for which."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from redvest.connectors.storage import storage
from redvest.oversight.models import LedgerFile
from redvest.registry.actions.grid import add_grid
from redvest.registry.actions.help_call import Asking, take_help_calls
from redvest.registry.actions.rights_request import ask_right
from redvest.registry.actions.station_holding import add_service, set_facility
from redvest.registry.actions.station_lending import lend_thing
from redvest.registry.actions.station_log import record_need, record_session
from redvest.registry.choices import BodyState, HelpKind, JoinKind, Role, SessionKind
from redvest.registry.models import (
    Account,
    AccountRecovery,
    AnnualReport,
    BodyChange,
    Brand,
    HelpCall,
    JoinRequest,
    Membership,
    RecipientConsent,
    Station,
    Volunteer,
)
from redvest.registry.queries import secret
from redvest.service.actions.insured_roster import freeze_roster
from redvest.service.actions.report import report_error
from redvest.service.actions.roster import RosterTerms, draft_roster
from redvest.service.choices import (
    ActivityState,
    AwardState,
    CaseSeverity,
    IntegrityRule,
    SignUpState,
    SubjectKind,
)
from redvest.service.models import (
    AbsenceAppeal,
    Activity,
    ActivityTemplate,
    Certificate,
    CertificateBatch,
    CertificateObjection,
    HandOver,
    HoursEntry,
    HoursSheet,
    IntegrityCase,
    RosterLetter,
    RosterProposal,
    SavedSearch,
    Series,
    SignUpParty,
)
from redvest.service.queries.template import blueprint_of
from tests.access.actors import Ground
from tests.access.rows_award import award_keys
from tests.access.rows_award_jury import jury_keys
from tests.access.rows_contest import contest_keys
from tests.access.rows_contract import contract_keys
from tests.access.rows_crisis import crisis_keys
from tests.access.rows_dispatch import dispatch_keys
from tests.access.rows_intake import intake_keys
from tests.access.rows_ledger import ledger_keys
from tests.access.rows_menu import spotted_and_menus
from tests.access.rows_pairing import pairing_keys
from tests.access.rows_redeem import redeem_keys
from tests.access.rows_reflection import reflection_keys
from tests.access.rows_school import school_keys
from tests.access.rows_star import star_keys
from tests.factories import parts, registry, service
from tests.factories.opening import announce, announce_lottery
from tests.factories.registry import NOW, TODAY
from tests.factories.station import prove
from tests.registry.actions.test_duty import slots
from tests.registry.actions.test_kiosk import paired
from tests.service.actions.test_backfill import asked
from tests.service.actions.test_transfer import asked as asked_transfer

NUMBER = "RV-7K2M-9QXA-04TB-WN3E"
NOWHERE = UUID("01900000-0000-7000-8000-000000000000")


@dataclass
class Rows:
    """``keys`` are the values of an address's stand-ins by the beginning of the address; the longest one counts."""

    volunteer: Volunteer
    keys: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    def values(self, address: str) -> tuple[Any, ...]:
        """What to put into an address; empty values for one that has no stand-ins."""
        wanted = len(re.findall(r"<[^>]+>", address))
        fitting = [begin for begin in self.keys if address.startswith(begin)]
        found = self.keys[max(fitting, key=len)] if fitting else ()
        if len(found) < wanted:
            raise LookupError(f"tests/access/rows.py has nothing for the address {address}")
        return found[:wanted]


def make_rows(ground: Ground) -> Rows:
    body: Any = ground.bodies.own
    volunteer = registry.make_volunteer(name="李明霞", region=registry.make_region_tree().baihua)
    Membership.objects.create(city=body.city, body=body, volunteer=volunteer, joined_on=date(2025, 1, 1))
    leader = registry.make_account(name="陈小梅")
    grant = registry.make_grant(account=leader, role=Role.ACTIVITY_LEADER, body=body)
    rows = Rows(volunteer)
    _activities(rows, body, leader)
    _openings(rows, body, leader)
    _records(rows, body, leader)
    _papers(rows, body, leader)
    _parts(rows, body)
    _places(rows, body, leader, ground.stations.own)  # type: ignore[arg-type]
    _belonging(rows, body)
    _rostering(rows, body, leader)
    _answers(rows, body, leader)
    _kiosks(rows, ground.stations.own)  # type: ignore[arg-type]
    rows.keys |= intake_keys(ground.stations.own)  # type: ignore[arg-type]
    rows.keys |= pairing_keys(body, volunteer)
    rows.keys |= star_keys(volunteer)
    rows.keys |= ledger_keys(volunteer)
    rows.keys |= redeem_keys(body, volunteer)
    rows.keys |= school_keys(body, volunteer)
    rows.keys |= reflection_keys(body, volunteer)
    rows.keys |= award_keys(volunteer)
    rows.keys |= jury_keys()
    rows.keys |= contest_keys(body, volunteer)
    rows.keys |= crisis_keys()
    rows.keys |= dispatch_keys(body, ground.stations.own)  # type: ignore[arg-type]
    rows.keys |= spotted_and_menus(body, volunteer)
    rows.keys |= contract_keys(body)
    rows.keys |= {
        "desk/people/<uuid:key>/": (volunteer.pk,),
        "desk/bodies/<uuid:key>/": (body.pk,),
        "desk/bodies/<uuid:key>/decide/": (registry.make_body(state=BodyState.APPLIED).pk,),
        "desk/roles/<int:key>/": (grant.pk,),
        "desk/import/<uuid:key>/": (NOWHERE,),
        "api/v1/bodies/<uuidstr:body_id>": (body.pk,),
        "api/v1/bodies/<uuidstr:body_id>/decide": (registry.make_body(state=BodyState.APPLIED).pk,),
    }
    return rows


def _answers(rows: Rows, body: Any, leader: Account) -> None:
    """Stand-ins, groups, and what somebody says of an absence."""
    coming = service.make_activity(body=body, leader=leader, starts_at=NOW + 300 * service.HOUR)
    post = service.make_post(activity=coming)
    held = service.make_signup(post=post, volunteer=rows.volunteer)
    other = registry.make_volunteer()
    asked = HandOver.objects.create(
        city=body.city,
        kind="stand-in",
        signup=held,
        to_volunteer=other,
        made_at=NOW,
        expires_at=NOW + service.HOUR,
    )
    party = SignUpParty.objects.create(city=body.city, post=post, made_by=leader, created_at=NOW)
    past = service.make_activity(body=body, leader=leader, starts_at=NOW - 300 * service.HOUR)
    away = service.make_signup(
        post=service.make_post(activity=past), volunteer=rows.volunteer, state=SignUpState.ABSENT
    )
    AbsenceAppeal.objects.create(signup=away, city=body.city, words="住院了", asked_at=NOW)
    rows.keys |= {
        "me/hand-overs/<uuid:key>/": (asked.pk,),
        "hand-over/<str:token>/": ("no-such-link",),
        "me/parties/<uuid:key>/": (party.pk,),
        "desk/sign-up/<str:token>/": ("no-such-seal", held.pk),
        "desk/absences/<uuid:key>/": (away.pk,),
        "api/v1/hand-overs/<uuidstr:hand_over_id>": (asked.pk,),
        "api/v1/parties/<uuidstr:party_id>": (party.pk, held.pk),
    }


def _places(rows: Rows, body: Any, leader: Account, own: Station) -> None:
    """Of the registry's further parts: grids, ledgers, consents to recipients, second factors."""
    tree = registry.make_region_tree()
    grid = add_grid(by=registry.make_officer(), community=tree.baihua, name="第一网格", at=NOW)
    file = LedgerFile.objects.create(
        city=body.city, kind="body", unit_key=str(body.pk), since=date(2025, 1, 1), until=date(2025, 12, 31), form="xlsx",
        asked_by=leader, asked_at=NOW,
    )  # fmt: skip
    consent = RecipientConsent.objects.create(
        volunteer=rows.volunteer,
        recipient="渝水一中",
        purpose="综合素质评价",
        given_at=NOW,
        expires_on=date(2026, 12, 31),
    )
    grant = registry.make_grant(account=registry.make_account(), role=Role.ACTIVITY_LEADER, body=body)
    slot = slots(station=own)[0]
    officer = registry.make_officer()
    (proof,) = prove(officer, slot.station, "mark")
    service_row = add_service(by=officer, station=slot.station, name="义务理发", words="", at=NOW)
    set_facility(by=officer, station=slot.station, name="轮椅", count=1, at=NOW)
    loan = lend_thing(
        by=officer,
        station=slot.station,
        thing="轮椅",
        borrower="王阿姨",
        phone="13812345678",
        due_on=NOW.date(),
        at=NOW,
    )
    session = record_session(
        by=officer, station=slot.station, kind=SessionKind.MEETING, service_id=None, held_on=TODAY, helpers=3,
        visitors=0, words="例会", at=NOW,
    )  # fmt: skip
    need = record_need(by=officer, station=slot.station, words="想学手机", at=NOW)
    rows.keys |= {
        "stations/<uuid:key>/": (slot.station_id,),
        "desk/stations/<uuid:key>/proofs/<uuid:proof>/": (slot.station_id, proof.pk),
        "desk/stations/<uuid:key>/slots/<uuid:slot>/": (slot.station_id, slot.pk),
        "desk/stations/<uuid:key>/services/<uuid:service>/": (slot.station_id, service_row.pk),
        "desk/stations/<uuid:key>/loans/<uuid:loan>/": (slot.station_id, loan.pk),
        "desk/stations/<uuid:key>/sessions/<uuid:session>/": (slot.station_id, session.pk),
        "desk/stations/<uuid:key>/needs/<uuid:need>/": (slot.station_id, need.pk),
        "desk/stations/<uuid:key>/<str:what>/<uuid:row>/": (slot.station_id, "duty", slot.pattern_id),
        "desk/stations/<uuid:key>/": (slot.station_id,),
        "me/duty/<uuid:key>/": (slot.pk,),
    }
    recovery = AccountRecovery.objects.create(
        city=body.city, account=registry.make_account(), phone_tail="0001", asked_at=NOW,
        phone_sealed=secret.keep_phone("19907900001", context=secret.ACCOUNT_PHONE).sealed,
        due_at=NOW, station=registry.make_station(), witness=leader,
    )  # fmt: skip
    rows.keys |= {"desk/recoveries/<uuid:key>/": (recovery.pk,)}
    asked = ask_right(
        by=registry.standing_of(rows.volunteer.account), volunteer=rows.volunteer, kind="correction",
        words="生日登记错了一天", at=NOW,
    )  # fmt: skip
    rows.keys |= {"privacy/<str:key>/": ("2026-01",), "desk/settings/<str:key>/": ("grants.body_admins",)}
    rows.keys |= {"desk/rights/<uuid:key>/": (asked.pk,), "me/rights/requests/<uuid:key>/": (asked.pk,)}
    rows.keys |= {
        "desk/grids/<uuid:key>/": (grid.pk,),
        "desk/ledgers/<str:kind>/<str:key>/": ("body", str(body.pk)),
        "desk/ledgers/files/<uuid:key>/": (file.pk,),
        "me/rights/recipients/<uuid:key>/": (consent.pk,),
        "me/children/<uuid:key>/": (NOWHERE,),
        "me/children/<uuid:key>/signups/<uuid:signup>/": (NOWHERE, NOWHERE),
        "me/children/<uuid:key>/certificates/<uuid:paper>.pdf": (NOWHERE, NOWHERE),
        "me/qualifications/<uuid:key>/": (NOWHERE,),
        "desk/qualifications/<uuid:key>/": (NOWHERE,),
        "me/security/<uuid:key>/": (NOWHERE,),
        "me/inbox/<uuid:key>/": (NOWHERE,),
        "me/inbox/settings/browsers/<uuid:key>/": (NOWHERE,),
        "feeds/calendar/<str:secret>.ics": ("no-such-secret",),
        "api/v1/me/messages/<uuidstr:message_id>/": (NOWHERE,),
        "api/v1/grants/<grant_id>": (grant.pk,),
    }


def _rostering(rows: Rows, body: Any, leader: Account) -> None:
    """Of rosters: one with a shift of a week from now, and somebody asked for it."""
    activity = service.make_activity(body=body, starts_at=NOW + 168 * service.HOUR, leader=leader)
    post = service.make_post(activity=activity)
    by = registry.standing_of(leader)
    roster = draft_roster(by=by, body=body, terms=RosterTerms("排班"), minimums={post.pk: 0}, at=NOW)
    proposal = RosterProposal.objects.create(
        city=body.city, roster=roster, post=post, volunteer=rows.volunteer, state="asked", made_at=NOW, asked_at=NOW,
        answer_by=NOW + 24 * service.HOUR,
    )  # fmt: skip
    rows.keys |= {
        "desk/rosters/<uuid:key>/": (roster.pk,),
        "me/roster/<uuid:key>/": (proposal.pk,),
        "me/roster/shifts/<uuid:key>/": (post.pk,),
        "api/v1/rosters/<uuidstr:roster_id>": (roster.pk, proposal.pk),
        "api/v1/rosters/<uuidstr:roster_id>/shifts": (roster.pk, post.pk),
        "api/v1/me/roster/<uuidstr:proposal_id>": (proposal.pk,),
    }


def _belonging(rows: Rows, body: Any) -> None:
    """Of the life of an organisation: who asks to come in, who belongs."""
    asked = JoinRequest.objects.create(
        city=body.city, body=body, volunteer=registry.make_volunteer(name="王小路"), kind=JoinKind.APPLICATION,
        asked_at=NOW,
    )  # fmt: skip
    brand = Brand.objects.create(
        city=body.city, body=body, kind="team", name="黎明脚步", began_on=date(2012, 3, 5), registered_at=NOW
    )
    figures = {
        "people": 2, "times": 3, "activities": 1, "minutes": 90, "certificates": 0, "hours": 1.5, "members": 2,
        "projects": 1, "since": "2025-01-01", "until": "2025-12-31",
    }  # fmt: skip
    AnnualReport.objects.create(
        city=body.city, body=body, year=2025, narrative="服务了社区老人", recording="现场签到", figures=figures,
        changed_at=NOW, submitted_at=NOW,
    )  # fmt: skip
    storage().write("body-change/proof", b"%PDF-1.4")
    change = BodyChange.objects.create(
        city=body.city, body=body, fact="name", before=body.name, after="晨光志愿服务队", reason="改名",
        proof_key="body-change/proof", proof_type="application/pdf", asked_at=NOW,
    )  # fmt: skip
    member = Membership.objects.get(body=body, volunteer=rows.volunteer)
    rows.keys |= {
        "bodies/<uuid:key>/": (body.pk,),
        "desk/bodies/<uuid:key>/members/": (body.pk,),
        "desk/bodies/<uuid:key>/members/asked/<uuid:asked>/": (body.pk, asked.pk),
        "desk/bodies/<uuid:key>/members/<int:membership>/": (body.pk, member.pk),
        "me/bodies/asked/<uuid:key>/": (asked.pk,),
        "me/bodies/<uuid:key>/": (body.pk,),
        "bodies/<uuid:key>/reports/<int:year>/": (body.pk, 2025),
        "desk/bodies/<uuid:key>/reports/<int:year>/": (body.pk, 2025),
        "desk/bodies/<uuid:key>/facts/": (body.pk,),
        "desk/bodies/<uuid:key>/brands/<uuid:brand>/": (body.pk, brand.pk),
        "desk/bodies/<uuid:key>/changes/": (body.pk,),
        "desk/bodies/<uuid:key>/changes/<uuid:change>/": (body.pk, change.pk),
        "api/v1/me/join-requests/<uuidstr:request_id>": (asked.pk,),
        "api/v1/bodies/<uuidstr:body_id>/annual-reports/<int:year>": (body.pk, 2025),
        "api/v1/bodies/<uuidstr:body_id>/brands/<uuidstr:brand_id>": (body.pk, brand.pk),
        "api/v1/bodies/<uuidstr:body_id>/changes/<uuidstr:change_id>": (body.pk, change.pk),
    }


def _kiosks(rows: Rows, station: Station) -> None:
    """A paired screen of the own station, and somebody who asked for help there."""
    device, _token = paired(station)
    asked = Asking("n" * 8, HelpKind.OTHER, NOW)
    take_help_calls(device=device, calls=[asked], at=NOW, sent_at=NOW)
    rows.keys |= {
        "kiosk/<uuid:key>/": (station.pk, NOWHERE),
        "desk/kiosks/<uuid:key>/": (station.pk,),
        "desk/kiosks/<uuid:key>/off/": (device.pk,),
        "desk/help/<uuid:key>/": (HelpCall.objects.get().pk,),
    }


def _activities(rows: Rows, body: Any, leader: Account) -> None:
    running = service.make_activity(
        body=body, leader=leader, title="给养老院修剪花木", starts_at=NOW - service.HOUR
    )
    signup = service.make_signup(
        post=service.make_post(activity=running, places=30), volunteer=rows.volunteer
    )
    stay = service.make_stay(signup=signup, in_at=NOW)
    submitted = service.make_activity(
        body=body, leader=leader, state=ActivityState.SUBMITTED, starts_at=NOW + 96 * service.HOUR
    )
    service.make_post(activity=submitted)
    coming = service.make_activity(body=body, leader=leader, starts_at=NOW + 48 * service.HOUR)
    free, held = (
        service.make_post(activity=coming),
        service.make_activity(body=body, leader=leader, starts_at=NOW + 24 * service.HOUR),
    )
    mine = service.make_signup(post=service.make_post(activity=held), volunteer=rows.volunteer)
    _recurring(rows, coming, leader)
    kept = SavedSearch.objects.create(
        city=body.city, volunteer=rows.volunteer, name="陪老人", asked={"q": "老人"}, created_at=NOW
    )
    letter = RosterLetter.objects.create(
        city=running.city,
        activity=running,
        author=leader,
        audience="everybody",
        text="改到东门集合",
        written_at=NOW,
    )
    for one in ("desk/activities/<uuid:key>/", "api/v1/activities/<uuidstr:activity_id>"):
        rows.keys |= {one: (running.pk, rows.volunteer.pk)}
        rows.keys |= {f"{one.rstrip('/')}/{step}": (submitted.pk,) for step in ("approve", "refuse", "edit")}
    rows.keys |= {
        "desk/activities/<uuid:key>/roster/<uuid:signup>": (running.pk, signup.pk),
        "desk/activities/<uuid:key>/letters/<uuid:letter>": (running.pk, letter.pk),
        "desk/activities/<uuid:key>/gate/stays": (running.pk, stay.pk),
        "activities/<uuid:key>/": (coming.pk,),
        "posts/<uuid:key>/": (free.pk,),
        "me/searches/<uuid:key>/": (kept.pk,),
        "watch/<uuid:key>/": (kept.stop_key,),
        "api/v1/me/searches/<uuidstr:search_id>": (kept.pk,),
        "me/signups/<uuid:key>/": (mine.pk,),
        "me/signups/<uuid:key>/still-here": (signup.pk,),
        "me/hours/activities/<uuid:key>/": (running.pk,),
        "api/v1/posts/<uuidstr:post_id>": (free.pk,),
        "desk/posts/<uuid:key>/opening/": (free.pk,),
        "api/v1/signups/<uuidstr:signup_id>": (mine.pk,),
    }


def _recurring(rows: Rows, coming: Activity, leader: Account) -> None:
    """A series with one occurrence, and a template of the same organisation."""
    series = Series.objects.create(
        city=coming.city, body=coming.body, project=coming.project, region_path=coming.region_path, title=coming.title,
        rule="FREQ=WEEKLY;BYDAY=SA;UNTIL=20261231", first_on=TODAY, made_by=leader, created_at=NOW,
    )  # fmt: skip
    Activity.objects.filter(pk=coming.pk).update(series=series, occurs_on=TODAY, decided_at=NOW)
    template = ActivityTemplate.objects.create(
        city=coming.city,
        body=coming.body,
        name="每周清洁",
        content=blueprint_of(coming),
        made_by=leader,
        made_at=NOW,
    )
    rows.keys |= {
        "series/<uuid:key>/": (series.pk,),
        "desk/series/<uuid:key>/": (series.pk,),
        "desk/templates/<uuid:key>/": (template.pk,),
        "api/v1/series/<uuidstr:series_id>": (series.pk,),
        "api/v1/templates/<uuidstr:template_id>": (template.pk,),
    }


def _openings(rows: Rows, body: Any, leader: Account) -> None:
    """A lottery that is announced and a waiting room, both still to come."""
    coming = service.make_activity(body=body, leader=leader, starts_at=NOW + 72 * service.HOUR)
    hot, crowded = (service.make_post(activity=coming) for _n in range(2))
    announce_lottery(hot)
    announce(crowded, waiting_room=True)
    addresses = (
        "posts/<uuid:key>/opening/", "lottery/<uuid:key>/", "desk/posts/<uuid:key>/opening/off/",
        "api/v1/posts/<uuidstr:post_id>/opening", "api/v1/posts/<uuidstr:post_id>/draw-entries",
    )  # fmt: skip
    rows.keys |= dict.fromkeys(addresses, (hot.pk,))
    rows.keys |= dict.fromkeys(
        ("posts/<uuid:key>/opening/ticket/", "api/v1/posts/<uuidstr:post_id>/room-ticket"), (crowded.pk,)
    )


def _past(body: Any, leader: Account, hours_ago: int) -> Activity:
    begin = NOW - hours_ago * service.HOUR
    return service.make_activity(body=body, leader=leader, state=ActivityState.CLOSED, starts_at=begin)


def _records(rows: Rows, body: Any, leader: Account) -> None:
    activity = _past(body, leader, 200)
    entry: HoursEntry = service.make_entry(volunteer=rows.volunteer, body=body, activity=activity)
    post = service.make_post(activity=activity)
    signup = service.make_signup(post=post, volunteer=rows.volunteer, state=SignUpState.SERVED)
    waits = HoursSheet.objects.create(
        city=body.city, activity=_past(body, leader, 300), volunteer=rows.volunteer, minutes=60,
        starts_at=NOW - 300 * service.HOUR, ends_at=NOW - 299 * service.HOUR, proofs=["leader-tick"],
        countersigned_by=leader, countersigned_at=NOW, entry=service.make_entry(volunteer=rows.volunteer, body=body),
    )  # fmt: skip
    report = report_error(
        by=registry.volunteer_standing(rows.volunteer),
        entry=entry,
        text="少记了",
        wanted_minutes=None,
        at=NOW,
    )
    backfill = asked(body, rows.volunteer, by=registry.standing_of(leader))
    transfer = asked_transfer(rows.volunteer, body)
    rows.keys |= {
        "me/signups/<uuid:key>/feedback": (signup.pk,),
        "me/hours/<uuid:key>/confirm": (waits.pk,),
        "me/hours/entries/<uuid:key>/": (entry.pk,),
        "me/hours/backfills/<uuid:key>/": (backfill.lines.get().pk,),
        "desk/entries/<uuid:key>/": (entry.pk,),
        "desk/reports/<uuid:key>/": (report.pk,),
        "desk/backfills/<uuid:key>/": (backfill.pk,),
        "desk/evidence/<uuid:key>/": (backfill.files.get().pk,),
        "desk/transfers/<uuid:key>/": (transfer.pk,),
        "api/v1/me/hours/<uuidstr:sheet_id>": (waits.pk,),
        "api/v1/hours/sheets/<uuidstr:sheet_id>": (waits.pk,),
        "api/v1/entries/<uuidstr:entry_id>": (entry.pk,),
        "api/v1/hours/<uuidstr:entry_id>": (entry.pk,),
        "api/v1/reports/<uuidstr:report_id>": (report.pk,),
        "api/v1/backfills/<uuidstr:backfill_id>": (backfill.pk,),
        "api/v1/me/backfills/<uuidstr:line_id>": (backfill.lines.get().pk,),
    }


def _papers(rows: Rows, body: Any, leader: Account) -> None:
    certificate = Certificate.objects.create(
        city=body.city, number=NUMBER, volunteer=rows.volunteer, body=body, starts_on=NOW, ends_on=NOW,
        minutes_by_grade={"B": 120}, issued_at=NOW, issued_by=leader, file="x.pdf", file_digest=b"",
    )  # fmt: skip
    objection = CertificateObjection.objects.create(
        city=body.city, certificate=certificate, raised_by=leader, text="那天没有来", raised_at=NOW
    )
    batch = CertificateBatch.objects.create(
        city=body.city, body=body, asked_by=leader, asked_at=NOW, moved_at=NOW, finished_at=NOW
    )
    number = (NUMBER,)
    rows.keys |= {
        "desk/certificates/<uuid:key>/": (certificate.pk,),
        "desk/certificates/batches/<uuid:key>/": (batch.pk,),
        "desk/certificates/objections/<uuid:key>/": (objection.pk,),
        "me/certificates/<uuid:key>.pdf": (certificate.pk,),
        "me/notices/<str:number>": number,
        "verify/<str:number>": number,
        "certificates/<slug:number>": number,
        "credentials/status/": (1,),
        "credentials/achievements/": ("hours",),
        "log/tile/": ("0/000",),
        "api/v1/certificates/<number>": number,
        "api/v1/certificates/batches/<batch_id>": (batch.pk,),
    }


def _parts(rows: Rows, body: Any) -> None:
    course = parts.make_course(body=body)
    training = parts.make_training(volunteer=rows.volunteer, course=course)
    award = parts.make_award(volunteer=rows.volunteer, state=AwardState.APPLIED)
    award.proof_key = "awards/360500/a.png"
    award.save()
    storage().write(award.proof_key, parts.PNG)
    freeze_roster(activity_id=Activity.objects.get(title="给养老院修剪花木").pk, at=NOW)
    case = IntegrityCase.objects.create(
        city=body.city, region_path=body.region_path, at_path=body.region_path, body=body, rule=IntegrityRule.BULK,
        subject_kind=SubjectKind.PERSON, subject_key=str(rows.volunteer.pk), volunteer=rows.volunteer,
        severity=CaseSeverity.LOW, reason="一分钟录了五十条", innocent="集中补录", evidence_until=NOW, opened_at=NOW,
    )  # fmt: skip
    entry = HoursEntry.objects.first()
    assert entry is not None
    project = service.make_project(body=body)
    rows.keys |= {
        "desk/training/<uuid:key>/": (course.pk,),
        "desk/training/records/<uuid:key>/": (training.pk,),
        "desk/awards/<uuid:key>/": (award.pk,),
        "desk/integrity/<uuid:key>/": (case.pk, entry.pk),
        "training/<uuid:key>/": (course.pk,),
        "me/cases/<uuid:key>/": (case.pk,),
        "api/v1/projects/<uuidstr:project_id>": (project.pk,),
    }
