"""The service context's tables."""

from redvest.service.models.activity import Activity, Post
from redvest.service.models.attendance import Attendance, Scan
from redvest.service.models.award import AwardRecord
from redvest.service.models.certificate import Certificate, CertificateLine
from redvest.service.models.evaluation import ActivityFeedback, Evaluation
from redvest.service.models.hours import HoursEntry, HoursSheet, PersonSalt
from redvest.service.models.log import (
    LogCheck,
    LogCosignature,
    LogHead,
    LogKey,
    LogLeaf,
    LogPending,
    LogTile,
)
from redvest.service.models.project import Project
from redvest.service.models.protection import (
    AgreementSigning,
    AgreementTerms,
    InsurancePolicy,
    RosterFreeze,
    RosterLine,
)
from redvest.service.models.signup import SignUp
from redvest.service.models.training import PostCourse, TrainingCourse, TrainingRecord

__all__ = [
    "Activity",
    "ActivityFeedback",
    "AgreementSigning",
    "AgreementTerms",
    "Attendance",
    "AwardRecord",
    "Certificate",
    "CertificateLine",
    "Evaluation",
    "HoursEntry",
    "HoursSheet",
    "InsurancePolicy",
    "LogCheck",
    "LogCosignature",
    "LogHead",
    "LogKey",
    "LogLeaf",
    "LogPending",
    "LogTile",
    "PersonSalt",
    "Post",
    "PostCourse",
    "Project",
    "RosterFreeze",
    "RosterLine",
    "Scan",
    "SignUp",
    "TrainingCourse",
    "TrainingRecord",
]
