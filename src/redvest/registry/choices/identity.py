"""Identity and its proof: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IdType(TextChoices):
    RESIDENT_CARD = "resident-card", _("居民身份证")
    RESIDENCE_PERMIT = "residence-permit", _("港澳台居民居住证")
    PERMANENT_RESIDENCE = "permanent-residence", _("外国人永久居留身份证")
    PASSPORT = "passport", _("护照")
    TRAVEL_PERMIT_HM = "travel-permit-hm", _("港澳居民来往内地通行证")
    TRAVEL_PERMIT_TW = "travel-permit-tw", _("台湾居民来往大陆通行证")


class Sex(TextChoices):
    MALE = "male", _("男")
    FEMALE = "female", _("女")


class RealNameState(TextChoices):
    MISSING = "missing", _("未实名")
    CHECKED = "checked", _("已登记")  # number, checksum and birth date agree; no authority was asked
    VERIFIED = "verified", _("已核验")  # the identity authority confirmed name and number
    REFUSED = "refused", _("核验不符")


# Whoever gave a number that holds together: those who count as registered volunteers.
REAL_NAMES = (RealNameState.CHECKED.value, RealNameState.VERIFIED.value)


class SeenDocument(TextChoices):
    """The original by which an officer corrects a name or a birth date."""

    ID_DOCUMENT = "id-document", _("身份证件")
    HOUSEHOLD = "household", _("户口簿")
    POLICE = "police", _("公安机关的证明")
