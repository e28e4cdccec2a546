"""Where a notice leads: the page of the row that it is about, as whoever reads it may enter. Knows no table."""

from __future__ import annotations

from redvest.registry.models import Message
from redvest.registry.rules.standing import Standing

# By the kind of the row. ``{key}`` is its id.
_OWN = {
    "SignUp": "/me/signups/{key}/",
    "HandOver": "/me/hand-overs/{key}/",
    "Activity": "/activities/{key}/",
    "Opening": "/posts/{key}/opening/",
    "RosterProposal": "/me/roster/",
    "HoursEntry": "/me/hours/entries/{key}/",
    "HoursSheet": "/me/hours/",
    "BackfillLine": "/me/hours/",
    "ErrorReport": "/me/hours/",
    "TransferRequest": "/me/transfers/",
    "Certificate": "/me/certificates/",
    "DutySlot": "/me/duty/",
    "DutyTurn": "/me/duty/",
    "JoinRequest": "/me/bodies/",
    "Membership": "/me/bodies/",
    "Qualification": "/me/qualifications/",
    "RightsRequest": "/me/rights/requests/",
    "SavedSearch": "/me/searches/",
    "Guardian": "/me/guardian/",
    "Grid": "/me/spotted/",
    "NeedStep": "/me/spotted/",
    "Account": "/me/security/",
    "Volunteer": "/me/profile/",
    "Need": "/me/needs/asked/{key}/",
    "NeedAsk": "/me/needs/",
    "NeedServing": "/me/needs/{key}/",
    "StarAward": "/me/stars/",
    "Redemption": "/me/redemptions/{key}/",
    "AwardNomination": "/me/nominations/",
    "AwardEdition": "/awards/{key}/",
    "ContestEntry": "/me/contests/{key}/",
}
_DESK = {
    "Activity": "/desk/activities/{key}/",
    "Series": "/desk/series/{key}/",
    "DutySlot": "/desk/stations/",
    "RightsRequest": "/desk/rights/",
    "ErrorReport": "/desk/reports/",
    "AbsenceAppeal": "/desk/absences/",
    "Need": "/desk/needs/{key}/",
    "Dispatch": "/desk/dispatches/{key}/",
    "MenuItem": "/desk/menus/{key}/",
    "StarAward": "/desk/stars/{key}/",
    "AwardEdition": "/desk/editions/{key}/",
    "Contest": "/desk/contests/{key}/",
}


def address_of(message: Message, by: Standing) -> str:
    """The address, or nothing where the notice leads nowhere. A child's goes to the child's own page."""
    kind, key = message.about_kind, message.about_id
    if message.kind == "work":
        return _DESK.get(kind, "").format(key=key)
    if message.volunteer_id is not None and not by.is_self(message.volunteer_id):
        if kind == "HandOver":  # a guardian answers on the same page
            return _OWN[kind].format(key=key)
        if kind == "Opening":
            return f"{_OWN[kind].format(key=key)}?for={message.volunteer_id}"
        child = f"/me/children/{message.volunteer_id}/"
        return f"{child}signups/{key}/" if kind == "SignUp" else child
    return _OWN.get(kind, "").format(key=key)


def sender_and_words(text: str) -> tuple[str, str]:
    """Who signed a notice, and what it says: `【暖阳队】取消了` is from 暖阳队."""
    if text.startswith("【") and "】" in text:
        sender, words = text[1:].split("】", 1)
        return sender, words.strip()
    return "", text
