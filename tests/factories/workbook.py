"""Workbooks as cities have them: headers in any order, dates in many forms, blank rows, and rows that are wrong.

Numbers are well formed and belong to nobody: their division code, 360599, was never given out.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from redvest.registry.rules import identity_number

FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
TITLES = {
    "name": ("姓名", "志愿者姓名", "* 姓 名"), "sex": ("性别", "性别（男/女）"), "id_type": ("证件类型", "证件种类"),
    "id_number": ("证件号码", "身份证号", "身份证号码（18位）"), "birth_on": ("出生日期", "出生年月日"),
    "phone": ("手机", "联系电话", "手机号码"), "region": ("居住区域", "所属区划", "社区"),
    "domains": ("服务类别", "服务类别（1-4个）"), "skills": ("专业技能", "特长"), "registered_on": ("注册时间", "登记日期"),
    "consent": ("本人同意登记", "是否同意登记"), "guardian_name": ("监护人姓名",), "guardian_phone": ("监护人手机", "监护人电话"),
    "guardian_relation": ("关系", "与本人关系"),
}  # fmt: skip
REGIONS = (
    "渝水区",
    "分宜县",
    "城南街道",
    "江西省新余市渝水区城南街道",
    "渝水区 / 城南街道",
    "360502001",
    "360502",
)
DOMAINS = ("邻里守望", "环境保护、邻里守望", "老年介护,心理援助;法律服务", "应急救护，科技致富", "生态文明")
SURNAMES, GIVEN = (
    "李王张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗",
    "建国志明海文永家俊子浩宇伟小德春金玉福华丽敏静霞燕娟梅兰",
)


@dataclass(frozen=True)
class Planted:
    """A row that must come back: where it is, and a part of the reason it must come back with."""

    line: int
    words: str
    duplicate: bool = False


@dataclass
class Made:
    """What a workbook holds."""

    path: Path
    good: int
    blank: int
    planted: list[Planted]


Row = dict[str, Any]


def resident_number(birth_on: date, sequence: int, division: str = "360599") -> str:
    """A well-formed resident number; odd sequences are men's."""
    body = f"{division}{birth_on:%Y%m%d}{sequence:03d}"
    return body + identity_number.check_character(body)


def person(rng: random.Random, serial: int) -> Row:
    """A grown-up whose number no other serial has."""
    birth_on = date(1950, 1, 1) + timedelta(days=serial % 20_000)
    sequence = 1 + serial // 20_000 * 2 + serial % 2
    return {
        "name": rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=rng.choice((1, 2, 2, 2)))),
        "sex": "男" if sequence % 2 else "女",
        "id_type": "居民身份证",
        "id_number": resident_number(birth_on, sequence),
        "birth_on": birth_on,
        "phone": f"1990{serial:07d}",
        "region": rng.choice(REGIONS),
        "domains": rng.choice(DOMAINS),
        "skills": rng.choice(("", "", "驾驶", "急救", "书法\\绘画")),
        "registered_on": date(2015, 3, 5) + timedelta(days=serial % 3_000),
        "consent": "是",
    }


def _set(**changes: Any) -> Callable[[Row], None]:
    return lambda row: row.update(changes)


def _one_digit(row: Row) -> None:
    number = row["id_number"]
    row["id_number"] = number[:17] + ("2" if number[17] == "1" else "1")


def _as_float(row: Row) -> None:
    row["id_number"] = float(row["id_number"][:17].ljust(18, "0"))


def _other_sex(row: Row) -> None:
    row["sex"] = "女" if row["sex"] == "男" else "男"


def _child(row: Row) -> None:
    row["birth_on"] = date(2014, 6, 1)
    row["id_number"] = resident_number(
        date(2014, 6, 1), 2 * (row["serial"] % 400) + (1 if row["sex"] == "男" else 2)
    )


WRONG: tuple[tuple[Callable[[Row], None], str], ...] = (
    (_set(name=""), "请填写姓名"),
    (_set(id_number=""), "请填写证件号码"),
    (_one_digit, "最后一位对不上"),
    (_as_float, "后几位已经丢了"),
    (_set(id_number="360599197"), "位数不对"),
    (_other_sex, "性别和证件号码里的不一样"),
    (_set(birth_on="1901-02-30"), "没有"),
    (_set(birth_on=date(1949, 1, 1)), "出生日期和证件号码里的不一样"),
    (_set(phone="12345"), "手机号应该是 11 位"),
    (_set(region="月亮背面"), "认不出来"),
    (_set(domains="打麻将"), "服务类别"),
    (_set(domains="生态文明、邻里守望、大型赛会、扶贫帮困、维护权益"), "最多选 4 个"),
    (_set(id_type="借书证"), "证件类型"),
    (_set(registered_on=date(2199, 1, 1)), "注册时间还没到"),
    (_set(consent="否"), "本人同意登记"),
    (_child, "监护人"),
)


def dressed(rng: random.Random, row: Row) -> Row:
    """A right row in one of the spellings that people and spreadsheets use."""
    said = dict(row)
    born = row["birth_on"]
    forms: tuple[Any, ...] = (
        born, f"{born.year}-{born.month}-{born.day}", f"{born:%Y/%m/%d}", f"{born.year}年{born.month}月{born.day}日",
        f"{born:%Y%m%d}", float((born - date(1899, 12, 30)).days), f"{born:%Y.%m.%d}", None,
    )  # fmt: skip
    said["birth_on"] = rng.choice(forms)
    number = row["id_number"]
    said["id_number"] = rng.choice(
        (number,) * 6 + (number.lower(), number.translate(FULL_WIDTH), f" {number}", f"'{number}")
    )
    phone = row["phone"]
    parted = f"{phone[:3]}-{phone[3:7]}-{phone[7:]}"
    said["phone"] = rng.choice(
        (phone,) * 5 + (float(phone), f"+86 {phone}", parted, "", phone.translate(FULL_WIDTH))
    )
    return said


def volunteers_workbook(
    path: Path, rows: int, *, seed: int = 7, bad_every: int = 50, blank_every: int = 97, dress: bool = True,
    first_serial: int = 0, shuffle: bool = True,
) -> Made:  # fmt: skip
    """A sheet of ``rows`` people, among them wrong ones and one person twice now and then; blank rows come on top."""
    rng = random.Random(seed)
    keys = [*TITLES]
    if shuffle:
        rng.shuffle(keys)
    made = Made(path, 0, 0, [])
    with Sheet(path) as sheet:
        sheet.write(["新余市志愿者登记表"])
        sheet.write(["填表说明：请用文本格式填写证件号码", "", ""])
        sheet.write(["序号", *(rng.choice(TITLES[key]) for key in keys), "备注"])
        for line, row, fault in _rows(rng, rows, bad_every, dress, first_serial, sheet, made, blank_every):
            sheet.write([str(line), *(row.get(key) for key in keys), "无"])
            if fault:
                made.planted.append(Planted(line, *fault))
    made.good = rows - len(made.planted)
    return made


def _rows(
    rng: random.Random,
    rows: int,
    bad_every: int,
    dress: bool,
    first: int,
    sheet: Sheet,
    made: Made,
    blank_every: int,
) -> Iterator[tuple[int, Row, tuple[str, bool] | None]]:
    earlier: Row | None = None
    wrongs = 0
    for index in range(rows):
        if blank_every and index % blank_every == blank_every - 1:
            sheet.write(["", " ", "　"])
            made.blank += 1
        row = person(rng, first + index)
        fault: tuple[str, bool] | None = None
        if bad_every and index % bad_every == bad_every - 1:
            turn = wrongs % (len(WRONG) + 1)
            wrongs += 1
            if turn == len(WRONG) and earlier is not None:
                row, fault = {**earlier, "phone": ""}, ("是同一个人", True)
            else:
                change, words = WRONG[turn]
                row["serial"] = index
                change(row)
                fault = (words, False)
        else:
            earlier = row
            row = dressed(rng, row) if dress else row
        yield sheet.next, row, fault


class Sheet:
    """Writes cells of any kind, line by line; ``next`` is the number that the next line will have."""

    def __init__(self, path: Path, *, shared: bool = False, name: str = "名单") -> None:
        self.book = xlsxwriter.Workbook(str(path), {"constant_memory": not shared})
        self.sheet = self.book.add_worksheet(name)
        self.day = self.book.add_format({"num_format": "yyyy/m/d"})
        self.next = 1

    def __enter__(self) -> Sheet:
        return self

    def __exit__(self, *fault: object) -> None:
        self.book.close()

    def write(self, cells: Sequence[Any]) -> None:
        for column, cell in enumerate(cells):
            self._write(self.next - 1, column, cell)
        self.next += 1

    def _write(self, row: int, column: int, cell: Any) -> None:
        match cell:
            case None | "":
                return
            case bool():
                self.sheet.write_boolean(row, column, cell)
            case datetime() | date():
                moment = cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day)
                self.sheet.write_datetime(row, column, moment, self.day)
            case int() | float():
                self.sheet.write_number(row, column, cell)
            case _:
                self.sheet.write_string(row, column, str(cell))


def workbook(
    path: Path, titles: Sequence[str], rows: Sequence[Sequence[Any]], *, shared: bool = False
) -> Path:
    """A plain sheet: titles and rows."""
    with Sheet(path, shared=shared) as sheet:
        sheet.write(titles)
        for row in rows:
            sheet.write(row)
    return path
