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
from redvest.registry.errors import BirthDateMissing, BirthDateWrong, NameMissing, SexMissing, SexWrong
from redvest.registry.queries import secret
from redvest.registry.rules import identity_number, names
from redvest.registry.rules import phone as phone_rules
from redvest.registry.rules.age import AgeGates, AgeVerdict, age_on, verdict
from redvest.registry.rules.registration import LONGEST_RELATION, checked_name, checked_skills
from redvest.registry.rules.sheet import CellFault, Header, filled, is_blank, is_yes, text_of
from redvest.registry.rules.sheet_dates import date_of
from redvest.registry.rules.sheet_domains import Domains
from redvest.registry.rules.sheet_places import Place, Places
from redvest.registry.rules.sheet_volunteers import guessed_id_type, named_id_type, sex_of

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


def check_rows(ground: Ground, rows: Sequence[Row]) -> Checked:
    """Check a batch."""
    keys = uuid7_batch(len(rows), int(ground.at.timestamp() * 1000))
    lines: list[str] = []
    blank, bad = 0, 0
    row = _Row(ground)
    for key, (number, cells) in zip(keys, rows, strict=True):
        if is_blank(cells):
            blank += 1
            continue
        faults = _Faults()
        line = row.line(cells, faults)
        if faults:
            bad += 1
            reason = "；".join(fault.rstrip("。") for fault in faults) + "。"
            lines.append(f"{number}{_EMPTY}\t{_escaped(' '.join(reason.split()))}\n")
        else:
            lines.append(f"{number}\t{key}\t{line}\t{NULL}\n")
    return Checked("".join(lines).encode(), len(rows) - blank, blank, bad)


class _Row:
    """The check of one row after another."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._places = ground.header.places

    def line(self, cells: Sequence[Cell], faults: _Faults) -> str:
        """The row as a line for COPY without its number and key; empty when there are faults."""
        ground = self._ground
        name = faults.attempt(self._name, self._text(cells, "name"))
        facts = faults.attempt(self._identity, cells)
        sex = faults.attempt(self._sex, self._text(cells, "sex"), facts)
        birth_on = faults.attempt(self._birth, self._cell(cells, "birth_on"), facts)
        phone = faults.attempt(self._phone, filled(self._text(cells, "phone")))
        region = faults.attempt(self._region, filled(self._text(cells, "region")))
        domains = faults.attempt(ground.domains.find, filled(self._text(cells, "domains")))
        skills = faults.attempt(checked_skills, filled(self._text(cells, "skills")))
        since = faults.attempt(self._since, self._cell(cells, "registered_on"))
        faults.attempt(self._consent, cells)
        age = verdict(ground.gates, birth_on, ground.on) if birth_on else None
        guardian = faults.attempt(self._guardian, cells, age) if age else None
        if faults or name is None or facts is None or sex is None or birth_on is None or age is None:
            return ""
        if guardian and phone == guardian.phone:
            phone = ""  # a list of pupils often has the parents' number in both columns
        id_type, number = facts[0], facts[1].number
        pinyin, terms = _spoken(name)
        reached = _phone_columns(phone or "", secret.VOLUNTEER_PHONE)
        tail = phone[-4:] if phone else ""
        code, path = region or (NULL, "")
        array = ",".join(part for part in (terms, tail) if part)
        held = _phone_columns(guardian.phone, secret.GUARDIAN_PHONE) if guardian else f"{NULL}\t{NULL}\t{NULL}"
        who = f"{_escaped(guardian.name)}\t{_escaped(guardian.relation)}" if guardian else f"{NULL}\t{NULL}"
        return (
            f"\\\\x{secret.id_hash(id_type, number).hex()}\t{_escaped(name)}\t{_escaped(pinyin)}\t{sex.value}\t{birth_on}\t"
            f"{id_type.value}\t\\\\x{secret.seal_id(number).hex()}\t{reached}\t{code}\t{path}\t{_escaped(skills or '')}\t"
            f"{since}\t{{{array}}}\t{{{','.join(domains or ())}}}\t{'t' if guardian else 'f'}\t"
            f"{'t' if age.needs_data_consent else 'f'}\t{who}\t{held}"
        )

    def _cell(self, cells: Sequence[Cell], key: str) -> Cell:
        place = self._places.get(key)
        return cells[place] if place is not None and place < len(cells) else None

    def _text(self, cells: Sequence[Cell], key: str) -> str:
        return text_of(self._cell(cells, key))

    def _name(self, text: str) -> str:
        if not filled(text):
            raise NameMissing
        name = checked_name(text)
        if name.isdecimal():
            raise CellFault(_("姓名“{name}”是一串数字，请看看是不是列填错了。").format(name=name[:20]))
        return name

    def _identity(self, cells: Sequence[Cell]) -> tuple[IdType, identity_number.IdentityFacts]:
        text = filled(self._text(cells, "id_number"))
        id_type = named_id_type(self._text(cells, "id_type")) or guessed_id_type(text)
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
        found = verdict(self._ground.gates, birth_on, self._ground.on)
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

    def _consent(self, cells: Sequence[Cell]) -> None:
        if self._ground.consent_on_file:
            return
        if not is_yes(self._text(cells, "consent")):
            raise CellFault(_("“本人同意登记”要填“是”：按民政部令第 67 号第 6 条，代为登记要经本人同意。"))

    def _guardian(self, cells: Sequence[Cell], age: AgeVerdict) -> _Guardian | None:
        """The guardian of a minor, who agreed as the file says."""
        if not age.needs_guardian or not age.may_register:
            return None
        name, relation = filled(self._text(cells, "guardian_name")), filled(self._text(cells, "guardian_relation"))
        phone = filled(self._text(cells, "guardian_phone"))
        if not (name and relation and phone):
            raise CellFault(_("未满 18 岁，要填监护人姓名、监护人手机和关系。"))
        if self._ground.header.has("guardian_consent") and not is_yes(self._text(cells, "guardian_consent")):
            raise CellFault(_("未满 18 岁，“监护人同意”要填“是”。"))
        return _Guardian(checked_name(name), relation[:LONGEST_RELATION], phone_rules.check(phone))


@lru_cache(maxsize=16_384)
def _spoken(name: str) -> tuple[str, str]:
    """Pinyin, and the search terms of a name as the inside of an array; they hold no quote and no backslash."""
    pinyin = names.pinyin(name)
    initials = "".join(syllable[0] for syllable in pinyin.split())
    terms = index_text(name, pinyin, pinyin.replace(" ", ""), initials)
    return pinyin[:120], ",".join(f'"{term}"' for term in terms)


def _phone_columns(number: str, context: str) -> str:
    if not number:
        return f"{NULL}\t{NULL}\t"
    kept = secret.keep_phone(number, context=context)
    return f"\\\\x{kept.sealed.hex()}\t\\\\x{kept.hash.hex()}\t{kept.tail}"


def _escaped(text: str) -> str:
    """A text without line breaks as COPY reads it."""
    return text.replace("\\", "\\\\") if "\\" in text else text

