"""Tables of the care context."""

from redvest.care.models.crisis import Crisis, CrisisBrief, CrisisBroadcast
from redvest.care.models.crisis_need import CrisisApart, CrisisGoing, CrisisNeed
from redvest.care.models.crisis_people import CrisisStay, CrisisVolunteer, StagingArea
from redvest.care.models.dispatch import Dispatch, NeedAsk
from redvest.care.models.household import Household
from redvest.care.models.link import NeedLink
from redvest.care.models.menu import MenuItem
from redvest.care.models.need import Need, NeedPicture, NeedStep, NeedVerification, NotSameNeed
from redvest.care.models.pairing import Pairing, PartyMember, SilenceReminder
from redvest.care.models.serving import NeedConfirmation, NeedServing
from redvest.care.models.visit import Visit

__all__ = [
    "Crisis",
    "CrisisApart",
    "CrisisBrief",
    "CrisisBroadcast",
    "CrisisGoing",
    "CrisisNeed",
    "CrisisStay",
    "CrisisVolunteer",
    "Dispatch",
    "Household",
    "MenuItem",
    "Need",
    "NeedAsk",
    "NeedConfirmation",
    "NeedLink",
    "NeedPicture",
    "NeedServing",
    "NeedStep",
    "NeedVerification",
    "NotSameNeed",
    "Pairing",
    "PartyMember",
    "SilenceReminder",
    "StagingArea",
    "Visit",
]
