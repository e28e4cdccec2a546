"""What a contest asks for, its groups as typed, and what an entry lacks, in sentences that say what to change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.honour.choices import ContestKind
from redvest.honour.rules.contest import (
    EntryForm,
    Group,
    contest_faults,
    entry_faults,
    good_link,
    groups_kept,
    groups_text,
    groups_typed,
    letters,
    names_itself,
    reason_of,
    title_of_slogan,
)
from tests.factories.contest import DAY, NOW, contest_form, entry_form

GROUPS = (Group("小学组", 6, 12), Group("中学组", 12, 18), Group("成人组"))


def lacking(form: EntryForm, kind: ContestKind = ContestKind.ESSAY, **more: Any) -> dict[str, str]:
    given: dict[str, Any] = {
        "letters_allowed": (10, 800), "groups": (), "age": None, "pictures": 0, "most_pictures": 3, **more,
    }  # fmt: skip
    return dict(entry_faults(form, kind=kind, **given))


class TestContest:
    def test_a_good_one(self) -> None:
        assert contest_faults(contest_form()) == []

    @pytest.mark.parametrize(
        ("field", "more"),
        [
            ("title", {"title": "文"}),
            ("title", {"title": "文" * 61}),
            ("words", {"words": "写"}),
            ("words", {"words": "写" * 3001}),
            ("rights", {"rights": ""}),
            ("enter_until", {"enter_until": NOW - 2 * DAY}),
            ("judge_until", {"judge_until": NOW}),
            ("most_letters", {"least_letters": 900, "most_letters": 800}),
            ("most_letters", {"most_letters": 5001}),
            ("most_letters", {"most_letters": 0}),
            ("most_pictures", {"most_pictures": 10}),
            ("most_per_person", {"most_per_person": 0}),
            ("judges_each", {"judges_each": 10}),
        ],
    )
    def test_what_is_to_be_mended(self, field: str, more: dict[str, Any]) -> None:
        found = dict(contest_faults(contest_form(**more)))
        assert list(found) == [field] and found[field].endswith("。")


class TestGroups:
    def test_as_people_type_them(self) -> None:
        found = groups_typed("小学组 6-12\n中学组 12到18岁\n 成人组 \n")
        assert found == GROUPS
        assert groups_typed(groups_text(found)) == found
        assert groups_kept([each.kept() for each in found]) == found  # type: ignore[misc]
        assert groups_typed("") == ()

    @pytest.mark.parametrize(
        "text",
        [
            "小学组 12-6",
            "6-12",
            "小学组\n小学组",
            "\n".join(f"{'甲' * at}组" for at in range(1, 10)),
            "组" * 21,
        ],
    )
    def test_what_is_none(self, text: str) -> None:
        with pytest.raises(ValueError, match=r".*"):
            groups_typed(text)

    @given(st.integers(min_value=0, max_value=100))
    def test_ages(self, age: int) -> None:
        assert GROUPS[0].takes(age) == (6 <= age <= 12)
        assert GROUPS[2].takes(age) and GROUPS[0].takes(None)


class TestEntry:
    def test_a_good_one(self) -> None:
        assert lacking(entry_form()) == {}

    def test_a_title(self) -> None:
        assert list(lacking(entry_form(title=" "))) == ["title"]
        assert list(lacking(entry_form(title="题" * 61))) == ["title"]

    def test_letters_are_counted_without_spaces(self) -> None:
        assert letters(" 文 明\n新余 ") == 4
        found = lacking(entry_form(words="太 短 了"))
        assert "10 到 800 个字，现在是 3 个字" in found["words"]
        assert list(lacking(entry_form(words="长" * 801))) == ["words"]

    def test_an_essay_by_hand_is_its_photo(self) -> None:
        assert lacking(entry_form(words=""), pictures=1) == {}
        assert "拍照上传" in lacking(entry_form(words=""))["words"]
        assert list(lacking(entry_form(words=""), ContestKind.SLOGAN, pictures=1)) == ["words"]

    @pytest.mark.parametrize("kind", [ContestKind.PAINTING, ContestKind.PHOTO])
    def test_a_picture_needs_a_picture(self, kind: ContestKind) -> None:
        assert list(lacking(entry_form(words=""), kind)) == ["pictures"]
        assert lacking(entry_form(words="画的是孔目江"), kind, pictures=3) == {}
        assert "最多 3 张" in lacking(entry_form(words=""), kind, pictures=4)["pictures"]
        assert "500" in lacking(entry_form(words="长" * 501), kind, pictures=1)["words"]

    def test_a_video_is_a_link(self) -> None:
        assert list(lacking(entry_form(words=""), ContestKind.VIDEO)) == ["link"]
        assert lacking(entry_form(words="", link="https://v.example.cn/a"), ContestKind.VIDEO) == {}

    def test_the_group_and_the_age(self) -> None:
        assert list(lacking(entry_form(), groups=GROUPS)) == ["group"]
        assert lacking(entry_form(group="小学组"), groups=GROUPS, age=9) == {}
        assert "年龄" in lacking(entry_form(group="小学组"), groups=GROUPS, age=30)["group"]
        assert lacking(entry_form(group="小学组"), groups=GROUPS) == {}

    def test_everything_at_once(self) -> None:
        found = lacking(EntryForm(title=""), groups=GROUPS, pictures=9)
        assert set(found) == {"title", "pictures", "group"}


@pytest.mark.parametrize("link", ["https://v.example.cn/x?id=1", "http://www.example.com/视频"])
def test_a_link(link: str) -> None:
    assert good_link(link)


@pytest.mark.parametrize(
    "link",
    [
        "", "javascript:alert(1)//aaaa", "ftp://a.example.cn/x", "https://localhost/aaaa", "https:// a.cn/x", "https://a.cn/<b>",
        "https://u:p@a.example.cn/", "https://a.cn/" + "x" * 300, "http://[bad.example.cn/", "//a.example.cn/xx",
    ],
)  # fmt: skip
def test_no_link(link: str) -> None:
    assert not good_link(link)


def test_a_reason() -> None:
    assert reason_of(" 和别人\n的一样\x00 ") == "和别人 的一样"
    assert reason_of("像") == reason_of("像" * 201) == ""


@pytest.mark.parametrize("field", ["enter_from", "enter_until", "judge_until"])
@pytest.mark.parametrize("year", [1, 1999, 2100, 9999])
def test_a_year_that_no_contest_is_in(field: str, year: int) -> None:
    faults = contest_faults(contest_form(**{field: datetime(year, 1, 2, tzinfo=UTC)}))
    assert field in [name for name, said in faults if "2000 年到 2099 年" in said]


def test_a_work_that_names_its_author() -> None:
    form = entry_form(title="我是王小明", words="我叫王 小明，今年九岁。")
    assert [name for name, _said in names_itself(form, "王小明")] == ["title", "words"]
    assert names_itself(form, "李小红") == [] and names_itself(form, "王") == []


def test_a_slogan_is_its_own_title() -> None:
    assert title_of_slogan("文明新余\n你我同行") == "文明新余 你我同行"
    assert len(title_of_slogan("文" * 60)) == 20
