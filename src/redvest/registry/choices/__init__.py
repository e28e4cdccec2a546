"""State names of the registry with their Chinese words. Stored as the short English value."""

from redvest.registry.choices.account import CodePurpose, FactorKind, PhoneProof, RecoveryState
from redvest.registry.choices.body import (
    BodyFact,
    BodyKind,
    BodyState,
    BrandKind,
    ProjectInvites,
    ReminderStage,
    TeamInvites,
    TeamKind,
)
from redvest.registry.choices.consent import ConsentPurpose, GuardianProof
from redvest.registry.choices.duty import DutyOff, DutyTurnState
from redvest.registry.choices.identity import REAL_NAMES, IdType, RealNameState, SeenDocument, Sex
from redvest.registry.choices.membership import JoinKind, JoinState, MembershipConsent
from redvest.registry.choices.message import Channel, DeliveryState, MessageKind
from redvest.registry.choices.region import DepartmentDuty, DomainScheme, RegionLevel
from redvest.registry.choices.rights_request import RefusalGround, RightKind, RightState
from redvest.registry.choices.role import Role
from redvest.registry.choices.school import ClassState, PupilState
from redvest.registry.choices.sharing import LookReason, SharingKind
from redvest.registry.choices.station import HelpKind, SessionKind, StationLevel
from redvest.registry.choices.volunteer import QualificationState, VolunteerSource, VolunteerState

__all__ = [  # noqa: RUF022 - in the order of the alphabet
    "BodyFact", "BodyKind", "BodyState", "BrandKind", "Channel", "ClassState", "CodePurpose",
    "ConsentPurpose", "DeliveryState", "DepartmentDuty", "DomainScheme", "DutyOff", "DutyTurnState",
    "FactorKind", "GuardianProof", "HelpKind", "IdType", "JoinKind", "JoinState", "LookReason",
    "MembershipConsent", "MessageKind", "PhoneProof", "ProjectInvites", "PupilState", "QualificationState",
    "REAL_NAMES", "RealNameState", "RecoveryState", "RefusalGround", "RegionLevel", "ReminderStage",
    "RightKind", "RightState", "Role", "SeenDocument", "SessionKind", "Sex", "SharingKind", "StationLevel",
    "TeamInvites", "TeamKind", "VolunteerSource", "VolunteerState",
]  # fmt: skip
