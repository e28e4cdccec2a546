"""The rules of redemption: no money, limits, codes, and each unit back into its lot."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.honour.choices import AccountKind, LedgerName, LimitSpan, TransferKind
from redvest.honour.rules.ledger import Line, drawn, faults
from redvest.honour.rules.perk import enough, perk_code, running
from redvest.honour.rules.redeem import (
    digits_of,
    free_turn,
    given_back,
    money_in,
    period_of,
    pick_up_code,
    spaced,
    typed_code,
    units,
)

ON = date(2026, 3, 5)


@pytest.mark.parametrize(
    "text",
    ["50元购物卡", "现金 20", "20 元代金券", "话费充值", "ｗ红包", "面值十元的券",
        "超市卡一张", "交通补贴：10元补贴", "三十块钱的礼品券",
        "京东E卡", "油卡一张", "10元", "50元现钱", "微信转10块", "送你十块"],
)  # fmt: skip
def test_money_is_found(text: str) -> None:
    assert money_in("毛巾", text)


@pytest.mark.parametrize(
    "text",
    ["毛巾一条", "理发一次", "门票 8 折", "免费体检一次", "陪诊两小时", "一元复始春联",
        "借书证", "水杯（市价约 15 元）", "公交出行优先座卡套",
        "门票立减 10 元", "满 100 元打九折", "水杯，价值 30 元"],
)  # fmt: skip
def test_things_and_services_are_none(text: str) -> None:
    assert money_in(text, "颜色随机") == ""


def test_units_in_words() -> None:
    points, time = LedgerName.POINTS, LedgerName.TIMEBANK
    assert (units(points, 12), units(time, 45), units(time, 120)) == ("12 分", "45 分钟", "2 小时")
    assert units(time, 130) == "2 小时 10 分钟"


def test_a_limit_counts_in_its_stretch_of_time() -> None:
    found = [period_of(each, ON) for each in (LimitSpan.EVER, LimitSpan.YEAR, LimitSpan.MONTH)]
    assert found == ["", "2026", "2026-03"]


@given(st.sets(st.integers(1, 30)), st.one_of(st.none(), st.integers(1, 30)))
def test_a_turn_is_the_lowest_free_one_within_the_limit(taken: set[int], limit: int | None) -> None:
    turn = free_turn(taken, limit)
    if turn is None:
        assert limit is not None and set(range(1, limit + 1)) <= taken
    else:
        assert turn not in taken and set(range(1, turn)) <= taken
        assert limit is None or turn <= limit


def test_codes_are_digits_that_stay_and_differ() -> None:
    key, one = b"k" * 32, uuid4()
    code = pick_up_code(key, one, 0)
    assert len(code) == 8 and code.isdigit() and code == pick_up_code(key, one, 0)
    assert (
        len({code, pick_up_code(key, one, 1), pick_up_code(key, uuid4(), 0), pick_up_code(b"q" * 32, one, 0)})
        == 4
    )
    assert len(perk_code(key, one, 3)) == 6 and perk_code(key, one, 3) != perk_code(key, one, 4)
    assert spaced(code).replace(" ", "") == code and spaced("123456") == "123 456"


@given(st.binary(min_size=32, max_size=32), st.text(max_size=20))
def test_digits_are_always_as_many_as_asked(key: bytes, what: str) -> None:
    assert len(digits_of(key, what)) == 8 and len(digits_of(key, what, 6)) == 6


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1234 5678", "12345678"), (" １２３４-5678 ", "12345678"), ("123.456", "123456"), ("", ""), ("abc", ""),
        ("123456789", ""), ("٣٤٥٦٧٨٩١", ""), ("https://x.cn/desk/counter-codes/?code=12345678", "12345678"),
        ("https://[/?code=1", ""), ("https://x.cn/?code=", ""), ("a\ud800b", ""),
    ],
)  # fmt: skip
def test_what_is_typed_or_scanned_is_read(typed: str, read: str) -> None:
    assert typed_code(typed) == read


@given(st.text(max_size=60))
def test_anything_may_be_typed(text: str) -> None:
    found = typed_code(text)
    assert found == "" or (found.isascii() and found.isdigit())


LOTS = st.dictionaries(
    st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2027, 1, 1))), st.integers(1, 500), min_size=1
)


@given(LOTS, st.data(), st.dates(date(2026, 1, 1), date(2027, 6, 1)))
def test_what_is_given_back_lands_in_the_lots_that_it_came_from(
    lots: dict[date | None, int], data: st.DataObject, on: date
) -> None:
    amount = data.draw(st.integers(1, sum(lots.values())))
    spent = [Line("me", -part, day) for day, part in drawn(lots, amount)] + [Line("spent", amount)]
    back = given_back(spent, on)
    kinds = {"me": AccountKind.VOLUNTEER, "spent": AccountKind.SPENT}
    assert not faults(TransferKind.RETURN, back.lines, kinds)
    left = dict(lots)
    for line in (*spent, *back.lines):
        if line.account == "me":
            left[line.expires_on] = left.get(line.expires_on, 0) + line.amount
    assert left == lots
    gone = [-line.amount for line in spent if line.expires_on is not None and line.expires_on <= on]
    assert back.expired == sum(gone) <= amount


def test_a_higher_star_opens_what_a_lower_one_does() -> None:
    assert enough(3, 2) and enough(2, 2) and not enough(1, 2) and not enough(0, 1)


def test_both_days_are_included() -> None:
    assert running(ON, ON, ON) and running(ON, None, date(2030, 1, 1))
    assert not running(ON, None, date(2026, 3, 4)) and not running(date(2026, 1, 1), date(2026, 3, 4), ON)
