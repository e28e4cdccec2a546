"""One real person, one vote; machines change no ranking and are shown; people may decide otherwise in words."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from redvest.core.errors import TooManyTries, Unauthenticated
from redvest.core.identifiers import uuid7
from redvest.core.models import AuditLine
from redvest.honour.actions.award_freeze import freeze_result
from redvest.honour.actions.award_jury import score_entry, seal_scores
from redvest.honour.actions.award_vote import (
    TRIES,
    cast_vote,
    count_tries,
    decide_vote,
    forget_traces,
    forget_voter,
    set_votes_aside,
)
from redvest.honour.award_vote_errors import (
    OwnVote,
    VoteCaseUnknown,
    VotedAlready,
    VoteNotOpen,
    VoteReasonMissing,
    VoterNotReal,
    VoterTooYoung,
    VoteSettled,
    VoteUnknown,
)
from redvest.honour.choices import AsideReason, CategorySubject, EditionState, NominationState
from redvest.honour.jobs import forget_vote_traces, look_at_votes
from redvest.honour.models import AwardEdition, AwardNomination, AwardVote
from redvest.honour.queries.award_vote import aside_by_reason, my_votes, tallies, votes_running
from redvest.registry.choices import IdType, RealNameState, VolunteerState
from redvest.registry.errors import NoVolunteerRecord, VolunteerNotActive
from redvest.registry.models import Account, Volunteer
from redvest.registry.policy import GUEST_STANDING, Standing
from tests.factories.award_jury import (
    DAY,
    end_vote,
    juror_standing,
    make_category,
    make_entry,
    make_judged,
    make_juror,
    make_vote,
    move_to,
)
from tests.factories.registry import (
    CITY,
    NOW,
    make_account,
    make_body,
    make_body_admin,
    make_centre,
    make_leader,
    make_member,
    make_officer,
    make_region_tree,
    make_volunteer,
    standing_of,
    volunteer_standing,
)
from tests.registry.actions.test_child import registered
from tests.service.actions.test_person import merged

pytestmark = pytest.mark.django_db
NETWORK, DEVICE = b"n" * 32, b"d" * 32


def voting(**more: Any) -> tuple[AwardEdition, AwardNomination]:
    edition = make_judged(state=EditionState.VOTING, **more)
    return edition, make_entry(make_category(edition))


def cast(by: Standing, entry: AwardNomination, **more: Any) -> AwardVote:
    facts = {"network": NETWORK, "device": DEVICE, "at": NOW, **more}
    return cast_vote(by=by, nomination_id=entry.pk, **facts)


def citizen(**more: Any) -> Standing:
    return volunteer_standing(make_volunteer(name="钱投票", **more))


def foreigner() -> Volunteer:
    """Registered by a passport, who may turn out to be somebody with a card."""
    found = make_volunteer()
    Volunteer.objects.filter(pk=found.pk).update(id_type=IdType.PASSPORT)
    return found


class TestCasting:
    def test_a_vote_is_kept_with_hashes_alone(self) -> None:
        edition, entry = voting()
        by = citizen()
        vote = cast(by, entry)
        assert (vote.nomination_id, vote.category_id, vote.set_aside) == (entry.pk, entry.category_id, "")
        assert AuditLine.objects.get(verb="cast_vote").target_id == str(edition.pk)
        assert my_votes(by, edition) == {entry.category_id: entry.pk}
        assert tallies(edition)[entry.pk].counted == 1

    def test_once_a_category_and_never_changed(self) -> None:
        edition, entry = voting()
        other = make_entry(entry.category)
        by = citizen()
        cast(by, entry)
        for again in (entry, other):
            with pytest.raises(VotedAlready):
                cast(by, again)
        assert AwardVote.objects.get().nomination_id == entry.pk
        cast(by, make_entry(make_category(edition, name="优秀组织", subject=CategorySubject.BODY)))
        assert AwardVote.objects.count() == 2

    def test_once_over_merged_records(self) -> None:
        _edition, entry = voting()
        old, lives = foreigner(), make_volunteer()
        cast(volunteer_standing(old), entry)
        merged(old, lives)
        with pytest.raises(VotedAlready):
            cast(volunteer_standing(lives), entry)
        with pytest.raises(VolunteerNotActive):
            cast(Standing(uuid7(), old.pk, CITY, ""), entry)
        assert AwardVote.objects.count() == 1

    def test_only_by_real_people_of_fourteen(self) -> None:
        _edition, entry = voting()
        day_before = date(2012, 3, 6)
        refused = [
            (citizen(real_name_state=RealNameState.REFUSED), VoterNotReal),
            (citizen(state=VolunteerState.SUSPENDED), VoterNotReal),
            (citizen(birth_on=day_before), VoterTooYoung),
            (make_member(), NoVolunteerRecord),
            (GUEST_STANDING(CITY), Unauthenticated),
        ]
        for by, why in refused:
            with pytest.raises(why):
                cast(by, entry)
        assert not AwardVote.objects.exists() and not AuditLine.objects.filter(verb="cast_vote").exists()
        cast(citizen(birth_on=date(2012, 3, 5)), entry)

    @pytest.mark.parametrize("state", [EditionState.CHECKING, EditionState.JUDGING])
    def test_only_while_it_votes(self, state: EditionState) -> None:
        edition, entry = voting()
        move_to(edition, state)
        with pytest.raises(VoteNotOpen):
            cast(citizen(), entry)
        move_to(edition, EditionState.VOTING)
        for at in (NOW - 6 * DAY, NOW + DAY):
            with pytest.raises(VoteNotOpen):
                cast(citizen(), entry, at=at)
        assert not AwardVote.objects.exists()

    @pytest.mark.parametrize("state", [NominationState.NOMINATED, NominationState.WITHDRAWN])
    def test_only_for_who_stands(self, state: NominationState) -> None:
        _edition, entry = voting()
        AwardNomination.objects.filter(pk=entry.pk).update(state=state)
        with pytest.raises(VoteUnknown):
            cast(citizen(), entry)
        with pytest.raises(VoteUnknown):
            cast_vote(by=citizen(), nomination_id=uuid7(), network=NETWORK, device=DEVICE, at=NOW)
        assert not AwardVote.objects.exists()

    def test_without_a_public_vote_there_is_none(self) -> None:
        entry = make_entry(make_category(make_judged()))
        with pytest.raises(VoteUnknown):
            cast(citizen(), entry)

    def test_not_for_what_is_ones_own(self) -> None:
        edition, entry = voting()
        assert entry.volunteer is not None
        body = make_body()
        bodies = make_category(edition, name="优秀组织", subject=CategorySubject.BODY)
        places = make_category(edition, name="优秀社区", subject=CategorySubject.COMMUNITY)
        ours, place = make_entry(bodies, body=body), make_entry(places)
        parent = make_account(name="李建国")
        make_volunteer(account=parent)
        childs = make_entry(make_category(edition, name="小小志愿者"), volunteer=registered(parent))
        heads = [make_body_admin(body), make_leader(body), make_officer(make_region_tree().baihua)]
        for each in heads:
            assert each.account_id is not None
            make_volunteer(account=Account.objects.get(pk=each.account_id))
        admin, leader, officer = (standing_of(Account.objects.get(pk=each.account_id)) for each in heads)
        for by, own in (
            (volunteer_standing(entry.volunteer), entry), (admin, ours), (leader, ours), (officer, place),
            (standing_of(parent), childs),
        ):  # fmt: skip
            with pytest.raises(OwnVote):
                cast(by, own)
        assert not AwardVote.objects.exists()
        cast(admin, entry)

    def test_tries_are_counted_for_account_device_and_network(self) -> None:
        for _ in range(TRIES["device"]):
            count_tries(account=uuid7(), network=uuid7().bytes, device=DEVICE, at=NOW)
        with pytest.raises(TooManyTries):
            count_tries(account=uuid7(), network=uuid7().bytes, device=DEVICE, at=NOW)
        count_tries(account=uuid7(), network=NETWORK, device=uuid7().bytes, at=NOW)


class TestTheDatabase:
    def test_it_lets_nothing_in_that_the_vote_does_not(self) -> None:
        edition, entry = voting()
        other = make_entry(make_category(edition, name="别的"))
        for change in ({"category": other.category}, {"edition": make_judged(state=EditionState.VOTING)}):
            with pytest.raises(IntegrityError), transaction.atomic():
                facts = {"edition": edition, "category": entry.category, **change}
                AwardVote.objects.create(
                    city=CITY, nomination=entry, volunteer=make_volunteer(), at=NOW, network=b"", device=b"", **facts
                )  # fmt: skip
        end_vote(edition)
        with pytest.raises(IntegrityError), transaction.atomic():
            make_vote(entry)
        assert not AwardVote.objects.exists()

    def test_a_vote_is_never_changed_or_deleted(self) -> None:
        _edition, entry = voting()
        vote, other = make_vote(entry), make_entry(entry.category)
        for change in ({"nomination": other}, {"volunteer": make_volunteer()}, {"at": NOW + DAY}):
            with pytest.raises(IntegrityError), transaction.atomic():
                AwardVote.objects.filter(pk=vote.pk).update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            vote.delete()
        assert AwardVote.objects.get().nomination_id == entry.pk


class TestSettingAside:
    def test_a_ring_is_set_aside_with_its_reason_and_stays(self) -> None:
        edition, entry = voting()
        for n in range(6):
            make_vote(entry, device=DEVICE, at=NOW - n * n * timedelta(minutes=7))
        make_vote(entry)
        assert set_votes_aside(edition_id=edition.pk, at=NOW) == 6
        assert aside_by_reason(edition) == {AsideReason.DEVICE: 6}
        assert tallies(edition)[entry.pk].counted == 1 and AwardVote.objects.count() == 7
        assert AuditLine.objects.get(verb="set_votes_aside").details == {"counts": {"device": 6}}
        assert set_votes_aside(edition_id=edition.pk, at=NOW) == 0
        assert AuditLine.objects.filter(verb="set_votes_aside").count() == 1

    def test_votes_of_records_that_were_merged_since(self) -> None:
        edition, entry = voting()
        old, older, lives = foreigner(), foreigner(), make_volunteer()
        make_vote(entry, volunteer=old, at=NOW - 3 * DAY)
        make_vote(entry, volunteer=older, at=NOW - 2 * DAY)
        merged(old, lives)
        merged(older, lives)
        assert set_votes_aside(edition_id=edition.pk, at=NOW) == 1
        assert AwardVote.objects.get(set_aside=AsideReason.TWICE).volunteer_id == older.pk

    @pytest.mark.parametrize("state", [EditionState.CHECKING, EditionState.PUBLICITY])
    def test_not_before_and_not_after(self, state: EditionState) -> None:
        edition, entry = voting()
        for _ in range(6):
            make_vote(entry, device=DEVICE)
        move_to(edition, state)
        assert set_votes_aside(edition_id=edition.pk, at=NOW) == 0
        assert set_votes_aside(edition_id=make_judged().pk, at=NOW) == 0
        assert set_votes_aside(edition_id=uuid7(), at=NOW) == 0
        assert not AwardVote.objects.exclude(set_aside="").exists()


class TestDeciding:
    def test_an_officer_counts_a_vote_after_all_and_no_run_takes_it_back(self) -> None:
        edition, entry = voting()
        for _ in range(6):
            make_vote(entry, device=DEVICE)
        set_votes_aside(edition_id=edition.pk, at=NOW)
        key = AwardVote.objects.earliest("pk").pk
        vote = decide_vote(by=make_centre(), key=key, count=True, words="社区平板，逐个核对过", at=NOW)
        assert (vote.set_aside, vote.kept_at, vote.words) == ("", NOW, "社区平板，逐个核对过")
        set_votes_aside(edition_id=edition.pk, at=NOW)
        assert tallies(edition)[entry.pk].counted == 1
        assert AuditLine.objects.get(verb="decide_vote").reason == "社区平板，逐个核对过"

    def test_or_takes_one_out(self) -> None:
        edition, entry = voting()
        vote = make_vote(entry)
        decide_vote(by=make_centre(), key=vote.pk, count=False, words="本人说不是他投的", at=NOW)
        assert aside_by_reason(edition) == {AsideReason.BY_HAND: 1}
        assert set_votes_aside(edition_id=edition.pk, at=NOW) == 0

    def test_only_who_runs_it_in_words_and_not_their_own(self) -> None:
        _edition, entry = voting()
        centre = make_centre()
        assert centre.account_id is not None
        record = make_volunteer(account=Account.objects.get(pk=centre.account_id))
        own = make_vote(entry, volunteer=record)
        centre, vote = volunteer_standing(record), make_vote(entry)
        for by, key, words, why in (
            (make_officer(), vote.pk, "看过了", VoteCaseUnknown), (make_member(), vote.pk, "看过了", VoteCaseUnknown),
            (centre, own.pk, "看过了", VoteCaseUnknown), (centre, uuid7(), "看过了", VoteCaseUnknown),
            (centre, vote.pk, " 好 ", VoteReasonMissing), (centre, vote.pk, "好" * 201, VoteReasonMissing),
        ):  # fmt: skip
            with pytest.raises(why):
                decide_vote(by=by, key=key, count=False, words=words, at=NOW)
        with pytest.raises(VoteSettled):
            decide_vote(by=centre, key=vote.pk, count=True, words="它本来就计", at=NOW)
        assert not AwardVote.objects.exclude(set_aside="", words="").exists()


def test_traces_go_when_the_judging_is_long_over() -> None:
    edition, entry = voting()
    vote = make_vote(entry)
    move_to(edition, EditionState.PUBLICITY)
    last = edition.judge_until
    at = NOW + (last - NOW.date()) + 90 * DAY
    assert forget_traces(city=CITY, at=at) == 0
    assert forget_traces(city=CITY, at=at + 2 * DAY) == 1
    vote.refresh_from_db()
    assert (bytes(vote.network), bytes(vote.device), vote.nomination_id) == (b"", b"", entry.pk)


@pytest.mark.parametrize("state", [EditionState.VOTING, EditionState.JUDGING])
def test_traces_stay_while_an_edition_that_is_late_is_still_counted(state: EditionState) -> None:
    edition, entry = voting()
    vote = make_vote(entry)
    move_to(edition, state)
    assert forget_traces(city=CITY, at=NOW + 300 * DAY) == 0
    vote.refresh_from_db()
    assert bytes(vote.network) and bytes(vote.device)


MANNERS = ("network", "clock", "fresh", "batch")


def test_ten_thousand_automated_votes_change_no_ranking_and_are_shown() -> None:
    """Accounts of a script, in bulk, all for the last of three; people voted 30, 20 and 10 times."""
    edition, first = voting()
    entries = [first, make_entry(first.category), make_entry(first.category)]
    chance = random.Random(3)
    for entry, count in zip(entries, (30, 20, 10), strict=True):
        for person in accounts([NOW - 300 * DAY - n * DAY for n in range(count)]):
            make_vote(entry, volunteer_id=person, at=NOW - timedelta(seconds=chance.uniform(0, 300_000)))
    for manner in MANNERS:
        machine(entries[-1], manner, chance)
    assert AwardVote.objects.filter(nomination=entries[-1]).count() == 10_010
    jurors = [make_juror(edition) for _ in range(3)]
    end_vote(edition)
    for juror in jurors:
        by = juror_standing(juror)
        for nth, entry in enumerate(entries):
            points: dict[str, int | None] = {"deeds": 40 + nth, "effect": 20}
            score_entry(by=by, edition_id=edition.pk, nomination_id=entry.pk, points=points, at=NOW)
        seal_scores(by=by, edition_id=edition.pk, at=NOW)
    freeze = freeze_result(by=make_centre(), edition_id=edition.pk, at=NOW)
    found = {each.nomination_id: (each.votes, each.vote) for each in freeze.results.all()}
    assert [found[each.pk] for each in entries] == [(30, 100_000), (20, 50_000), (10, 0)]
    assert sum(aside_by_reason(edition).values()) == 10_000
    assert AwardVote.objects.count() == 10_060 and '"aside":{"' in freeze.log


def accounts(registered: list[datetime]) -> list[UUID]:
    """People with accounts and real names, in two statements: their records, each registered at one of these moments."""
    place = make_region_tree().baihua
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO registry_account
            (id, city, name, phone_sealed, phone_hash, phone_tail, password, is_active, created_at)
            SELECT key, %s, '钱', '', uuid_send(key), '0000', '!', true, at
            FROM (SELECT gen_random_uuid() AS key, unnest(%s::timestamptz[]) AS at) AS made RETURNING id""",
            [CITY, registered],
        )
        keys = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            """INSERT INTO registry_volunteer
            (id, city, account_id, number, name, pinyin, sex, birth_on, id_type, id_hash, phone_tail, region_id, region_path,
            skills, real_name_state, state, source, registered_at, search)
            SELECT gen_random_uuid(), city, id, right(translate(id::text, '-', ''), 12), name, 'qian', '', '1990-01-01', '',
            phone_hash, '', %s, %s, '', 'checked', 'active', 'self', created_at, '{}'
            FROM registry_account WHERE id = ANY(%s) RETURNING id""",
            [place.pk, place.path, keys],
        )
        return [row[0] for row in cursor.fetchall()]


def machine(entry: AwardNomination, manner: str, chance: random.Random) -> None:
    """2500 votes through the gate of the database: from one network, in step, or by accounts made for it."""
    opened, count = NOW - 5 * DAY, 2_500
    old = [opened - 90 * DAY - n * timedelta(hours=1) for n in range(count)]
    registered = {
        "fresh": [opened + timedelta(seconds=chance.uniform(0, 400_000)) for _ in range(count)],
        "batch": [opened - 90 * DAY + timedelta(seconds=n) for n in range(count)],
    }.get(manner, old)
    span = 5_000 if manner == "network" else 400_000
    same = uuid7().bytes
    rows = [
        (
            uuid7(), person, opened + timedelta(seconds=31 * n if manner == "clock" else chance.uniform(0, span)),
            same if manner in ("network", "clock") else uuid7().bytes, uuid7().bytes,
        )
        for n, person in enumerate(accounts(registered))
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO honour_awardvote
            (city, edition_id, category_id, nomination_id, set_aside, words, id, volunteer_id, at, network, device)
            SELECT %s, %s, %s, %s, '', '', * FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[], %s::bytea[], %s::bytea[])
            """,
            [CITY, entry.edition_id, entry.category_id, entry.pk, *map(list, zip(*rows, strict=True))],
        )


def test_who_is_erased_leaves_a_vote_without_traces() -> None:
    _edition, entry = voting()
    vote = make_vote(entry)
    decide_vote(by=make_centre(), key=vote.pk, count=False, words="钱投票说不是他", at=NOW)
    assert forget_voter(volunteer_id=vote.volunteer_id, at=NOW) == 1
    vote.refresh_from_db()
    assert (bytes(vote.network), bytes(vote.device), vote.set_aside) == (b"", b"", "by-hand")
    assert "钱" not in vote.words and vote.words
    assert forget_voter(volunteer_id=make_volunteer().pk, at=NOW) == 0
    assert AuditLine.objects.filter(verb="forget_voter").count() == 1


def test_the_clock_looks_at_what_votes_and_at_nothing_else() -> None:
    _edition, entry = voting()
    for _ in range(6):
        make_vote(entry, device=DEVICE)
    other, idle = voting()
    for _ in range(6):
        make_vote(idle, device=DEVICE)
    end_vote(other)
    assert votes_running(CITY) == [entry.edition_id]
    assert look_at_votes(NOW) == 6 and look_at_votes(NOW) == 0
    assert forget_vote_traces(NOW) == 0
