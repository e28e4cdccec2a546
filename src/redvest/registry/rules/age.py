"""Ages and what they allow: who may register, who needs a guardian, who must stay out of danger.

The gates are dated settings of a city; this only applies them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, gettext_noop

TOO_YOUNG = gettext_noop("未满 %(age)d 岁，暂时还不能注册，长大一点再来。")
NOT_ALONE = gettext_noop("未满 %(age)d 岁，要由监护人代为注册。")
ASK_GUARDIAN = gettext_noop("未满 %(age)d 岁，参加志愿服务要先得到监护人同意。")
ASK_FOR_DATA = gettext_noop("未满 %(age)d 岁，个人信息要由监护人同意后才能登记。")
ACCOMPANY = gettext_noop("未满 %(age)d 岁，活动时要有监护人陪同。")
NO_DANGER = gettext_noop("未满 %(age)d 岁，不能参加有危险的服务。")


@dataclass(frozen=True, slots=True)
class AgeGates:
    """The ages at which the rules change; a person meets a gate on the birthday."""

    min_age: int = 6
    self_register_age: int = 14
    guardian_consent_under: int = 18
    data_consent_under: int = 14
    accompany_under: int = 10
    danger_under: int = 18


@dataclass(frozen=True, slots=True)
class AgeVerdict:
    """What the gates mean for one person on one day, with a sentence for everything that is asked of them."""

    age: int
    may_register: bool
    may_register_alone: bool
    needs_guardian: bool
    needs_data_consent: bool
    must_be_accompanied: bool
    no_danger: bool
    reasons: tuple[str, ...]


def age_on(birth_on: date, day: date) -> int:
    """Full years of age on a day; negative before birth.

    Somebody born on 29 February turns a year older on 1 March of a common year: where the matching day is
    missing, the year is only over with the last day of February (Civil Code, art. 202).
    """
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))


def verdict(gates: AgeGates, birth_on: date, on: date) -> AgeVerdict:
    """What somebody born on birth_on may and must do on a day."""
    age = age_on(birth_on, on)
    may_register = age >= gates.min_age
    needs_guardian = age < gates.guardian_consent_under
    needs_data_consent = age < gates.data_consent_under
    must_be_accompanied = age < gates.accompany_under
    no_danger = age < gates.danger_under
    may_register_alone = may_register and age >= gates.self_register_age
    asked = (
        (not may_register, TOO_YOUNG, gates.min_age),
        (may_register and not may_register_alone, NOT_ALONE, gates.self_register_age),
        (may_register and needs_guardian, ASK_GUARDIAN, gates.guardian_consent_under),
        (may_register and needs_data_consent, ASK_FOR_DATA, gates.data_consent_under),
        (may_register and must_be_accompanied, ACCOMPANY, gates.accompany_under),
        (may_register and no_danger, NO_DANGER, gates.danger_under),
    )
    return AgeVerdict(
        age=age,
        may_register=may_register,
        may_register_alone=may_register_alone,
        needs_guardian=needs_guardian,
        needs_data_consent=needs_data_consent,
        must_be_accompanied=must_be_accompanied,
        no_danger=no_danger,
        reasons=tuple(gettext(text) % {"age": gate} for applies, text, gate in asked if applies),
    )
