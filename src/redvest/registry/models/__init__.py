"""The registry's tables."""

from redvest.registry.models.account import Account, ApiToken, OneTimeCode, OutgoingMessage
from redvest.registry.models.annual_report import AnnualReport, ReportReminder
from redvest.registry.models.body import Body, Membership
from redvest.registry.models.body_change import BodyChange
from redvest.registry.models.brand import Brand
from redvest.registry.models.consent import Consent
from redvest.registry.models.department import Department, DepartmentRole
from redvest.registry.models.duty import DutyPattern, DutySlot, DutyTurn
from redvest.registry.models.grid import Grid, GridKeeping, SanitationZone
from redvest.registry.models.guardian import Guardian
from redvest.registry.models.help_call import HelpCall
from redvest.registry.models.joining import JoinRequest
from redvest.registry.models.kiosk import KioskDevice, KioskReceipt
from redvest.registry.models.message import Delivery, DeliveryAttempt, Message
from redvest.registry.models.person import Erasure, Merge, NotSame
from redvest.registry.models.pledge import Pledge, PledgeSignature
from redvest.registry.models.profile import Profile
from redvest.registry.models.qualification import Qualification
from redvest.registry.models.reach import ChannelChoice, MailAddress, PushSubscription, WeChatBond
from redvest.registry.models.recipient import RecipientConsent
from redvest.registry.models.recovery import AccountRecovery
from redvest.registry.models.region import Region, ServiceDomain
from redvest.registry.models.rights_request import RightsRequest
from redvest.registry.models.role import Grant
from redvest.registry.models.school import ClassPupil, ClassTeacher, SchoolClass
from redvest.registry.models.second_factor import RecoveryCode, SecondFactor
from redvest.registry.models.setting import DatedSetting
from redvest.registry.models.sharing import MinorLook, SharingLine
from redvest.registry.models.station import Station
from redvest.registry.models.station_holding import StationFacility, StationMember, StationService
from redvest.registry.models.station_life import StationDay, StationOpening
from redvest.registry.models.station_loan import StationLoan
from redvest.registry.models.station_log import StationNeed, StationSession
from redvest.registry.models.volunteer import Volunteer

__all__ = [
    "Account",
    "AccountRecovery",
    "AnnualReport",
    "ApiToken",
    "Body",
    "BodyChange",
    "Brand",
    "ChannelChoice",
    "ClassPupil",
    "ClassTeacher",
    "Consent",
    "DatedSetting",
    "Delivery",
    "DeliveryAttempt",
    "Department",
    "DepartmentRole",
    "DutyPattern",
    "DutySlot",
    "DutyTurn",
    "Erasure",
    "Grant",
    "Grid",
    "GridKeeping",
    "Guardian",
    "HelpCall",
    "JoinRequest",
    "KioskDevice",
    "KioskReceipt",
    "MailAddress",
    "Membership",
    "Merge",
    "Message",
    "MinorLook",
    "NotSame",
    "OneTimeCode",
    "OutgoingMessage",
    "Pledge",
    "PledgeSignature",
    "Profile",
    "PushSubscription",
    "Qualification",
    "RecipientConsent",
    "RecoveryCode",
    "Region",
    "ReportReminder",
    "RightsRequest",
    "SanitationZone",
    "SchoolClass",
    "SecondFactor",
    "ServiceDomain",
    "SharingLine",
    "Station",
    "StationDay",
    "StationFacility",
    "StationLoan",
    "StationMember",
    "StationNeed",
    "StationOpening",
    "StationService",
    "StationSession",
    "Volunteer",
    "WeChatBond",
]
