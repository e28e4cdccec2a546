"""What the service context forgets with a person, what stays on record, and that every table has an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from redvest.connectors.storage import storage
from redvest.registry.actions import leaving
from redvest.registry.models import Account, Volunteer
from redvest.service.actions.award import apply_for_award
from redvest.service.actions.card import issue_card
from redvest.service.actions.certificate import issue_certificate
from redvest.service.choices import AwardGiver, CertificateState, SignUpState
from redvest.service.models import (
    AbsenceAppeal,
    Activity,
    ActivityFeedback,
    AwardRecord,
    Certificate,
    DrawEntry,
    ErrorReport,
    Evaluation,
    EvidenceFile,
    HandOver,
    HoursEntry,
    Opening,
    PresencePing,
    ProxyConsent,
    RoomTicket,
    SignUp,
    SignUpParty,
    VolunteerCard,
)
from tests.factories import parts
from tests.factories import registry as make
from tests.factories import service as made
from tests.service.actions.test_award import FORM
from tests.service.actions.test_person import DAY, merged, two_records
from tests.service.actions.test_report import filed
from tests.service.actions.test_transfer import asked as transfer

pytestmark = pytest.mark.django_db

# Rows that go with the person: of the record, and of the account.
GONE = {
    "Guardian", "Consent", "Membership", "NotSame", "Profile", "Qualification", "RecipientConsent", "PersonSalt",
    "PresencePing", "JoinRequest", "RightsRequest", "ApiToken", "PledgeSignature", "AccountRecovery",
    "SecondFactor", "RecoveryCode", "RoomTicket", "RosterWish", "RosterPair", "SavedSearch", "WatchNotice",
    "Message", "ChannelChoice", "MailAddress", "PushSubscription", "WeChatBond", "CalendarFeed",
    "CalendarEvent", "ClassPupil", "Reflection",
    "PerkCode",
}  # fmt: skip
# Rows that are emptied or ended: words, papers, turns and places to come, roles.
EMPTIED = {
    "Volunteer", "StationMember", "DutyTurn", "GridKeeping", "SignUp", "AwardRecord", "TransferRequest",
    "EvidenceFile", "Certificate", "Evaluation", "ActivityFeedback", "ErrorReport", "VolunteerCard", "Grant",
    "Activity", "SignUpParty", "DrawEntry", "HandOver", "ProxyConsent", "AbsenceAppeal", "RosterProposal",
    "RosterLetter", "Need", "NeedAsk", "NeedServing", "CrisisVolunteer", "Pairing", "PartyMember",
    "StarAward", "StarObjection", "LedgerAccount", "FamilyTie",
    "ContestEntry", "AwardNomination", "AwardObjection", "AwardSeconding", "AwardStory", "AwardVote",
    "Redemption",
}  # fmt: skip
# Rows that stay as they are and hold no name of the person (docs/privacy.md says why), but for the insurer's roster.
STAYS = {
    "Merge", "Erasure", "MinorLook", "SharingLine", "Scan", "Attendance", "HoursEntry", "HoursSheet",
    "BackfillLine", "CertificateBatchItem", "IntegrityCase", "ActivityDevice", "HourCode", "AgreementSigning",
    "RosterLine", "OffDutyStatement", "RefusedRecord", "TrainingRecord",
    # Of the account: what somebody did at work, under an account that has no name any more.
    "BodyChange", "Brand", "AnnualReport", "DepartmentRole", "KioskDevice", "HelpCall", "Pledge", "DatedSetting",
    "StationLoan", "StationSession", "StationNeed", "BackfillRequest", "CertificateBatch", "CaseEvent",
    "AgreementTerms", "InsurancePolicy", "CertificateObjection", "ServiceStatement", "TrainingCourse",
    "StationProof", "StationAssessment", "LedgerFile", "Roster", "Series", "ActivityChange", "ActivityTemplate",
    "AudienceCount", "CoLeader", "Visit", "NeedStep", "NeedVerification", "NeedPicture", "NeedConfirmation",
    "NotSameNeed", "Dispatch", "Household", "Crisis", "CrisisApart", "CrisisBrief", "CrisisBroadcast", "CrisisNeed",
    "CrisisStay", "ProjectPlan", "TenderNotice", "Bid", "Contract", "ContractPaper", "DeliverableActivity", "Acceptance",
    "PaymentRequest", "EffectEvaluation", "LedgerCase", "LedgerTransfer",
    "AwardProgramme", "AwardEdition", "AwardFreeze", "AwardJuror", "SchoolClass", "ClassTeacher",
    "Contest", "ContestJudge", "ContestMark", "ContestHint",
    "RedeemPartner", "RedeemItem", "Perk", "PerkUse",
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def naming(model: type[Any]) -> set[str]:
    """Every table with a link to this one."""
    return {
        each.__name__
        for each in apps.get_models()
        for field in each._meta.get_fields()
        if field.concrete and field.related_model is model and (field.many_to_one or field.one_to_one)
    }


@pytest.mark.parametrize("model", [Volunteer, Account])
def test_every_table_that_names_a_person_has_an_answer(model: type[Any]) -> None:
    """A new one has to be forgotten or to be listed with what stays."""
    assert naming(model) <= GONE | EMPTIED | STAYS
    assert not GONE & EMPTIED and not (GONE | EMPTIED) & STAYS


def erase(person: Volunteer, callbacks: Any) -> None:
    with callbacks(execute=True):
        leaving.ask_erasure(by=make.volunteer_standing(person), at=make.NOW)
        assert leaving.erase_due(at=make.NOW + 7 * DAY) == 1


def test_words_go_and_facts_stay(django_capture_on_commit_callbacks: Any) -> None:
    person, leader, body = make.make_volunteer(), make.make_account(name="陈小梅"), make.make_body()
    activity = parts.served_on(body=body, leader=leader, volunteers=[person])
    parts.make_evaluation(activity=activity, volunteer=person)
    ActivityFeedback.objects.create(
        city=person.city, activity=activity, volunteer=person, organisation=5, safety=5, again=True,
        text="我是李明霞", given_at=make.NOW,
    )  # fmt: skip
    PresencePing.objects.create(
        activity=activity, volunteer=person, at=make.NOW, fence="inside", distance_m=3
    )
    entry = made.make_entry(volunteer=person, body=body, activity=activity, minutes=90)
    filed(entry, text="我是李明霞，少记了")
    erase(person, django_capture_on_commit_callbacks)
    assert (ActivityFeedback.objects.get().text, ActivityFeedback.objects.get().organisation) == ("", 5)
    assert (Evaluation.objects.get().text, Evaluation.objects.get().punctuality) == ("", 5)
    assert ErrorReport.objects.get().text == "已注销"
    assert not PresencePing.objects.exists()
    assert HoursEntry.objects.filter(volunteer=person, minutes=90).count() == 1


def test_papers_go_with_their_files(django_capture_on_commit_callbacks: Any) -> None:
    person, body = make.make_volunteer(), make.make_body()
    by = make.volunteer_standing(person)
    award = apply_for_award(by=by, giver=AwardGiver.GOVERNMENT, form=FORM, proof=parts.PNG, at=make.NOW)
    transfer(person, body)
    made.make_entry(volunteer=person, body=body, minutes=60)
    paper = issue_certificate(by=by, volunteer=person, body=body, starts_on=None, ends_on=None, at=make.NOW)
    issue_card(by=by, volunteer=person, at=make.NOW)
    evidence = EvidenceFile.objects.get()
    files = [award.proof_key, evidence.key, paper.file]
    assert all(storage().exists(key) for key in files)

    erase(person, django_capture_on_commit_callbacks)

    assert not any(storage().exists(key) for key in files)
    kept = AwardRecord.objects.get()
    assert (kept.proof_key, kept.content, kept.name) == ("", "", award.name)
    evidence.refresh_from_db()
    assert evidence.name == "已注销"
    assert Certificate.objects.get().state == CertificateState.REVOKED
    assert VolunteerCard.objects.get().revoked_at == make.NOW + 7 * DAY


def lots(person: Volunteer, other: Volunteer, *, digest: str) -> list[DrawEntry]:
    """An opening of a new post with a lot and a number in the waiting room for each of the two."""
    post = made.make_post(activity=made.make_activity(starts_at=make.NOW + 30 * DAY))
    opening = Opening.objects.create(
        post=post, city=post.city, announced_at=make.NOW, opens_at=make.NOW, list_digest=digest
    )
    for number, who in enumerate((person, other), 1):
        RoomTicket.objects.create(opening=opening, volunteer=who, arrived_at=make.NOW, number=number)
    return [
        DrawEntry.objects.create(opening=opening, volunteer=who, number=number, entered_at=make.NOW)
        for number, who in enumerate((person, other), 1)
    ]


def test_what_was_said_at_signing_up_and_turns_at_openings_go(
    django_capture_on_commit_callbacks: Any,
) -> None:
    person, other = make.make_volunteer(), make.make_volunteer()
    post = made.make_post(activity=made.make_activity(starts_at=make.NOW - 30 * DAY), places=5)
    for who in (person, other):
        made.make_signup(post=post, volunteer=who, state=SignUpState.SERVED)
        assert who.account is not None
        SignUpParty.objects.create(
            city=post.city, post=post, name=f"{who.name}一家", made_by=who.account, created_at=make.NOW
        )
    SignUp.objects.update(words="我是李明霞", answer="李明霞，欢迎", cancel_reason="发烧")
    (open_lot, others), (listed, _) = lots(person, other, digest=""), lots(person, other, digest="ab" * 32)

    erase(person, django_capture_on_commit_callbacks)

    said = {row.volunteer_id: (row.words, row.answer, row.cancel_reason) for row in SignUp.objects.all()}
    assert said == {person.pk: ("", "", ""), other.pk: ("我是李明霞", "李明霞，欢迎", "发烧")}
    named = dict(SignUpParty.objects.values_list("made_by", "name"))
    assert named == {person.account_id: "", other.account_id: f"{other.name}一家"}
    assert set(RoomTicket.objects.values_list("volunteer", flat=True)) == {other.pk}
    for lot in (open_lot, others, listed):
        lot.refresh_from_db()
    assert open_lot.withdrawn_at == make.NOW + 7 * DAY
    assert others.withdrawn_at is None and listed.withdrawn_at is None and listed.number == 1


def test_what_belongs_to_others_is_not_touched(django_capture_on_commit_callbacks: Any) -> None:
    person, other, body = make.make_volunteer(), make.make_volunteer(), make.make_body()
    activity = parts.served_on(body=body, leader=make.make_account(), volunteers=[person, other])
    parts.make_evaluation(activity=activity, volunteer=other)
    award = parts.make_award(volunteer=other)
    before = [dict(row) for row in Volunteer.objects.filter(pk=other.pk).values()]
    erase(person, django_capture_on_commit_callbacks)
    assert [dict(row) for row in Volunteer.objects.filter(pk=other.pk).values()] == before
    assert Evaluation.objects.get().text == "耐心"
    award.refresh_from_db()
    assert Account.objects.get(pk=other.account_id).is_active


def led_by(person: Volunteer, body: Any, **said: str) -> Activity:
    found = made.make_activity(body=body, leader=person.account)
    Activity.objects.filter(pk=found.pk).update(leader_name=person.name, **said)
    return found


def public_words(activity: Activity) -> tuple[str, str, str]:
    activity.refresh_from_db()
    return activity.leader_name, activity.contact_name, activity.contact_phone


@pytest.mark.parametrize("typed", ["19900001111", "199 0000-1111", "+86 19900001111"])
def test_no_notice_names_who_led_it(typed: str, client: Any, django_capture_on_commit_callbacks: Any) -> None:
    person, body = make.make_volunteer(name="陈独特", phone="19900001111"), make.make_body()
    other = make.make_volunteer(name="周别人")
    own = led_by(person, body, contact_name="陈独特", contact_phone=typed)
    office = led_by(person, body, contact_name="服务站", contact_phone="0790-6440000")
    called = led_by(other, body, contact_name="陈独特", contact_phone=typed)
    namesake = led_by(other, body, contact_name="陈独特", contact_phone="13900001234")

    erase(person, django_capture_on_commit_callbacks)

    assert public_words(own) == ("已注销", "", "")
    assert public_words(office) == ("已注销", "服务站", "0790-6440000")
    assert public_words(called) == ("周别人", "", "")
    assert public_words(namesake) == ("周别人", "陈独特", "13900001234")
    page = client.get(reverse("site:activity", args=[own.pk])).content.decode()
    assert "陈独特" not in page and typed not in page


def test_both_accounts_of_merged_records_are_forgotten_where_they_led(
    django_capture_on_commit_callbacks: Any,
) -> None:
    (old, kept), body = two_records(), make.make_body()
    Volunteer.objects.filter(pk=old.pk).update(account=make.make_account(name="旧名字"))
    before, now = (Volunteer.objects.get(pk=each.pk) for each in (old, kept))
    led = [led_by(before, body, contact_name="旧名字"), led_by(now, body, contact_name=kept.name)]
    merged(before, now)

    erase(now, django_capture_on_commit_callbacks)

    assert [public_words(each)[:2] for each in led] == [("已注销", "")] * 2


def test_what_they_were_asked_ends_and_how_they_said_yes_goes(
    django_capture_on_commit_callbacks: Any,
) -> None:
    person, other = make.make_volunteer(), make.make_volunteer()
    post = made.make_post(places=3)
    mine = made.make_signup(post=post, volunteer=person)
    theirs = made.make_signup(post=post, volunteer=other)
    more = {"city": post.city, "kind": "stand-in", "made_at": make.NOW, "expires_at": make.NOW + DAY}
    asked = [
        HandOver.objects.create(signup=mine, to_volunteer=other, **more),
        HandOver.objects.create(signup=theirs, to_volunteer=person, **more),
    ]
    ProxyConsent.objects.create(
        signup=mine,
        city=post.city,
        how="present",
        words="听力不好",
        heard_by=make.make_account(),
        at=make.NOW,
    )
    AbsenceAppeal.objects.create(signup=mine, city=post.city, words="住院了", asked_at=make.NOW)
    erase(person, django_capture_on_commit_callbacks)
    assert "住院" not in AbsenceAppeal.objects.get().words
    assert {HandOver.objects.get(pk=each.pk).state for each in asked} == {"withdrawn"}
    assert ProxyConsent.objects.get().words == ""
