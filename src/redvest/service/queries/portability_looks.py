"""Who got or saw a person's data, and what was sent to them, in their own copy."""

from __future__ import annotations

from uuid import UUID

from redvest.registry.models import (
    ChannelChoice,
    MailAddress,
    Message,
    OutgoingMessage,
    PushSubscription,
    Volunteer,
    WeChatBond,
)
from redvest.registry.queries import secret
from redvest.registry.queries.merge import accounts_behind
from redvest.registry.queries.sharing import looks_at, sharing_of, unmaskings_of
from redvest.service.models import CalendarFeed
from redvest.service.queries.portability_person import Row


def messages_sent(volunteer: Volunteer) -> list[Row]:
    """When a message went to this account's or record's own phone; a text with a code in it is not repeated."""
    if volunteer.phone_hash is None or not volunteer.phone_tail:
        return []
    rows = OutgoingMessage.objects.filter(city=volunteer.city, phone_tail=volunteer.phone_tail)
    mine = [row for row in rows.order_by("sent_at") if _same_phone(row, volunteer)]
    return [{"sent_at": row.sent_at, "phone": f"*******{row.phone_tail}"} for row in mine]


def _same_phone(row: OutgoingMessage, volunteer: Volunteer) -> bool:
    phone = secret.open_sealed(row.phone_sealed, context=secret.MESSAGE_PHONE)
    return secret.phone_hash(phone) == bytes(volunteer.phone_hash or b"")


def given_to(people: list[UUID]) -> list[Row]:
    """To whom data of these records was given, and for what."""
    rows = sharing_of(people)
    return [dict(row) for row in rows.values("at", "kind", "recipient", "purpose", "basis", "fields")]


def seen_by(people: list[UUID]) -> list[Row]:
    """Looks at the record and numbers unmasked, in the order of time."""
    looks = [
        {"at": row.at, "by": row.account.name, "what": "record", "reason": row.words}
        for row in looks_at(people)
    ]
    numbers = [
        {"at": line.at, "by": name, "what": line.details.get("field", ""), "reason": line.reason}
        for line, name in unmaskings_of(people)
    ]
    return sorted([*looks, *numbers], key=lambda row: row["at"])


def notices(volunteer: Volunteer) -> list[Row]:
    """What stands in the person's inbox."""
    rows = Message.objects.filter(account_id__in=accounts_behind(volunteer)).order_by("created_at", "id")
    return [dict(row) for row in rows.values("created_at", "kind", "text", "read_at")]


def reach(volunteer: Volunteer) -> Row:
    """Over what the person is reached, and what they chose: addresses masked, of secret ones only that they exist."""
    accounts = accounts_behind(volunteer)
    mails = MailAddress.objects.filter(account_id__in=accounts).order_by("account_id")
    browsers = PushSubscription.objects.filter(account_id__in=accounts).order_by("made_at")
    bonds = WeChatBond.objects.filter(account_id__in=accounts).order_by("bound_at")
    chosen = ChannelChoice.objects.filter(account_id__in=accounts).order_by("kind", "channel")
    feeds = CalendarFeed.objects.filter(volunteer=volunteer)
    return {
        "mail": [{"address": _masked(row), "proven_at": row.proven_at} for row in mails],
        "browsers": [dict(row) for row in browsers.values("label", "made_at")],
        "wechat": [dict(row) for row in bonds.values("bound_at")],
        "calendar_feed": [dict(row) for row in feeds.values("made_at", "read_at")],
        "channels": [dict(row) for row in chosen.values("kind", "channel", "wanted")],
    }


def _masked(row: MailAddress) -> str:
    name, _at, host = secret.open_sealed(row.address_sealed, context=secret.MAIL_ADDRESS).partition("@")
    return f"{name[:1]}***@{host}"
