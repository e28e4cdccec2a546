"""A station at the desk: its list, its checklist, the visit, and what another standard would change."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.oversight.choices import ProofState
from redvest.oversight.models import StationAssessment, StationProof
from redvest.oversight.rules.station_assessment import LARGEST
from redvest.registry.choices import Role
from redvest.registry.models import Station
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry as make
from tests.factories.station import PNG, fill, inspector_of, keeper_of, level_of, prove

pytestmark = pytest.mark.django_db


def said(page) -> str:
    return page.content.decode()


@pytest.fixture
def station(place: Place) -> Station:
    return make.make_station(place.tree.baihua)


@pytest.fixture
def as_keeper(station: Station, sign_in: SignIn) -> Client:
    account = make.make_account(name="赵站长")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    return sign_in(account)


def test_the_way_from_a_photo_to_a_level(station: Station, as_keeper: Client, as_officer: Client) -> None:
    fill(station, members=12, services=1, sessions=4)
    address = reverse("desk:station-standard", args=[station.pk])
    for kind in ("mark", "place"):
        sent = {"kind": kind, "taken_on": "2026-03-01", "proof": SimpleUploadedFile("站牌.png", PNG)}
        page = as_keeper.post(reverse("desk:station-prove", args=[station.pk]), sent, follow=True)
        assert "收下了" in said(page)
    page = as_keeper.post(reverse("desk:station-assess", args=[station.pk]), {"verb": "submit"}, follow=True)
    assert "等现场检查" in said(page)
    assert "等现场检查" in said(as_officer.get(reverse("desk:stations")))
    conclude = {"verb": "conclude", "words": "去过了"}
    page = as_officer.post(reverse("desk:station-assess", args=[station.pk]), conclude, follow=True)
    assert "还差两样：现场检查的照片没有传；还有没核实的证据" in said(page)
    for proof in StationProof.objects.all():
        decide = reverse("desk:station-proof-decide", args=[station.pk, proof.pk])
        as_officer.post(decide, {"decision": "accept"})
    sent = {"kind": "place", "taken_on": "2026-03-05", "proof": SimpleUploadedFile("现场.png", PNG)}
    as_officer.post(reverse("desk:station-prove", args=[station.pk]), sent)
    page = as_officer.post(reverse("desk:station-assess", args=[station.pk]), conclude, follow=True)
    assert "评定好了：基础" in said(page)
    assert "志愿者队伍：12 人（基础级要 10，规范化要 30）" in said(as_keeper.get(address))
    assert StationAssessment.objects.get().level == "basic"


def test_a_proof_opens_for_those_in_charge_alone(
    station: Station, as_keeper: Client, as_officer: Client, as_far_officer: Client, as_leader: Client
) -> None:
    (proof,) = prove(keeper_of(station), station, "mark")
    address = reverse("desk:station-proof", args=[station.pk, proof.pk])
    for client in (as_keeper, as_officer):
        page = client.get(address)
        assert (page["Content-Type"], page.content) == ("image/png", PNG)
        assert page["X-Content-Type-Options"] == "nosniff"
    elsewhere = make.make_station(make.make_region_tree().fenyi, name="分宜站")
    assert as_keeper.get(reverse("desk:station-proof", args=[elsewhere.pk, proof.pk])).status_code == 404
    assert as_officer.get(reverse("desk:station-proof", args=[elsewhere.pk, proof.pk])).status_code == 404
    for client in (as_far_officer, as_leader):
        assert client.get(address).status_code == 404
        decide = reverse("desk:station-proof-decide", args=[station.pk, proof.pk])
        assert client.post(decide, {"decision": "accept"}).status_code == 404
        assert (
            client.post(reverse("desk:station-assess", args=[station.pk]), {"verb": "submit"}).status_code
            == 404
        )
    proof.refresh_from_db()
    assert proof.state == ProofState.SUBMITTED and not StationAssessment.objects.exists()


def test_the_keeper_does_not_decide_what_was_handed_in(station: Station, as_keeper: Client) -> None:
    (proof,) = prove(keeper_of(station), station, "mark")
    decide = reverse("desk:station-proof-decide", args=[station.pk, proof.pk])
    assert as_keeper.post(decide, {"decision": "accept"}).status_code == 403
    proof.refresh_from_db()
    assert proof.state == ProofState.SUBMITTED


def test_a_picture_that_is_none_is_refused_in_words(station: Station, as_keeper: Client) -> None:
    address = reverse("desk:station-prove", args=[station.pk])
    said_of = {
        "认不出是什么": {
            "kind": "mark",
            "taken_on": "not a day",
            "proof": SimpleUploadedFile("x.png", b"<svg/>"),
        },
        "还没有选文件": {"kind": "mark"},
        "还没有选它证明哪一项": {"kind": "no-such", "proof": SimpleUploadedFile("x.png", PNG)},
        "今天以后": {"kind": "mark", "taken_on": "2026-03-06", "proof": SimpleUploadedFile("x.png", PNG)},
        "超过 5 MB": {"kind": "mark", "proof": SimpleUploadedFile("x.png", PNG + b"0" * LARGEST)},
    }
    for words, sent in said_of.items():
        page = as_keeper.post(address, sent)
        assert page.status_code == 422 and words in said(page), words
    assert 'value="mark" selected' in said(page)
    assert not StationProof.objects.exists()


def test_what_was_handed_in_is_taken_back_until_somebody_decides(station: Station, as_keeper: Client) -> None:
    sent = {"kind": "mark", "taken_on": "2026-03-01", "proof": SimpleUploadedFile("站牌.png", PNG)}
    as_keeper.post(reverse("desk:station-prove", args=[station.pk]), sent)
    assess = reverse("desk:station-assess", args=[station.pk])
    as_keeper.post(assess, {"verb": "submit"})
    assert "撤回自评" in said(as_keeper.get(reverse("desk:station-standard", args=[station.pk])))
    assert "撤回来了" in said(as_keeper.post(assess, {"verb": "withdraw"}, follow=True))
    withdraw = reverse("desk:station-proof-decide", args=[station.pk, StationProof.objects.get().pk])
    assert "撤下了" in said(as_keeper.post(withdraw, {"decision": "withdraw"}, follow=True))
    assert not StationProof.objects.exists() and not StationAssessment.objects.exists()
    (other,) = prove(keeper_of(station), station, "mark")
    withdraw = reverse("desk:station-proof-decide", args=[station.pk, other.pk])
    assert as_keeper.post(withdraw, {"decision": "withdraw"}).status_code == 403


def test_the_checklist_says_what_is_not_asked_and_how_each_number_comes(
    station: Station, as_keeper: Client
) -> None:
    fill(station, members=12, services=2, sessions=4)
    address = reverse("desk:station-standard", args=[station.pk])
    page = said(as_keeper.get(f"{address}?standard=harbin-2012"))
    assert page.count('<span class="state off">这套标准不作要求</span>') == 3
    assert '<span class="state ok">达到规范化</span>' not in page.split("有桌椅")[1]
    assert "还缺，基础级不要求" in page and "一个展板" in page.split("证明哪一项")[1]
    page = said(as_keeper.get(address))
    assert "近一年工作日志里服务 4 场，加本社区办完的活动 0 场。" in page
    assert "落实志愿服务活动：4 场" in page and "一个展板" not in page


def test_an_inspector_sees_and_concludes_but_does_not_keep(station: Station, sign_in: SignIn) -> None:
    by = inspector_of(station)
    client = sign_in(make.Account.objects.get(pk=by.account_id))
    page = said(client.get(reverse("desk:station-standard", args=[station.pk])))
    assert "现场照片" in page and reverse("desk:station-log", args=[station.pk]) not in page
    assert client.get(reverse("desk:station-log", args=[station.pk])).status_code == 404
    assert station.name in said(client.get(reverse("desk:stations")))


def test_another_standard_can_be_looked_at_and_compared(station: Station, as_officer: Client) -> None:
    fill(station)
    prove(inspector_of(station), station, "mark", "place", "rules")
    address = reverse("desk:station-standard", args=[station.pk])
    assert "本市现在不按这一套" in said(as_officer.get(f"{address}?standard=national-2024"))
    page = said(as_officer.get(reverse("desk:stations-compared")))
    assert "1 个站的等级会变" in page and "有设施：0 种（基础级要 1，规范化要 3）" in page
    page = said(as_officer.get(reverse("desk:stations-compared") + "?standard_after=henan-2013&on=nonsense"))
    assert "各站的等级都不变" in page


def test_the_list_filters_by_level_and_what_is_due(place: Place, as_officer: Client) -> None:
    good = make.make_station(place.tree.baihua, name="好站")
    level_of(good, "standardised")
    soon = make.make_station(place.tree.baihua, name="快到期的站")
    level_of(soon, "basic", days_ago=700)
    make.make_station(place.tree.fenyi, name="分宜站")
    address = reverse("desk:stations")
    page = said(as_officer.get(address))
    assert "好站" in page and "快到期的站" in page and "分宜站" not in page
    page = said(as_officer.get(f"{address}?level=standardised"))
    assert "好站" in page and "快到期的站" not in page
    page = said(as_officer.get(f"{address}?due=1"))
    assert "好站" not in page and "快到期的站" in page
    assert "没有找到服务站" in said(as_officer.get(f"{address}?q=没有这个"))


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_costs_the_same_for_one_and_for_three(place: Place, as_officer: Client, more: int) -> None:
    for turn in range(1 + more):
        level_of(make.make_station(place.tree.baihua, name=f"{turn}站"), "basic")
    for address, queries in (("desk:stations", 6), ("desk:stations-compared", 8)):
        with CaptureQueriesContext(connection) as spent:
            assert as_officer.get(reverse(address)).status_code == 200
        assert len(spent) == queries


def test_the_centre_reads_what_the_city_owes(place: Place, as_centre: Client) -> None:
    level_of(make.make_station(place.tree.baihua), "standardised")
    assert "本市规范化至少 10 个，还差 9 个" in said(as_centre.get(reverse("desk:stations")))
    compared = said(as_centre.get(reverse("desk:stations-compared")))
    assert compared.count("本市规范化至少 10 个，还差 10 个") == 2, "by either side's verdicts, not by levels"


def test_an_officer_of_a_part_is_told_of_no_quota(place: Place, as_officer: Client) -> None:
    make.make_station(place.tree.baihua)
    for name in ("desk:stations", "desk:stations-compared"):
        assert "本市规范化至少" not in said(as_officer.get(reverse(name)))


def test_absurd_days_are_no_fault_and_an_officer_of_two_places_reads_both(
    place: Place, as_officer: Client, sign_in: SignIn
) -> None:
    level_of(make.make_station(place.tree.baihua), "basic")
    level_of(make.make_station(make.make_region_tree().fenyi, name="分宜站"), "standardised")
    address = reverse("desk:stations-compared")
    for asked in ("?on=0001-01-01", "?on_after=0001-03-01", "?on=gestern&on_after=0001-12-31"):
        assert as_officer.get(address + asked).status_code == 200
    ahead = as_officer.get(address + "?on=9999-12-31")
    assert ahead.status_code == 422 and "日期不能在今天以后" in said(ahead)
    account = make.make_account()
    for region in (place.tree.yushui, place.tree.fenyi):
        make.make_grant(account=account, role=Role.REGION_OFFICER, region=region)
    page = said(sign_in(account).get(reverse("desk:stations")))
    assert "规范化 <b>1</b>" in page and "基础 <b>1</b>" in page


def test_a_refused_conclusion_keeps_its_words_and_asks_before_the_level_stands(
    station: Station, as_keeper: Client, as_officer: Client
) -> None:
    address = reverse("desk:station-assess", args=[station.pk])
    as_keeper.post(address, {"verb": "submit"})
    page = as_officer.post(address, {"verb": "conclude", "words": "门口的牌子要换新的"})
    assert page.status_code >= 400 and 'value="门口的牌子要换新的"' in said(page)
    assert "还没有现场检查的照片" in said(page) and "data-confirm" in said(page)
    assert StationAssessment.objects.get().level == ""
