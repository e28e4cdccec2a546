"""The service context's tables."""

from redvest.service.models.absence import AbsenceAppeal
from redvest.service.models.activity import Activity, Post
from redvest.service.models.attendance import Attendance, Scan
from redvest.service.models.audience import AudienceCount
from redvest.service.models.award import AwardRecord
from redvest.service.models.backfill import BackfillLine, BackfillRequest, EvidenceFile, TransferRequest
from redvest.service.models.batch import CertificateBatch, CertificateBatchItem
from redvest.service.models.calendar import CalendarEvent, CalendarFeed
from redvest.service.models.certificate import Certificate, CertificateLine
from redvest.service.models.change import ActivityChange
from redvest.service.models.coleader import CoLeader
from redvest.service.models.credential import CredentialKey, StatusBit, StatusEntry, StatusList
from redvest.service.models.evaluation import ActivityFeedback, Evaluation
from redvest.service.models.hand_over import HandOver, ProxyConsent
from redvest.service.models.hours import HoursEntry, HoursSheet, PersonSalt
from redvest.service.models.integrity import CaseEvent, IntegrityCase
from redvest.service.models.letter import RosterLetter
from redvest.service.models.log import LogCheck, LogCosignature, LogHead, LogKey, LogLeaf, LogPending, LogTile
from redvest.service.models.offer import Offer
from redvest.service.models.opening import DrawEntry, Opening, OpeningStage, RoomTicket
from redvest.service.models.presence import ActivityDevice, HourCode, PresencePing, VolunteerCard
from redvest.service.models.project import Project
from redvest.service.models.protection import (
    AgreementSigning,
    AgreementTerms,
    AgreementVersion,
    InsurancePolicy,
    RosterFreeze,
    RosterLine,
)
from redvest.service.models.publicity import CertificateObjection
from redvest.service.models.reflection import Reflection, ReflectionPicture
from redvest.service.models.report import ErrorReport, RecordingReminder
from redvest.service.models.roster import Roster, RosterPair, RosterProposal, RosterShift, RosterWish
from redvest.service.models.saved_search import RecruitingActivity, SavedSearch, WatchNotice
from redvest.service.models.series import Series
from redvest.service.models.signup import SignUp, SignUpParty
from redvest.service.models.statement import OffDutyStatement, RefusedRecord, ServiceStatement
from redvest.service.models.template import ActivityTemplate
from redvest.service.models.training import PostCourse, TrainingCourse, TrainingRecord

__all__ = [
    "AbsenceAppeal",
    "Activity",
    "ActivityChange",
    "ActivityDevice",
    "ActivityFeedback",
    "ActivityTemplate",
    "AgreementSigning",
    "AgreementTerms",
    "AgreementVersion",
    "Attendance",
    "AudienceCount",
    "AwardRecord",
    "BackfillLine",
    "BackfillRequest",
    "CalendarEvent",
    "CalendarFeed",
    "CaseEvent",
    "Certificate",
    "CertificateBatch",
    "CertificateBatchItem",
    "CertificateLine",
    "CertificateObjection",
    "CoLeader",
    "CredentialKey",
    "DrawEntry",
    "ErrorReport",
    "Evaluation",
    "EvidenceFile",
    "HandOver",
    "HourCode",
    "HoursEntry",
    "HoursSheet",
    "InsurancePolicy",
    "IntegrityCase",
    "LogCheck",
    "LogCosignature",
    "LogHead",
    "LogKey",
    "LogLeaf",
    "LogPending",
    "LogTile",
    "OffDutyStatement",
    "Offer",
    "Opening",
    "OpeningStage",
    "PersonSalt",
    "Post",
    "PostCourse",
    "PresencePing",
    "Project",
    "ProxyConsent",
    "RecordingReminder",
    "RecruitingActivity",
    "Reflection",
    "ReflectionPicture",
    "RefusedRecord",
    "RoomTicket",
    "Roster",
    "RosterFreeze",
    "RosterLetter",
    "RosterLine",
    "RosterPair",
    "RosterProposal",
    "RosterShift",
    "RosterWish",
    "SavedSearch",
    "Scan",
    "Series",
    "ServiceStatement",
    "SignUp",
    "SignUpParty",
    "StatusBit",
    "StatusEntry",
    "StatusList",
    "TrainingCourse",
    "TrainingRecord",
    "TransferRequest",
    "VolunteerCard",
    "WatchNotice",
]
