"""How a unit's ledger (台账) is laid out: the columns of its sheets, their rows, totals and signature line. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from redvest.core.workbook import Column, Value
from redvest.oversight.rules.unit_ledger import (
    GRADES,
    ActivityLine,
    EntryLine,
    PersonLine,
    PhotoLine,
    StationBook,
    Totals,
    Unit,
    clock_words,
    grade_hours,
    hours_of,
    moment_words,
    name_list,
    period_words,
    shown_name,
    span_words,
)
from redvest.registry.choices import SessionKind
from redvest.service.choices import Grade
from redvest.service.rules.measure import Slice

SIGNERS = ("填表人", "审核人", "负责人", "单位盖章", "填表日期")
_HOURS = (*(Column(f"{grade}级（小时）", 11) for grade in GRADES), Column("合计（小时）", 12))

SUMMARY = (Column("项目", 28), Column("数量", 16), Column("说明", 60))
ACTIVITIES = (
    Column("序号", 7), Column("日期", 12), Column("时间", 13), Column("活动名称", 28), Column("服务类别", 12),
    Column("地点", 24), Column("组织单位", 26), Column("负责人", 10), Column("服务内容", 40), Column("参加人数", 10),
    *_HOURS, Column("参加人员", 50), Column("照片（张）", 10), Column("来源", 8),
)  # fmt: skip
PEOPLE = (
    Column("序号", 7), Column("志愿者编号", 18), Column("姓名", 12), Column("参加次数", 10), *_HOURS,
    Column("最近一次", 12),
)  # fmt: skip
ENTRIES = (
    Column("序号", 9), Column("服务日期", 12), Column("活动名称", 28), Column("志愿者编号", 18), Column("姓名", 12),
    Column("记录单位", 26), Column("开始", 8), Column("结束", 8), Column("证据等级", 10), Column("小时", 10),
    Column("分钟", 10), Column("类型", 10), Column("入账时间", 18),
)  # fmt: skip
PHOTOS = (
    Column("序号", 7), Column("日期", 12), Column("活动名称", 28), Column("文件名", 36), Column("大小（KB）", 12),
    Column("上传时间", 18), Column("文件校验码（核对照片有没有改过）", 66),
)  # fmt: skip


WORK_LOG = (
    Column("序号", 7), Column("日期", 12), Column("类型", 14), Column("服务项目", 24), Column("到场志愿者", 12),
    Column("来了或服务（人次）", 16), Column("说明", 50),
)  # fmt: skip
NEEDS = (
    Column("序号", 7), Column("提出日期", 12), Column("需求", 50), Column("办结日期", 12), Column("办理结果", 50),
)  # fmt: skip
DUTY = (
    Column("序号", 7),
    Column("日期", 12),
    Column("时间", 14),
    Column("要几人", 10),
    Column("答应来（人）", 14),
)
LOANS = (
    Column("序号", 7), Column("设施", 24), Column("借出（次）", 12), Column("归还（次）", 12), Column("期末在外（件）", 14),
)  # fmt: skip
Part = tuple[str, Sequence[Column], list[tuple[Value, ...]], tuple[Value, ...]]


def station_parts(book: StationBook) -> list[Part]:
    """A station's own sheets: name, columns, rows and the last line. No resident is named."""
    log: list[tuple[Value, ...]] = [
        (turn, on.isoformat(), kind, service, helpers, visitors, words)
        for turn, (on, kind, service, helpers, visitors, words) in enumerate(book.sessions, start=1)
    ]
    needs: list[tuple[Value, ...]] = [
        (turn, asked.isoformat(), words, answered.isoformat() if answered else "", answer)
        for turn, (asked, words, answered, answer) in enumerate(book.needs, start=1)
    ]
    duty: list[tuple[Value, ...]] = [
        (turn, on.isoformat(), when, places, taken)
        for turn, (on, when, places, taken) in enumerate(book.duty, start=1)
    ]
    loans: list[tuple[Value, ...]] = [(turn, *row) for turn, row in enumerate(book.loans, start=1)]
    done = sum(1 for row in book.needs if row[2])
    return [
        ("工作日志", WORK_LOG, log, ("合计", None, None, None, _sum(log, 4), _sum(log, 5), None)),
        ("居民需求", NEEDS, needs, ("合计", f"{len(needs)} 条", None, f"办结 {done} 条", None)),
        ("值班", DUTY, duty, ("合计", None, None, _sum(duty, 3), _sum(duty, 4))),
        ("借用", LOANS, loans, ("合计", None, _sum(loans, 2), _sum(loans, 3), _sum(loans, 4))),
    ]


def station_rows(book: StationBook) -> list[tuple[Value, ...]]:
    """What the summary says of a station's own records."""
    service = [row for row in book.sessions if row[1] == str(SessionKind.SERVICE.label)]
    return [
        ("站里服务（场）", len(service), "工作日志里为群众服务的场次，不记时长"),
        ("站里服务（人次）", sum(row[4] for row in service), "工作日志里服务到的人次"),
        ("居民需求（条）", len(book.needs), f"其中办结 {sum(1 for row in book.needs if row[2])} 条"),
        ("值班（人次）", sum(row[3] for row in book.duty), "答应来值班的人次，不自动记时长"),
        ("借用（次）", sum(row[1] for row in book.loans), "这段时间里借出的次数"),
    ]


def _sum(rows: Iterable[Sequence[Value]], column: int) -> int:
    return sum(value for row in rows if isinstance(value := row[column], int))


def head_lines(unit: Unit, part: Slice, at: datetime) -> tuple[str, str]:
    """The lines below every title: unit and period, then the measure and when it was made."""
    return (
        f"单位：{unit.name}    时间：{period_words(part)}",
        f"计量单位：小时（60 分钟）    由系统按记录生成，生成时间：{moment_words(at)}",
    )


def book_title(unit: Unit) -> str:
    """A station's name ends in 志愿服务站 as a rule: the words are not said twice."""
    return f"{unit.name}台账" if "志愿服务" in unit.name else f"{unit.name}志愿服务台账"


def summary_rows(totals: Totals, book: StationBook | None = None) -> list[tuple[Value, ...]]:
    """The first sheet: each figure with what it counts; for a station what it did itself comes first."""
    grades: list[tuple[Value, ...]] = [
        (f"{grade}级时长（小时）", hours_of(totals.minutes_by_grade.get(grade, 0)), str(Grade(grade).label))
        for grade in GRADES
    ]
    return [
        *(station_rows(book) if book else []),
        ("活动（场）", totals.activities, "有时长记录的活动和补录的活动，按活动、日期和组织单位计"),
        (
            "导入记录（条）",
            totals.imported,
            "从表格导入或外系统转入的时长，按名称、日期、组织单位和区域计，不算活动场次",
        ),
        ("参加人数", totals.people, "这段时间里有有效时长的志愿者，同一人只算一次"),
        ("参加人次", totals.times, "没有作废的时长记录条数"),
        *grades,
        ("服务时长合计（小时）", hours_of(totals.minutes), "作废和更正都已计入，与统计数字同一口径"),
        ("服务时长合计（分钟）", totals.minutes, "按分钟入账，没有取整误差"),
        ("服务听众（人次）", totals.served, "讲座和演出现场登记的听众，不是志愿者"),
        ("照片（张）", totals.photos, "补录活动时上传的现场照片"),
    ]


def activity_rows(lines: Iterable[ActivityLine], *, whole: bool) -> Iterable[tuple[Value, ...]]:
    """The activity forms, one a row."""
    for turn, line in enumerate(lines, start=1):
        yield (
            turn, line.service_on.isoformat(), span_words(line.starts_at, line.ends_at), line.title, line.domain,
            line.place, line.body, shown_name(line.leader, whole), line.content, len(line.names),
            *grade_hours(line.minutes), hours_of(sum(line.minutes.values())), name_list(line.names, whole), line.photos,
            line.source,
        )  # fmt: skip


def people_rows(lines: Iterable[PersonLine], *, whole: bool) -> Iterable[tuple[Value, ...]]:
    """The people with their hours."""
    for turn, line in enumerate(lines, start=1):
        yield (
            turn, line.number, shown_name(line.name, whole), line.times, *grade_hours(line.minutes),
            hours_of(sum(line.minutes.values())), line.last_on.isoformat() if line.last_on else "",
        )  # fmt: skip


def entry_rows(lines: Iterable[EntryLine], *, whole: bool) -> Iterable[tuple[Value, ...]]:
    """Every entry of the hours ledger."""
    for turn, line in enumerate(lines, start=1):
        yield (
            turn, line.service_on.isoformat(), line.title, line.number, shown_name(line.name, whole), line.body,
            clock_words(line.starts_at), clock_words(line.ends_at), line.grade, hours_of(line.minutes), line.minutes,
            line.kind, moment_words(line.recorded_at),
        )  # fmt: skip


def photo_rows(lines: Iterable[PhotoLine]) -> Iterable[tuple[Value, ...]]:
    """The pictures."""
    for turn, line in enumerate(lines, start=1):
        yield (
            turn, line.service_on.isoformat(), line.title, line.file, round(line.size / 1024, 1),
            moment_words(line.uploaded_at), line.sha256,
        )  # fmt: skip


def activity_total(totals: Totals) -> tuple[Value, ...]:
    """The last line of the activity forms; people are counted once for each activity there."""
    return _total(
        ACTIVITIES, {"参加人数": totals.times, "照片（张）": totals.photos}, totals.minutes_by_grade
    )


def people_total(totals: Totals) -> tuple[Value, ...]:
    """The last line of the people."""
    return _total(PEOPLE, {"参加次数": totals.times}, totals.minutes_by_grade)


def entry_total(totals: Totals) -> tuple[Value, ...]:
    """The last line of the entries."""
    return _total(ENTRIES, {"小时": hours_of(totals.minutes), "分钟": totals.minutes}, {})


def _total(
    columns: Sequence[Column], known: Mapping[str, Value], minutes: Mapping[str, int]
) -> tuple[Value, ...]:
    figures = dict(known)
    if minutes:
        titles = [column.title for column in _HOURS]
        figures |= zip(titles, [*grade_hours(minutes), hours_of(sum(minutes.values()))], strict=True)
    return ("合计", *(figures.get(column.title) for column in columns[1:]))
