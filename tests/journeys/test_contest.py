"""A contest from the call to the works on show: a phone photo, a class and its parents, judges, a paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from redvest.honour.actions.contest_hint import look_for_likeness
from redvest.honour.actions.contest_judging import hand_out_works
from redvest.honour.actions.contest_picture import clean_pictures, keep_contest_pictures
from redvest.honour.choices import ContestKind, ContestState, EntryState
from redvest.honour.models import Contest, ContestEntry, ContestPaper
from redvest.honour.queries.contest_private import token_hash
from redvest.registry.choices import Role
from redvest.registry.models import Account
from tests.factories import registry as make
from tests.factories.contest import drawing, make_contest, make_entry_of, make_judge, make_pupil_entry
from tests.factories.registry import NOW
from tests.journeys.conftest import Arrive, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GROUPS = [{"name": "小学组", "least": 6, "most": 12}, {"name": "中学组", "least": 12, "most": 18}]


def pictured(entry: ContestEntry, *seeds: int) -> ContestEntry:
    keep_contest_pictures(
        entry=entry, pictures=clean_pictures(files=[drawing(seed, size=400) for seed in seeds])
    )
    return entry


def test_a_parent_sends_in_a_drawing_and_takes_it_back(arrive: Arrive, town: Town, tmp_path: Path) -> None:
    contest = make_contest(
        kind=ContestKind.PAINTING, title="我画家乡新面貌", pupils_only=True, groups=GROUPS, body=town.body
    )
    photo = tmp_path / "IMG_0001.jpg"
    photo.write_bytes(drawing(1, size=900, kind="JPEG"))
    parent = arrive(make.make_account(name="王大山"))
    parent.go("/contests/")
    parent.open("我画家乡新面貌")
    parent.open("投稿")
    form = parent.main
    form.get_by_label("我的孩子，没有注册的").check()
    form.get_by_label("孩子的姓名").fill("王小明")
    form.get_by_label("小学组").check()
    form.get_by_label("题目").fill("孔目江的早晨")
    with parent.refused(422):
        parent.press("投稿")
    expect(form.get_by_label("题目")).to_have_value("孔目江的早晨")
    expect(form.get_by_role("alert")).to_contain_text("请拍一张作品的照片")
    form.get_by_label("图片").set_input_files(photo)
    form.get_by_label("看过“作品怎么用”，我同意").check()
    form.get_by_label("入选了可以展示").check()
    parent.press("投稿")
    expect(parent.page.get_by_text("作品号").first).to_be_visible()
    entry = ContestEntry.objects.get(contest=contest)
    assert entry.guardian_agreed_at is not None and entry.pictures.count() == 1
    parent.go("/me/contests/")
    expect(parent.main).to_contain_text("孔目江的早晨")
    parent.go(f"/me/contests/{entry.pk}/")
    parent.main.get_by_role("button", name="撤回作品").click()
    parent.follow(parent.page.get_by_role("dialog").get_by_role("button", name="撤回", exact=True))
    entry.refresh_from_db()
    assert entry.state == EntryState.WITHDRAWN


def test_without_scripts_words_are_sent_in_all_the_same(arrive: Arrive, town: Town) -> None:
    contest = make_contest(kind=ContestKind.SLOGAN, title="志愿服务口号征集")
    me = arrive(make.make_volunteer(name="李明霞").account, scripts=False)
    me.go(f"/contests/{contest.pk}/enter/")
    me.main.get_by_label("口号", exact=True).fill("红马甲走在前，新余城更温暖")
    me.main.get_by_label("看过“作品怎么用”，我同意").check()
    me.press("投稿")
    entry = ContestEntry.objects.get()
    assert (entry.words, entry.title) == ("红马甲走在前，新余城更温暖", "红马甲走在前，新余城更温暖")


def test_a_teacher_sends_in_a_class_and_a_parent_says_yes(arrive: Arrive, town: Town) -> None:
    contest = make_contest(title="给家长的一封信", pupils_only=True)
    teacher = make.make_account(name="吴老师")
    make.make_grant(account=teacher, role=Role.TEACHER, body=town.body)
    desk = arrive(teacher)
    desk.go("/desk/contests/")
    desk.open("替班级投稿")
    desk.main.get_by_label("班级").fill("三（2）班")
    desk.main.get_by_label("名单").fill(f"王小明\t{make.next_phone()}\t给爸爸的信\t爸爸，过马路不要闯红灯。")
    desk.main.get_by_label("学生知道“作品怎么用”").check()
    desk.press("投稿")
    entry = ContestEntry.objects.get(contest=contest)
    desk.go(f"/me/contests/{entry.pk}/")
    expect(desk.main).to_contain_text("等家长同意")
    ContestEntry.objects.filter(pk=entry.pk).update(link_hash=token_hash("a-token"))
    pictured(entry, 5)
    parent = arrive()
    parent.go("/contests/yes/a-token/")
    expect(parent.main).to_contain_text("王小明")
    parent.main.get_by_label("看过“作品怎么用”，我同意").check()
    parent.press("同意参加")
    entry.refresh_from_db()
    assert entry.guardian_agreed_at is not None and entry.publish_agreed_at is None
    parent.main.get_by_role("button", name="不同意，请删除").click()
    parent.follow(parent.page.get_by_role("dialog").get_by_role("button", name="不参加", exact=True))
    entry.refresh_from_db()
    assert entry.emptied_at is not None


def test_from_the_draft_to_the_works_on_show(arrive: Arrive, town: Town) -> None:
    desk = arrive(town.officer)
    desk.go("/desk/contests/")
    desk.open("发起征集")
    form = desk.main
    form.get_by_label("征集什么").select_option("painting")
    form.get_by_label("标题").fill("我画家乡新面貌")
    form.get_by_label("征集说明").fill("画一处你家门口变漂亮的地方，横竖都行。")
    for label, value in (
        ("开始投稿", "2026-03-01T08:00"),
        ("截稿", "2026-03-05T09:00"),
        ("评审结束", "2026-03-20T18:00"),
    ):
        form.get_by_label(label).fill(value)
    form.get_by_label("一件作品几位评委").fill("1")
    form.get_by_label("分组").fill("小学组 6-12")
    desk.press("先存成草稿")
    desk.press("发布")
    contest = Contest.objects.get()
    entries = [
        pictured(
            make_pupil_entry(
                contest,
                name=f"王小{name}",
                title=f"{name}的画",
                words="",
                group="小学组",
                guardian_agreed_at=NOW,
            ),
            seed,
        )
        for seed, name in enumerate("明红亮")
    ]
    pictured(make_entry_of(contest, title="一样的画", words="", group="小学组"), 0)
    look_for_likeness(by=None, key=contest.pk, at=NOW)
    judge = make_judge(contest)
    desk.go(f"/desk/contests/{contest.pk}/hints/")
    expect(desk.main).to_contain_text("图片很像")
    desk.press("没问题")
    desk.go(f"/desk/contests/{contest.pk}/entries/")
    desk.open(str(entries[0].number))
    desk.go(f"/desk/contests/{contest.pk}/")
    desk.press("开始评审")
    desk.go(f"/desk/contests/{contest.pk}/judges/")
    desk.press("分作品")
    sitting = arrive(Account.objects.get(pk=judge.account_id))
    sitting.go("/desk/contests/")
    sitting.open("我画家乡新面貌")
    for points in ("95", "80", "70", "60"):
        expect(sitting.main).not_to_contain_text("王小")
        sitting.main.get_by_label("打几分（0 到 100）").fill(points)
        sitting.press("打分，看下一件")
    expect(sitting.main).to_contain_text("都评完了")
    desk.go(f"/desk/contests/{contest.pk}/ranking/")
    desk.main.get_by_role("checkbox").first.check()
    desk.main.get_by_role("checkbox").nth(1).check()
    desk.press("勾上的入选")
    desk.press("展示能展示的")
    desk.go(f"/desk/contests/{contest.pk}/")
    desk.main.get_by_role("button", name="公布结果").click()
    desk.follow(desk.page.get_by_role("dialog").get_by_role("button", name="公布", exact=True))
    guest = arrive()
    guest.go(f"/contests/{contest.pk}/")
    guest.follow(guest.main.get_by_role("link", name="看入选的 2 件作品"))
    expect(guest.main.get_by_role("img").first).to_be_visible()
    with desk.page.expect_download() as paper:
        desk.main.get_by_role("button", name="下载").click()
    assert paper.value.suggested_filename == "papers-1.pdf"
    guest.go(f"/contests/papers/{ContestPaper.objects.order_by('id').values_list('number', flat=True)[0]}/")
    expect(guest.main).to_contain_text("证书有效")
    assert settings.MEDIA_ROOT


def test_pages_where_there_is_nothing_yet(arrive: Arrive, town: Town) -> None:
    guest, desk = arrive(), arrive(town.officer)
    for address in ("/contests/", "/contests/?list=over", "/contests/papers/"):
        guest.go(address)
    contest = make_contest(state=ContestState.JUDGING)
    for part in ("", "edit/", "entries/", "hints/", "judges/", "ranking/"):
        desk.go(f"/desk/contests/{contest.pk}/{part}")
    make_judge(contest)
    make_entry_of(contest)
    hand_out_works(by=make.make_officer(), key=contest.pk, at=NOW)
    desk.go("/desk/contests/new/")
    me = arrive(make.make_volunteer(name="李明霞").account)
    me.go("/me/contests/")
