"""A work is sent in by its author, by a guardian, or for a pupil; taken back; or set aside by who runs the contest."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from redvest.core import throttle
from redvest.core.audit import write_line
from redvest.core.db.constraint import broken_constraint
from redvest.core.errors import NotAllowed, TooManyTries
from redvest.core.one_line import one_line
from redvest.honour.actions.contest import hold_running
from redvest.honour.actions.contest_picture import Clean, clean_pictures, keep_contest_pictures
from redvest.honour.actions.contest_tell import ask_guardian, tell_author
from redvest.honour.choices import LIVE_ENTRIES, ContestState, EntryState
from redvest.honour.contest_errors import (
    ContestNotOpen,
    ContestReasonMissing,
    ContestUnknown,
    EntriesUsedUp,
    EntryIncomplete,
    EntryMoved,
    EntryUnknown,
    GuardianPhoneMissing,
    OnlyPupils,
    RightsNotAgreed,
)
from redvest.honour.models import Contest, ContestEntry
from redvest.honour.policy import may_run_contest, require_may_withdraw_entry
from redvest.honour.queries.contest import schools, takes_entries
from redvest.honour.queries.contest_entry import entry_in_charge, too_young_to_answer
from redvest.honour.queries.contest_private import (
    own_phone,
    own_phone_hash,
    pupil_hash,
    sealed,
    volunteer_hash,
)
from redvest.honour.rules.contest import (
    EntryForm,
    Pupil,
    cleaned,
    entry_faults,
    names_itself,
    reason_of,
    too_many,
)
from redvest.registry.actions.record import hold_living
from redvest.registry.choices import VolunteerState
from redvest.registry.errors import VolunteerNotActive
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import Standing, require_member, require_volunteer
from redvest.registry.queries import secret
from redvest.registry.queries.identity import age_of
from redvest.registry.queries.merge import records_of
from redvest.registry.rules import names
from redvest.registry.rules import phone as phone_rules

TRIES = 40
MOST_CHILDREN, ONE_CONTEST = 8, timedelta(days=120)
SCHOOL_AGE = (
    19  # the oldest who go to school in earnest; whoever teaches their parents' class is none of them
)


@dataclass(slots=True)
class Author:
    """Whose work it is, by what it is found again, and whether a guardian said yes with it."""

    person_hash: bytes
    minor: bool
    agreed: bool
    volunteer: Volunteer | None = None
    age: int | None = None
    private: bytes = b""
    phone_hash: bytes | None = None
    school: Body | None = None
    pupil: Pupil | None = None


def enter_contest(
    *,
    by: Standing,
    contest_id: UUID,
    form: EntryForm,
    pictures: Sequence[bytes] = (),
    key: UUID,
    at: datetime,
) -> ContestEntry:
    """By a person on the register, or by the guardian of a child that is, standing for it. Sent twice it is one.

    A minor who sends it in alone waits for a guardian's yes. Raises ContestUnknown, ContestNotOpen, OnlyPupils,
    VolunteerNotActive, EntryIncomplete with ``errors``, EntriesUsedUp, RightsNotAgreed, and what pictures raise.
    """
    volunteer_id = require_volunteer(by)
    clean = opened(by=by, contest_id=contest_id, files=pictures, key=key, at=at)
    with transaction.atomic():
        if (sent := _sent_before(by, key)) is not None:
            return sent
        contest = share_open(by=by, contest_id=contest_id, at=at)
        person = hold_living(volunteer_id=volunteer_id)
        if person.state != VolunteerState.ACTIVE:
            raise VolunteerNotActive
        found = age_of(person, at)
        minor = found.needs_guardian
        author = Author(
            volunteer_hash(person.pk), minor, minor and person.account_id != by.account_id, volunteer=person,
            age=found.age if person.birth_on else None,
        )  # fmt: skip
        return put_entry(by=by, contest=contest, author=author, form=form, pictures=clean, key=key, at=at)


def enter_pupil(
    *,
    by: Standing,
    contest_id: UUID,
    pupil: Pupil,
    form: EntryForm,
    pictures: Sequence[bytes] = (),
    key: UUID,
    at: datetime,
    own_child: bool = False,
) -> ContestEntry:
    """A pupil without a record: by a parent, with the parent's own phone; or by a school, which names a parent's phone.

    Raises what ``enter_contest`` does, NotAllowed, GuardianPhoneMissing, and PhoneFault of a phone that is none.
    """
    require_member(by)
    clean = opened(by=by, contest_id=contest_id, files=pictures, key=key, at=at)
    with transaction.atomic():
        if (sent := _sent_before(by, key)) is not None:
            return sent
        contest = share_open(by=by, contest_id=contest_id, at=at)
        if own_child:
            _own_child_in_bounds(by, contest, at)
            pupil = replace(pupil, guardian_phone=own_phone(by.account_id))
        author = pupil_author(by=by, contest=contest, pupil=pupil, at=at)
        return put_entry(by=by, contest=contest, author=author, form=form, pictures=clean, key=key, at=at)


def _own_child_in_bounds(by: Standing, contest: Contest, at: datetime) -> None:
    """Nobody has twenty children: whoever types name after name fills the storage and not a family. Raises EntriesUsedUp."""
    try:
        throttle.hit(
            f"contest-child:{contest.pk}:{by.account_id}",
            limit=MOST_CHILDREN * contest.most_per_person,
            window=ONE_CONTEST,
            at=at,
        )
    except TooManyTries as fault:
        raise EntriesUsedUp from fault


def pupil_author(*, by: Standing, contest: Contest, pupil: Pupil, at: datetime) -> Author:
    """Who may send in whose child: one's own by one's own phone, others' by a school or by who runs the contest.

    A minor's own phone is nobody's guardian's: neither is it a yes, nor is a link sent to it.
    """
    if not names.is_name(names.normalise(pupil.name)) or len(pupil.name) > 60:
        raise EntryIncomplete(errors=[{"field": "name", "sentence": gettext("请填学生的姓名。")}])
    typed = pupil.guardian_phone.strip()
    phone = phone_rules.check(typed) if typed else ""
    own = bool(phone) and secret.phone_hash(phone) == own_phone_hash(by.account_id)
    if own and too_young_to_answer(by, at):
        raise GuardianPhoneMissing
    school = next((each for each in schools(by) if each.name == pupil.school.strip()), None)
    if not own and not (schools(by).exists() or may_run_contest(by, contest)):
        raise GuardianPhoneMissing if not phone else NotAllowed
    if not phone:
        raise GuardianPhoneMissing
    return Author(
        pupil_hash(pupil), True, own, private=sealed(pupil, phone), phone_hash=secret.phone_hash(phone), school=school,
        pupil=pupil,
    )  # fmt: skip


def _sent_before(by: Standing, key: UUID) -> ContestEntry | None:
    return ContestEntry.objects.filter(entered_by_id=by.account_id, key=key).first()


def opened(*, by: Standing, contest_id: UUID, files: Sequence[bytes], key: UUID, at: datetime) -> list[Clean]:
    """The pictures, bare. To open one costs a second, so what is refused whatever is on them is refused before, and asked
    again under the lock. Raises ContestUnknown, ContestNotOpen, EntryIncomplete of too many, and what pictures raise.
    """
    if not files or _sent_before(by, key) is not None:
        return []
    contest = _taking(by, Contest.objects.filter(pk=contest_id), at)
    require_few(contest=contest, files=files)
    return clean_pictures(files=files)


def require_few(*, contest: Contest, files: Sequence[bytes]) -> None:
    """Raises EntryIncomplete; one that was picked twice counts once."""
    if len(set(files)) > contest.most_pictures:
        raise EntryIncomplete(errors=[{"field": "pictures", "sentence": too_many(contest.most_pictures)}])


def _taking(by: Standing, rows: Iterable[Contest], at: datetime) -> Contest:
    found = next(iter(rows), None)
    if found is None or found.city != by.city or found.state == ContestState.DRAFT:
        raise ContestUnknown
    if not takes_entries(found, at):
        raise ContestNotOpen
    return found


def share_open(*, by: Standing, contest_id: UUID, at: datetime) -> Contest:
    """The contest, held beside others who enter: whoever closes it waits for them, and none comes in behind it."""
    rows = list(Contest.objects.raw("SELECT * FROM honour_contest WHERE id = %s FOR SHARE", [contest_id]))
    return _taking(by, rows, at)


def put_entry(
    *,
    by: Standing,
    contest: Contest,
    author: Author,
    form: EntryForm,
    pictures: Sequence[Clean],
    key: UUID,
    at: datetime,
    many: bool = False,
) -> ContestEntry:
    """The row with its pictures, and the question to the guardian; in the caller's transaction."""
    _require_fit(contest, author, form, len(pictures), many=many)
    try:
        entry = _placed(by, contest, author, form, key, at)
    except IntegrityError as fault:
        if broken_constraint(fault) != "entry_sent_once":
            raise
        return ContestEntry.objects.get(entered_by_id=by.account_id, key=key)
    keep_contest_pictures(entry=entry, pictures=pictures)
    if not many:
        write_line(
            by=by.actor, at=at, city=entry.city, verb="enter_contest", target=entry, contest=str(contest.pk),
            pictures=len(pictures),
        )  # fmt: skip
    if author.minor and not author.agreed:
        entry.contest = contest
        ask_guardian(entry=entry, at=at, many=many)
    return entry


def _require_fit(contest: Contest, author: Author, form: EntryForm, pictures: int, *, many: bool) -> None:
    if contest.pupils_only and not author.minor and (author.age is None or author.age > SCHOOL_AGE):
        raise OnlyPupils
    faults = entry_faults(
        form, kind=contest.kind, letters_allowed=(contest.least_letters, contest.most_letters),  # type: ignore[arg-type]
        groups=contest.group_list, age=author.age, pictures=pictures, most_pictures=contest.most_pictures,
    )  # fmt: skip
    if not many:  # a teacher's list is not sent back for each name: judges read without it anyway
        whose = author.volunteer.name if author.volunteer else author.pupil.name if author.pupil else ""
        faults += names_itself(form, whose)
    if faults:
        raise EntryIncomplete(errors=[{"field": name, "sentence": said} for name, said in faults])
    if form.rights != contest.rights_version:
        raise RightsNotAgreed


def _placed(
    by: Standing, contest: Contest, author: Author, form: EntryForm, key: UUID, at: datetime
) -> ContestEntry:
    """Into a free place of the person's and under a free number; both are the database's to refuse."""
    for _try in range(TRIES):
        slot = _free_slot(contest, author)
        try:
            with transaction.atomic():
                return _made(by, contest, author, form, key, at, slot)
        except IntegrityError as fault:
            if broken_constraint(fault) not in ("one_number_in_a_contest", "one_entry_a_place"):
                raise
    raise EntriesUsedUp


def _free_slot(contest: Contest, author: Author) -> int:
    rows = ContestEntry.objects.filter(contest=contest, state__in=LIVE_ENTRIES)
    if author.volunteer is not None:
        mine = rows.filter(volunteer_id__in=records_of(author.volunteer.pk))
    else:
        mine = rows.filter(person_hash=author.person_hash)
    taken = list(mine.values_list("slot", flat=True))
    if len(taken) >= contest.most_per_person:
        raise EntriesUsedUp
    return next(slot for slot in range(1, 21) if slot not in taken)


def _made(
    by: Standing, contest: Contest, author: Author, form: EntryForm, key: UUID, at: datetime, slot: int
) -> ContestEntry:
    pupil = author.pupil or Pupil("")
    return ContestEntry.objects.create(
        city=contest.city, contest=contest, number=100_000 + secrets.randbelow(900_000), volunteer=author.volunteer,
        person_hash=author.person_hash, slot=slot, private_sealed=author.private, guardian_phone_hash=author.phone_hash,
        school=author.school, school_name=one_line(pupil.school)[:60], school_class=one_line(pupil.school_class)[:40],
        group=form.group if contest.groups else "", entered_by_id=by.account_id, entered_at=at, key=key,
        title=one_line(form.title), words=cleaned(form.words), link=form.link.strip() if form.link else "",
        minor=author.minor, guardian_agreed_at=at if author.agreed else None,
        guardian_account_id=by.account_id if author.agreed else None, publish_agreed_at=at if form.publish else None,
        rights_version=form.rights, show_name=form.show_name,
    )  # fmt: skip


def hold_entry(*, key: UUID) -> ContestEntry:
    """One row, locked. Raises EntryUnknown."""
    rows = ContestEntry.objects.select_for_update(of=("self",)).select_related(
        "contest", "volunteer__account"
    )
    found = rows.filter(pk=key).first()
    if found is None:
        raise EntryUnknown
    return found


@transaction.atomic
def withdraw_contest_entry(*, by: Standing, key: UUID, at: datetime) -> ContestEntry:
    """At any time, also when it is shown: it is gone from there at once. Raises EntryUnknown, EntryMoved."""
    entry = hold_entry(key=key)
    require_may_withdraw_entry(by, entry, at)
    if entry.state not in LIVE_ENTRIES:
        raise EntryMoved
    entry.state, entry.published_at, entry.reason = EntryState.WITHDRAWN, None, ""
    entry.save(update_fields=["state", "published_at", "reason"])
    write_line(by=by.actor, at=at, city=entry.city, verb="withdraw_contest_entry", target=entry)
    return entry


@transaction.atomic
def set_aside_entry(*, by: Standing, key: UUID, reason: str, at: datetime) -> ContestEntry:
    """It does not take part, for a reason that its author reads. Raises EntryUnknown, EntryMoved, ContestReasonMissing."""
    entry = _hold_in_charge(by, key)
    said = reason_of(reason)
    if not said:
        raise ContestReasonMissing
    if entry.state not in LIVE_ENTRIES or entry.state == EntryState.SET_ASIDE:
        raise EntryMoved
    entry.state, entry.reason, entry.decided_at, entry.published_at = EntryState.SET_ASIDE, said, at, None
    entry.save(update_fields=["state", "reason", "decided_at", "published_at"])
    write_line(by=by.actor, at=at, city=entry.city, verb="set_aside_entry", target=entry, reason=said)
    text = f"你在“{entry.contest.title}”的作品“{entry.title}”没有参评：{said}。"
    tell_author(entry=entry, text=text, at=at)
    return entry


@transaction.atomic
def take_entry_back_in(*, by: Standing, key: UUID, at: datetime) -> ContestEntry:
    """What was set aside takes part again. Raises EntryUnknown, EntryMoved."""
    entry = _hold_in_charge(by, key)
    if entry.state != EntryState.SET_ASIDE:
        raise EntryMoved
    entry.state, entry.reason, entry.decided_at = EntryState.ENTERED, "", at
    entry.save(update_fields=["state", "reason", "decided_at"])
    write_line(by=by.actor, at=at, city=entry.city, verb="take_entry_back_in", target=entry)
    tell_author(entry=entry, text=f"你在“{entry.contest.title}”的作品“{entry.title}”又参评了。", at=at)
    return entry


def _hold_in_charge(by: Standing, key: UUID) -> ContestEntry:
    found = entry_in_charge(by, key)
    hold_running(
        by=by, key=found.contest_id, states=(ContestState.OPEN, ContestState.JUDGING, ContestState.PUBLISHED)
    )
    return hold_entry(key=key)
