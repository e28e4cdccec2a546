"""An officer brings a sheet of people in: checked first, the wrong row comes back, the right ones are registered."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect
from python_calamine import load_workbook

from redvest.registry.models import Volunteer
from tests.factories.workbook import resident_number, workbook
from tests.journeys.conftest import Arrive, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLES = ("姓名", "证件号码", "手机", "居住区域", "服务类别", "本人同意登记")


def three_people(folder: Path) -> Path:
    """The second one's number ends in the wrong digit."""
    numbers = [resident_number(date(1980, 1, 1 + n), 2) for n in range(3)]
    numbers[1] = numbers[1][:17] + ("2" if numbers[1][17] == "1" else "1")
    people = zip(("李明霞", "王小路", "赵一鸣"), numbers, strict=True)
    rows = [
        (name, number, f"1990790100{n}", "渝水区", "邻里守望", "是")
        for n, (name, number) in enumerate(people)
    ]
    return workbook(folder / "名单.xlsx", TITLES, rows)


def test_a_sheet_is_checked_and_its_good_rows_brought_in(arrive: Arrive, town: Town, tmp_path: Path) -> None:
    officer = arrive(town.officer)
    officer.go("/desk/import/")
    officer.page.get_by_label("Excel 表格").set_input_files(three_people(tmp_path))
    officer.press("上传并检查")
    expect(officer.page.get_by_role("heading", name="检查结果")).to_be_visible()
    expect(officer.main.get_by_role("row").filter(has_text="最后一位对不上")).to_have_count(1)
    assert not Volunteer.objects.exists()

    with officer.page.expect_download() as taken:
        officer.page.get_by_role("link", name="下载有问题的行").click()
    back = load_workbook(str(taken.value.path())).get_sheet_by_index(0).to_python()
    assert [row for row in back if "王小路" in row] and not [row for row in back if "李明霞" in row]

    officer.main.get_by_role("button", name="只导入没问题的 2 行").click()
    officer.press("确定", within=officer.page.get_by_role("dialog"))
    expect(officer.page.get_by_role("heading", name="导入完成")).to_be_visible()
    assert sorted(Volunteer.objects.values_list("name", flat=True)) == ["李明霞", "赵一鸣"]
    officer.open("看志愿者")
    expect(officer.main.get_by_role("link", name="李*霞")).to_be_visible()
