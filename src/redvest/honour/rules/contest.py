"""What a contest asks for: its own form, and what an entry lacks. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext, gettext_noop

from redvest.core.one_line import one_line
from redvest.honour.choices import PICTURED, WRITTEN, ContestKind, Marking

Faults = list[tuple[str, str]]

LONGEST_TITLE, LONGEST_CALL, LONGEST_RIGHTS, LONGEST_WORDS = 60, 3000, 2000, 5000
LONGEST_REASON = 200
SLOGAN_TITLE = 20
MOST_PICTURES, MOST_EACH, MOST_GROUPS, MOST_JUDGES = 9, 20, 8, 9
# Outside these years a date is a slip of the finger, and some are read by no database.
FIRST_MOMENT, LAST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
LARGEST_PICTURE = 10 * 1024 * 1024
DEFAULT_RIGHTS = gettext_noop(
    "作品是本人原创。著作权归作者；作者同意主办方在公益宣传中不收费地展示、刊登这件作品，并注明作者。"
)
_GROUP = re.compile(r"(?P<name>[^\d]+?)\s*(?:(?P<least>\d{1,3})\s*[-—–~到至]\s*(?P<most>\d{1,3})\s*岁?)?$")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of entrants; the ages are full years and both may be open."""

    name: str
    least: int | None = None
    most: int | None = None

    def takes(self, age: int | None) -> bool:
        """Whether somebody of this age belongs here; who has no known age does."""
        if age is None:
            return True
        return (self.least is None or age >= self.least) and (self.most is None or age <= self.most)

    def kept(self) -> dict[str, str | int | None]:
        return {"name": self.name, "least": self.least, "most": self.most}


@dataclass(frozen=True, slots=True)
class ContestForm:
    """What an organiser fills in. Letters are counted without spaces and signs of formatting."""

    kind: ContestKind
    title: str
    words: str
    enter_from: datetime
    enter_until: datetime
    judge_until: datetime
    rights: str
    pupils_only: bool = False
    least_letters: int = 0
    most_letters: int = LONGEST_WORDS
    most_pictures: int = 3
    most_per_person: int = 1
    judges_each: int = 3
    marking: Marking = Marking.SCORE
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryForm:
    """What an entrant sends beside the pictures. ``rights``: the version of the terms that stood on their page."""

    title: str
    words: str = ""
    link: str = ""
    group: str = ""
    rights: int = 0
    publish: bool = False
    show_name: bool = False


@dataclass(frozen=True, slots=True)
class Pupil:
    """A child without a record of their own, entered by a teacher or guardian; the phone is a guardian's, typed."""

    name: str
    school: str = ""
    school_class: str = ""
    guardian_phone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One pupil of a class with the work."""

    pupil: Pupil
    form: EntryForm
    pictures: tuple[bytes, ...] = field(default=())


def groups_typed(text: str) -> tuple[Group, ...]:
    """Groups as typed, one a line: 小学组 6-12. Raises ValueError for a line that is none."""
    found = []
    for line in filter(None, map(str.strip, re.split(r"[\n;；]", text))):
        read = _GROUP.match(line)
        if read is None or len(read["name"].strip()) > 20:
            raise ValueError(line)
        ages = (int(read["least"]), int(read["most"])) if read["least"] else (None, None)
        if ages[0] is not None and ages[1] is not None and ages[0] > ages[1]:
            raise ValueError(line)
        found.append(Group(read["name"].strip(), *ages))
    names = [each.name for each in found]
    if len(set(names)) != len(names) or len(found) > MOST_GROUPS:
        raise ValueError(text)
    return tuple(found)


def groups_text(groups: Sequence[Group]) -> str:
    """As people type them."""
    return "\n".join(
        f"{each.name} {each.least}-{each.most}" if each.least is not None else each.name for each in groups
    )


def groups_kept(kept: Sequence[dict[str, str | int | None]]) -> tuple[Group, ...]:
    """What stands in the database."""
    return tuple(Group(str(each["name"]), _age(each.get("least")), _age(each.get("most"))) for each in kept)


def _age(value: str | int | None) -> int | None:
    return None if value is None else int(value)


def cleaned(text: str) -> str:
    """Lines as typed, without what no database keeps."""
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def letters(text: str) -> int:
    """How long a text is for people: without spaces and line ends."""
    return len("".join(text.split()))


def reason_of(text: str) -> str:
    """A reason in words, or nothing where there is none."""
    said = one_line(text)
    return said if 2 <= len(said) <= LONGEST_REASON else ""


def contest_faults(form: ContestForm) -> Faults:
    """What an organiser has to mend, by field."""
    found: Faults = []
    if not 2 <= len(one_line(form.title)) <= LONGEST_TITLE:
        found.append(("title", gettext("标题要 2 到 60 个字。")))
    if not 10 <= len(cleaned(form.words)) <= LONGEST_CALL:
        found.append(("words", gettext("征集说明要 10 到 3000 个字，写清征什么、给谁看、怎么评。")))
    if not 10 <= len(cleaned(form.rights)) <= LONGEST_RIGHTS:
        found.append(("rights", gettext("作品怎么用要写清楚，10 到 2000 个字，投稿的人看了才同意。")))
    for name in ("enter_from", "enter_until", "judge_until"):
        if not FIRST_MOMENT <= getattr(form, name) < LAST_MOMENT:
            found.append((name, gettext("年份不对，请填 2000 年到 2099 年之间的时间。")))
    if form.enter_until <= form.enter_from:
        found.append(("enter_until", gettext("截稿要在开始投稿以后。")))
    if form.judge_until <= form.enter_until:
        found.append(("judge_until", gettext("评审结束要在截稿以后。")))
    if not 0 <= form.least_letters <= form.most_letters <= LONGEST_WORDS or form.most_letters < 1:
        found.append(("most_letters", gettext("字数从少到多，最多 5000 字。")))
    if not 1 <= form.most_pictures <= MOST_PICTURES:
        found.append(("most_pictures", gettext("一件作品 1 到 9 张图片。")))
    if not 1 <= form.most_per_person <= MOST_EACH:
        found.append(("most_per_person", gettext("每人 1 到 20 件作品。")))
    if not 1 <= form.judges_each <= MOST_JUDGES:
        found.append(("judges_each", gettext("一件作品由 1 到 9 位评委看。")))
    return found


def too_many(most: int) -> str:
    return gettext("最多 %(n)d 张图片，请少选几张。") % {"n": most}


def title_of_slogan(words: str) -> str:
    """A slogan is its own title, its first twenty letters."""
    return one_line(words)[:SLOGAN_TITLE]


def names_itself(form: EntryForm, author: str) -> Faults:
    """The author's own name in what judges read; a name of one letter is part of too many words."""
    name = "".join(author.split())
    if len(name) < 2:
        return []
    said = gettext("里面写了作者的名字。评委看不到作者才公平，请去掉名字。")
    return [
        (field, said)
        for field, text in (("title", form.title), ("words", form.words))
        if name in "".join(text.split())
    ]


def entry_faults(
    form: EntryForm,
    *,
    kind: ContestKind,
    letters_allowed: tuple[int, int],
    groups: Sequence[Group],
    age: int | None,
    pictures: int,
    most_pictures: int,
) -> Faults:
    """What an entrant has to mend, by field."""
    found: Faults = []
    if not 1 <= len(one_line(form.title)) <= LONGEST_TITLE:
        found.append(("title", gettext("给作品起个题目，60 个字以内。")))
    found += _words_faults(form, kind, letters_allowed, pictures)
    if pictures > most_pictures:
        found.append(("pictures", too_many(most_pictures)))
    if kind in PICTURED and not pictures:
        found.append(("pictures", gettext("请拍一张作品的照片，或者从相册里选。")))
    if kind == ContestKind.VIDEO and not good_link(form.link):
        found.append(("link", gettext("请填视频的网址，以 http:// 或 https:// 开头，300 个字符以内。")))
    return found + _group_faults(form, groups, age)


def _words_faults(form: EntryForm, kind: ContestKind, allowed: tuple[int, int], pictures: int) -> Faults:
    least, most = allowed
    count = letters(cleaned(form.words))
    if kind not in WRITTEN:
        return [("words", gettext("说明最多 500 个字。"))] if count > 500 else []
    if kind == ContestKind.ESSAY and pictures and not count:  # written by hand, and photographed
        return []
    if count == 0:
        return [("words", gettext("请把作品写在这里；手写的征文可以拍照上传。"))]
    if not least <= count <= most:
        return [
            (
                "words",
                gettext("要 %(least)d 到 %(most)d 个字，现在是 %(n)d 个字。")
                % {"least": least, "most": most, "n": count},
            )
        ]
    return []


def _group_faults(form: EntryForm, groups: Sequence[Group], age: int | None) -> Faults:
    if not groups:
        return []
    chosen = next((each for each in groups if each.name == form.group), None)
    if chosen is None:
        return [("group", gettext("请选参加哪一组。"))]
    if not chosen.takes(age):
        return [("group", gettext("年龄和这一组对不上，请选另一组。"))]
    return []


def good_link(link: str) -> bool:
    """Whether this is an address of the web that people can open; it is shown as a link and never fetched."""
    if not 10 <= len(link) <= 300 or any(sign.isspace() or sign in "<>\"'" for sign in link):
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and not parts.username
