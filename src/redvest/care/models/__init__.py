"""Tables of the care context."""

from redvest.care.models.dispatch import Dispatch, NeedAsk
from redvest.care.models.menu import MenuItem
from redvest.care.models.need import Need, NeedPicture, NeedStep, NeedVerification, NotSameNeed
from redvest.care.models.serving import NeedConfirmation, NeedServing

__all__ = [
    "Dispatch",
    "MenuItem",
    "Need",
    "NeedAsk",
    "NeedConfirmation",
    "NeedPicture",
    "NeedServing",
    "NeedStep",
    "NeedVerification",
    "NotSameNeed",
]
