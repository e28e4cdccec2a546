"""Checks the rows of a sheet of volunteers and turns the good ones into lines for COPY, secrets already sealed.

Asks no table, so that it can also run in a process beside the one that talks to the database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import ParamSpec, TypeVar

from django.utils.translation import gettext as _

from redvest.core.errors import Invalid
from redvest.core.identifiers import uuid7_batch
from redvest.core.search import index_text
from redvest.core.workbook import Cell, Row
from redvest.registry.choices import IdType, Sex
from redvest.registry.identity_errors import (
    BirthDateMissing,
    BirthDateWrong,
    NameMissing,
    SexMissing,
    SexWrong,
)
from redvest.registry.queries import secret
from redvest.registry.rules import identity_number, names
from redvest.registry.rules import phone as phone_rules
from redvest.registry.rules.age import AgeGates, AgeVerdict, age_on, verdict
from redvest.registry.rules.registration import LONGEST_RELATION, checked_name, checked_skills
from redvest.registry.rules.search_terms import joined
from redvest.registry.rules.sheet import CellFault, Header, filled, is_blank, is_yes, text_of
from redvest.registry.rules.sheet_dates import date_of
from redvest.registry.rules.sheet_domains import Domains
from redvest.registry.rules.sheet_places import Place, Places
from redvest.registry.rules.sheet_volunteers import SHAPE, guessed_id_type, named_id_type, sex_of

P = ParamSpec("P")
T = TypeVar("T")
NULL = "\\N"

# The staging table's columns, in the order in which ``_line`` writes them.
STAGED = (
    "line integer, id uuid, id_hash bytea, name text, pinyin text, sex text, birth_on date, id_type text, "
    "id_sealed bytea, phone_sealed bytea, phone_hash bytea, phone_tail text, region_id text, region_path text, "
    "skills text, registered_at timestamptz, search text[], domains text[], minor boolean, small boolean, "
    "guardian_name text, guardian_relation text, guardian_sealed bytea, guardian_hash bytea, guardian_tail text, reason text"
)
_GROWN_UP = "\t".join(["f", "f", *[NULL] * 5])
_EMPTY = f"\t{NULL}" * (STAGED.count(",") - 1)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rows of one file are held against."""

    city: str
    at: datetime
    on: date
    gates: AgeGates
    max_age: int
    places: Places
    domains: Domains
    header: Header
    home: tuple[str, str] | None  # code and path where a row names none: the organisation's
    within: tuple[str, ...] | None  # the paths that may be imported into; None: the whole city
    consent_on_file: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a batch of rows."""

    lines: bytes  # for the staging table: good rows whole, bad ones as a number and a reason
    rows: int
    blank: int
    bad: int


@dataclass(frozen=True, slots=True)
class _Guardian:
    name: str
    relation: str
    phone: str


class _Faults(list[str]):
    """Everything that is wrong with one row, so that it has to be corrected only once."""

    def attempt(self, check: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return check(*args, **kwargs)
        except Invalid as fault:
            self.append(str(_(fault.message)))
            return None


class RowCheck:
    """Checks one row after another. Remembers what it worked out, since a file of a city repeats itself."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._width = max(ground.header.places.values()) + 1
        # An absent column points at the empty cell that every row gets at its end.
        self._place = {column.key: ground.header.places.get(column.key, -1) for column in SHAPE.columns}
        self._ages: dict[date, AgeVerdict] = {}

    def batch(self, rows: Sequence[Row]) -> Checked:
        """Check a batch."""
        keys = uuid7_batch(len(rows), int(self._ground.at.timestamp() * 1000))
        lines: list[str] = []
        blank, bad = 0, 0
        for key, (number, cells) in zip(keys, rows, strict=True):
            if is_blank(cells):
                blank += 1
                continue
            faults = _Faults()
            del cells[self._width :]
            cells.extend([None] * (self._width + 1 - len(cells)))
            line = self._line(cells, faults)
            if faults:
                bad += 1
                reason = "；".join(fault.rstrip("。") for fault in faults) + "。"
                lines.append(f"{number}{_EMPTY}\t{_escaped(' '.join(reason.split()))}\n")
            else:
                lines.append(f"{number}\t{key}\t{line}\t{NULL}\n")
        return Checked("".join(lines).encode(), len(rows) - blank, blank, bad)

    def _line(self, cells: list[Cell], faults: _Faults) -> str:
        """The row as a line for COPY without its number and key; empty when there are faults."""
        place, attempt = self._place, faults.attempt
        name = attempt(self._name, text_of(cells[place["name"]]))
        facts = attempt(self._identity, text_of(cells[place["id_number"]]), text_of(cells[place["id_type"]]))
        sex = attempt(self._sex, text_of(cells[place["sex"]]), facts)
        birth_on = attempt(self._birth, cells[place["birth_on"]], facts)
        phone = attempt(self._phone, filled(text_of(cells[place["phone"]])))
        region = attempt(self._region, filled(text_of(cells[place["region"]])))
        domains = attempt(self._ground.domains.find, filled(text_of(cells[place["domains"]])))
        skills = attempt(checked_skills, filled(text_of(cells[place["skills"]])))
        since = attempt(self._since, cells[place["registered_on"]])
        attempt(self._consent, text_of(cells[place["consent"]]))
        age = self._age(birth_on) if birth_on else None
        guardian = attempt(self._guardian, cells) if age and age.needs_guardian and age.may_register else None
        if faults or name is None or facts is None or sex is None or age is None:
            return ""
        if guardian and phone == guardian.phone:
            phone = ""  # a list of pupils often has the parents' number in both columns
        id_type, number = facts[0], facts[1].number
        pinyin, terms = _spoken(name)
        array = f'{terms},"{phone[-4:]}"' if phone and terms else terms
        code, path = region or (NULL, "")
        return (
            f"\\\\x{secret.id_hash(id_type, number).hex()}\t{_escaped(name)}\t{_escaped(pinyin)}\t{sex.value}\t"
            f"{birth_on}\t{id_type.value}\t\\\\x{secret.seal_id(number).hex()}\t"
            f"{_phone_columns(phone or '', secret.VOLUNTEER_PHONE)}\t{code}\t{path}\t{_escaped(skills or '')}\t"
            f"{since}\t{{{array}}}\t{{{','.join(domains or ())}}}\t{_guardian_columns(guardian, age)}"
        )

    def _age(self, birth_on: date) -> AgeVerdict:
        found = self._ages.get(birth_on)
        if found is None:
            found = self._ages[birth_on] = verdict(self._ground.gates, birth_on, self._ground.on)
        return found

    def _name(self, text: str) -> str:
        if not filled(text):
            raise NameMissing
        name = _checked_name(text)
        if name.isdecimal():
            raise CellFault(_("姓名“{name}”是一串数字，请看看是不是列填错了。").format(name=name[:20]))
        return name

    def _identity(self, text: str, kind: str) -> tuple[IdType, identity_number.IdentityFacts]:
        text = filled(text)
        id_type = named_id_type(kind) or guessed_id_type(text)
        return id_type, identity_number.check(id_type, text, self._ground.on, max_age=self._ground.max_age)

    def _sex(self, text: str, facts: tuple[IdType, identity_number.IdentityFacts] | None) -> Sex | None:
        typed = sex_of(filled(text))
        if facts is None:
            return typed
        if facts[1].sex is None:
            if typed is None:
                raise SexMissing
            return typed
        if typed is not None and typed is not facts[1].sex:
            raise SexWrong
        return facts[1].sex

    def _birth(self, cell: Cell, facts: tuple[IdType, identity_number.IdentityFacts] | None) -> date | None:
        typed = date_of(cell)
        told = facts[1].birth_on if facts else None
        if told is not None:
            if typed is not None and typed != told:
                raise BirthDateWrong
            self._old_enough(told)
            return told
        if facts is None:
            return typed
        if typed is None:
            raise BirthDateMissing
        if not 0 <= age_on(typed, self._ground.on) <= self._ground.max_age:
            raise BirthDateWrong(_("出生日期还没到，或者太早了，请核对。"))
        self._old_enough(typed)
        return typed

    def _old_enough(self, birth_on: date) -> None:
        found = self._age(birth_on)
        if not found.may_register:
            raise CellFault(found.reasons[0])

    def _phone(self, text: str) -> str:
        return phone_rules.check(text) if text else ""

    def _region(self, text: str) -> tuple[str, str] | None:
        """Code and path. A sheet without the column takes the organisation's place, or leaves it open."""
        ground = self._ground
        if not text:
            if ground.header.has("region") and ground.home is None:
                raise CellFault(_("请填写居住区域，写到区县、街道或社区。"))
            if ground.home is None and ground.within is not None:
                raise CellFault(_("请加上“居住区域”一列：只能导入自己管理的区域里的人。"))
            return ground.home
        place: Place = ground.places.find(text)
        if ground.within is not None and not place.path.startswith(ground.within):
            raise CellFault(_("“{name}”不在你管理的区域里，请交给那里的管理员导入。").format(name=place.name))
        return place.code, place.path

    def _since(self, cell: Cell) -> str:
        found = date_of(cell) if not isinstance(cell, str) or filled(cell) else None
        if found is None:
            return self._ground.at.isoformat()
        if found > self._ground.on:
            raise CellFault(_("注册时间还没到，请核对。"))
        return f"{found} 00:00:00+08"

    def _consent(self, text: str) -> None:
        if not self._ground.consent_on_file and not is_yes(text):
            raise CellFault(_("“本人同意登记”要填“是”：按民政部令第 67 号第 6 条，代为登记要经本人同意。"))

    def _guardian(self, cells: list[Cell]) -> _Guardian:
        """The guardian of a minor, who agreed as the file says."""
        name, relation, phone, said = (
            filled(text_of(cells[self._place[f"guardian_{each}"]]))
            for each in ("name", "relation", "phone", "consent")
        )
        if not (name and relation and phone):
            raise CellFault(_("未满 18 岁，要填监护人姓名、监护人手机和关系。"))
        if self._ground.header.has("guardian_consent") and not is_yes(said):
            raise CellFault(_("未满 18 岁，“监护人同意”要填“是”。"))
        return _Guardian(checked_name(name), relation[:LONGEST_RELATION], phone_rules.check(phone))


_checked_name = lru_cache(maxsize=16_384)(checked_name)


@lru_cache(maxsize=16_384)
def _spoken(name: str) -> tuple[str, str]:
    """Pinyin, and the search terms of a name as the inside of an array; they hold no quote and no backslash."""
    pinyin = names.pinyin(name)
    initials = "".join(syllable[0] for syllable in pinyin.split())
    terms = index_text(name, pinyin, pinyin.replace(" ", ""), initials, *joined(pinyin))
    return pinyin[:120], ",".join(f'"{term}"' for term in terms)


def _phone_columns(number: str, context: str) -> str:
    if not number:
        return f"{NULL}\t{NULL}\t"
    kept = secret.keep_phone(number, context=context)
    return f"\\\\x{kept.sealed.hex()}\t\\\\x{kept.hash.hex()}\t{kept.tail}"


def _guardian_columns(guardian: _Guardian | None, age: AgeVerdict) -> str:
    """Whether this is a minor, whether a small child, and who answers for them."""
    if guardian is None:
        return _GROWN_UP
    held = _phone_columns(guardian.phone, secret.GUARDIAN_PHONE)
    small = "t" if age.needs_data_consent else "f"
    return f"t\t{small}\t{_escaped(guardian.name)}\t{_escaped(guardian.relation)}\t{held}"


def _escaped(text: str) -> str:
    """A text without line breaks as COPY reads it."""
    return text.replace("\\", "\\\\") if "\\" in text else text
