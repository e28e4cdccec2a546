"""The service context's tables."""

from redvest.service.models.activity import Activity, Post
from redvest.service.models.attendance import Attendance, Scan
from redvest.service.models.certificate import Certificate, CertificateLine
from redvest.service.models.hours import HoursEntry, HoursSheet, PersonSalt
from redvest.service.models.integrity import CaseEvent, IntegrityCase
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
from redvest.service.models.signup import SignUp

__all__ = [
    "Activity",
    "Attendance",
    "CaseEvent",
    "Certificate",
    "CertificateLine",
    "HoursEntry",
    "HoursSheet",
    "IntegrityCase",
    "LogCheck",
    "LogCosignature",
    "LogHead",
    "LogKey",
    "LogLeaf",
    "LogPending",
    "LogTile",
    "PersonSalt",
    "Post",
    "Project",
    "Scan",
    "SignUp",
]
