"""What the codes in a person's copy mean: for a reader of ``data.json``, and for its printed sheet."""

from __future__ import annotations

from django.db.models import TextChoices

from redvest.registry.choices import (
    ConsentPurpose,
    DutyTurnState,
    IdType,
    JoinKind,
    JoinState,
    MembershipConsent,
    MessageKind,
    ProjectInvites,
    PupilState,
    QualificationState,
    RealNameState,
    RefusalGround,
    RightKind,
    RightState,
    Sex,
    SharingKind,
    TeamInvites,
    VolunteerState,
)
from redvest.service.choices import (
    AwardState,
    CertificateState,
    EntryKind,
    Grade,
    ProofKind,
    ProposalState,
    ReflectionState,
    SignUpState,
    WishKind,
)

_CODED: dict[str, type[TextChoices]] = {
    "profile.sex": Sex,
    "profile.id_type": IdType,
    "profile.real_name_state": RealNameState,
    "profile.state": VolunteerState,
    "about_me.project_invites": ProjectInvites,
    "about_me.team_invites": TeamInvites,
    "consents.purpose": ConsentPurpose,
    "rights.kind": RightKind,
    "rights.state": RightState,
    "rights.ground": RefusalGround,
    "memberships.consent": MembershipConsent,
    "join_requests.kind": JoinKind,
    "join_requests.state": JoinState,
    "classes.state": PupilState,
    "duty.state": DutyTurnState,
    "signups.state": SignUpState,
    "roster_asks.state": ProposalState,
    "roster_wishes.kind": WishKind,
    "attendance.proofs": ProofKind,
    "hours.kind": EntryKind,
    "hours.grade": Grade,
    "hours.proofs": ProofKind,
    "certificates.state": CertificateState,
    "reflections.state": ReflectionState,
    "qualifications.state": QualificationState,
    "awards.state": AwardState,
    "given_to.kind": SharingKind,
    "notices.kind": MessageKind,
}
# Codes by the field that carries them: "signups.state" -> {"confirmed": "已报上", …}.
WORDS: dict[str, dict[str, str]] = {
    field: {str(value): str(label) for value, label in kind.choices} for field, kind in _CODED.items()
}


def word(field: str, code: object) -> str:
    """What one code says; itself where it is none of these."""
    return WORDS.get(field, {}).get(str(code), str(code))
