"""What it is to forget a person: of the record and of each account behind it, inside the transaction of an erasure.

What stays is listed with its reason in docs/privacy.md. Both rows stay, emptied, since what others did names them.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import partial
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F, Q

from redvest.connectors.storage import FileMissing, storage
from redvest.core.clock import day_of
from redvest.core.models import IdempotentAnswer
from redvest.registry.actions.duty_release import release_turns
from redvest.registry.actions.forgetting_bodies import FORGOTTEN
from redvest.registry.actions.grid import release_keepings
from redvest.registry.actions.guardian import end_bonds
from redvest.registry.choices import RealNameState, VolunteerState
from redvest.registry.models import (
    Account,
    AccountRecovery,
    ApiToken,
    ChannelChoice,
    ClassPupil,
    ClassTeacher,
    Consent,
    Grant,
    Guardian,
    JoinRequest,
    MailAddress,
    Membership,
    Message,
    NotSame,
    OneTimeCode,
    OutgoingMessage,
    PledgeSignature,
    Profile,
    PushSubscription,
    Qualification,
    RecipientConsent,
    RecoveryCode,
    RightsRequest,
    SecondFactor,
    StationMember,
    Volunteer,
    WeChatBond,
)
from redvest.registry.queries import secret

_OF_RECORD = (
    Guardian,
    Consent,
    Membership,
    Profile,
    Qualification,
    RecipientConsent,
    JoinRequest,
    RightsRequest,
    Message,
    ClassPupil,
)
_OF_ACCOUNT = (
    AccountRecovery,
    ApiToken,
    SecondFactor,
    RecoveryCode,
    PledgeSignature,
    Message,
    ChannelChoice,
    MailAddress,
    PushSubscription,
    WeChatBond,
    ClassTeacher,
)


def forget_record(*, volunteer: Volunteer, at: datetime) -> None:
    """What is left is a number that the ledger's entries hang on."""
    _forget_messages(volunteer.city, volunteer.phone_hash, volunteer.phone_tail)
    for key in Qualification.objects.filter(volunteer=volunteer).values_list("proof_key", flat=True):
        transaction.on_commit(partial(unlink, key=key))
    for related in _OF_RECORD:
        related.objects.filter(volunteer=volunteer).delete()
    NotSame.objects.filter(Q(first=volunteer) | Q(second=volunteer)).delete()
    _end_duties(volunteer, at)
    volunteer.domains.clear()
    Volunteer.objects.filter(pk=volunteer.pk).update(
        account=None, name=FORGOTTEN, pinyin="", sex="", birth_on=None, id_type="", id_sealed=None, id_hash=None,
        phone_sealed=None, phone_hash=None, phone_tail="", region=None, skills="", search=[],
        real_name_state=RealNameState.MISSING, state=VolunteerState.ERASED,
    )  # fmt: skip


def _end_duties(volunteer: Volunteer, at: datetime) -> None:
    """Slots to come are free again, a grid is kept until today, and so is a place in a station's team."""
    release_turns(volunteer_id=volunteer.pk, at=at)
    release_keepings(volunteer_id=volunteer.pk, at=at)
    StationMember.objects.filter(volunteer=volunteer, ends_on__isnull=True).update(ends_on=day_of(at))


def forget_account(*, account_id: UUID, at: datetime) -> None:
    """Nobody can sign in any more, and every session ends. Roles end too, and stay on record without a name."""
    account = Account.objects.select_for_update().get(pk=account_id)
    _forget_messages(account.city, account.phone_hash, account.phone_tail)
    OneTimeCode.objects.filter(phone_hash=bytes(account.phone_hash)).delete()
    end_bonds(account=account, at=at)
    IdempotentAnswer.objects.filter(owner=str(account_id)).delete()
    for related in _OF_ACCOUNT:
        related.objects.filter(account=account).delete()
    Grant.objects.filter(account=account, revoked_at__isnull=True).update(revoked_at=at)
    Account.objects.filter(pk=account_id).update(
        name=FORGOTTEN, phone_sealed=b"", phone_hash=secrets.token_bytes(32), phone_tail="",
        password=make_password(None), is_active=False, session_epoch=F("session_epoch") + 1,
    )  # fmt: skip


def _forget_messages(city: str, phone_hash: bytes | memoryview | None, tail: str) -> None:
    """Messages that a demo kept are found by the phone's tail and known by the phone itself."""
    if phone_hash is None or not tail:
        return
    for row in OutgoingMessage.objects.filter(city=city, phone_tail=tail):
        phone = secret.open_sealed(row.phone_sealed, context=secret.MESSAGE_PHONE)
        if secret.phone_hash(phone) == bytes(phone_hash):
            row.delete()


def unlink(*, key: str) -> None:
    """Take a stored file away; one that is gone already is no fault."""
    try:
        storage().local_path(key).unlink(missing_ok=True)
    except FileMissing:
        return
