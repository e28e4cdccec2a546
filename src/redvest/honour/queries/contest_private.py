"""What is sealed of a pupil without a record: the name and a guardian's phone; and the hashes by which entries are found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from redvest.honour.models import ContestEntry
from redvest.honour.rules.award_blind import blinded
from redvest.honour.rules.contest import Pupil
from redvest.registry.models import Account
from redvest.registry.queries import secret
from redvest.registry.queries.shown_name import public_names
from redvest.registry.rules.names import mask_name, normalise

LONGEST_TOKEN = 64


class Private(NamedTuple):
    """Empty where the author is on the register or was forgotten."""

    name: str = ""
    phone: str = ""


def sealed(pupil: Pupil, phone: str) -> bytes:
    text = json.dumps([normalise(pupil.name), phone], ensure_ascii=False)
    return secret.keyring().encrypt(text, context=secret.CONTEST_PRIVATE)


def private_of(entry: ContestEntry) -> Private:
    """For sending and for the papers; pages of the staff are given ``author_masked``."""
    if not entry.private_sealed:
        return Private()
    return Private(*json.loads(secret.open_sealed(entry.private_sealed, context=secret.CONTEST_PRIVATE)))


def author_whole(entry: ContestEntry) -> str:
    """The name as it stands on the paper; nothing of who was forgotten."""
    return entry.volunteer.name if entry.volunteer else private_of(entry).name


def author_masked(entry: ContestEntry) -> str:
    return mask_name(author_whole(entry))


def authors_shown(entries: Iterable[ContestEntry], on: date) -> dict[UUID, str]:
    """Under which name the public meets each work; works without one are left out. One query, however many there are.

    None that was not let be written with this work, and a minor's only with the guardian's yes. A grown person's tick at
    the work is the consent for this work, taken back on its own page; a child on the register is met as everywhere else.
    A pupil without a record is masked, unless the yes came over the guardian's own phone: who types a child's name in is
    proven to be nobody's parent.
    """
    named = [each for each in entries if each.show_name and (not each.minor or each.guardian_agreed_at)]
    people = public_names([each.volunteer for each in named if each.volunteer], on)
    found = {each.pk: _shown(each, people) for each in named}
    return {key: name for key, name in found.items() if name}


def _shown(entry: ContestEntry, people: Mapping[UUID, str]) -> str:
    if entry.volunteer is not None:
        return people[entry.volunteer.pk] if entry.minor else entry.volunteer.name
    # The link is made for a guardian's phone alone, and whoever enters a child under the own number gets none.
    return author_whole(entry) if entry.link_hash else author_masked(entry)


def blind_work(entry: ContestEntry) -> tuple[str, str]:
    """Title and words as a judge reads them: without the author's name, school and class."""
    names = (author_whole(entry), entry.school_name, entry.school_class)
    return blinded(entry.title, names), blinded(entry.words, names)


def volunteer_hash(volunteer_id: UUID) -> bytes:
    return secret.keyring().keyed_hash(f"volunteer:{volunteer_id}", purpose="contest-person")


def pupil_hash(pupil: Pupil) -> bytes:
    """Whose places a work takes: of one name in one class of one school."""
    parts = (pupil.school.strip(), pupil.school_class.strip(), normalise(pupil.name))
    return secret.keyring().keyed_hash("pupil:" + "|".join(parts), purpose="contest-person")


def token_hash(token: str) -> bytes:
    return secret.keyring().keyed_hash(token, purpose="contest-link")


def address_of(token: str) -> str:
    """The guardian's link as it stands in a text; without the house's address its path alone."""
    return f"{settings.REDVEST_BASE_URL or ''}/contests/yes/{token}/"


def own_phone(account_id: UUID | None) -> str:
    """The number under which a parent signs in, for the entry of their own child."""
    found = Account.objects.filter(pk=account_id).first() if account_id else None
    return secret.open_sealed(found.phone_sealed, context=secret.ACCOUNT_PHONE) if found else ""


def own_phone_hash(account_id: UUID | None) -> bytes | None:
    """By which an account is recognised as a guardian's."""
    found = (
        Account.objects.filter(pk=account_id).values_list("phone_hash", flat=True).first()
        if account_id
        else None
    )
    return bytes(found) if found else None
