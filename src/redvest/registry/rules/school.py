"""Classes: names of school years, what a class may be called, the code by which a family finds it. Pure."""

from __future__ import annotations

import secrets
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from redvest.registry.school_errors import ClassNameWrong, ClassYearWrong, PupilAgeWrong

FIRST_GRADE, LAST_GRADE = 1, 16  # primary school from 1, 初中 from 7, 高中 from 10, university from 13
LAST_SCHOOL_GRADE = 12
CODE_LENGTH = 8
LONGEST_NAME = 30
# Without what one takes for another when it is read out: 0 O, 1 I L, 2 Z, 5 S, 8 B.
_LETTERS = "34679ACDEFGHJKMNPQRTUVWXY"
MOST_LINES = 200
PURPOSE = "学生综合素质评价：志愿服务和实践学分"


def grade_words(grade: int) -> str:
    """A year of school as people say it."""
    if grade < 7:
        return _("小学{number}年级").format(number=numeral(grade))
    if grade < 10:
        return _("初中{number}年级").format(number=numeral(grade - 6))
    if grade < 13:
        return _("高中{number}年级").format(number=numeral(grade - 9))
    return _("大学{number}年级").format(number=numeral(grade - 12))


def numeral(number: int) -> str:
    """One to six, as it stands in the name of a year or a term."""
    return (
        pgettext("第几", "一"), pgettext("第几", "二"), pgettext("第几", "三"), pgettext("第几", "四"),
        pgettext("第几", "五"), pgettext("第几", "六"),
    )[number - 1]  # fmt: skip


def checked_name(text: str) -> str:
    """Raises ClassNameWrong."""
    name = " ".join(text.replace("\x00", "").split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise ClassNameWrong
    return name


def check_years(grade: int, entry_year: int, this_year: int) -> None:
    """A class that exists: nobody entered after next year, or before the longest time that a school takes."""
    if not FIRST_GRADE <= grade <= LAST_GRADE or not this_year - LAST_GRADE <= entry_year <= this_year + 1:
        raise ClassYearWrong


def check_age(age: int | None, grade: int, least: int, most: int) -> None:
    """A pupil's full years; whose age nobody knows passes, and a student of a university may be of any. Raises PupilAgeWrong."""
    if age is None:
        return
    if age < least or (grade <= LAST_SCHOOL_GRADE and age > most):
        raise PupilAgeWrong


def new_code() -> str:
    """A code that cannot be guessed: 25 to the power of eight, and tries are counted."""
    return "".join(secrets.choice(_LETTERS) for _each in range(CODE_LENGTH))


def typed_code(text: str) -> str:
    """A code as somebody typed it, with spaces, in small letters or full width."""
    return "".join(unicodedata.normalize("NFKC", text).upper().replace("-", "").split())[: CODE_LENGTH + 1]


def recipient_name(name: str, code: str) -> str:
    """How a school is named in a consent: two schools of one name are two recipients."""
    return f"{name}（{code}）"
