"""The registry's tables."""

from redvest.registry.models.account import Account, ApiToken, OneTimeCode, OutgoingMessage
from redvest.registry.models.body import Body, Membership
from redvest.registry.models.grid import Grid, GridKeeping, SanitationZone
from redvest.registry.models.person import Erasure, Merge, NotSame
from redvest.registry.models.region import Region, ServiceDomain
from redvest.registry.models.role import Grant
from redvest.registry.models.setting import DatedSetting
from redvest.registry.models.station import Station
from redvest.registry.models.volunteer import Consent, Guardian, Volunteer

__all__ = [
    "Account",
    "ApiToken",
    "Body",
    "Consent",
    "DatedSetting",
    "Erasure",
    "Grant",
    "Grid",
    "GridKeeping",
    "Guardian",
    "Membership",
    "Merge",
    "NotSame",
    "OneTimeCode",
    "OutgoingMessage",
    "Region",
    "SanitationZone",
    "ServiceDomain",
    "Station",
    "Volunteer",
]
