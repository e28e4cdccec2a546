"""At the desk with somebody who has no phone: who it is, what is open, the slip; the address opens for nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from redvest.registry.choices import Role
from redvest.registry.models import Account, Volunteer
from redvest.service.models import Post, ProxyConsent, SignUp
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db
WHO = "/desk/sign-up/"


@pytest.fixture
def keeper() -> Account:
    account = registry.make_account(name="赵站长")
    registry.make_grant(account=account, role=Role.STATION_KEEPER, station=registry.make_station())
    return account


@pytest.fixture
def old_wang() -> Volunteer:
    return registry.make_volunteer(name="王老五", with_account=False)


@pytest.fixture
def post() -> Post:
    return make_post(activity=make_activity(starts_at=NOW + timedelta(hours=40)), title="引导员")


def test_from_the_card_to_the_slip(keeper: Account, old_wang: Volunteer, post: Post, sign_in: SignIn) -> None:
    client = sign_in(keeper)
    odd = client.post(WHO, {"code": old_wang.number, "name": "别人"})
    assert odd.status_code == 404 and "没有找到这个人" in odd.content.decode()
    page = client.post(WHO, {"code": old_wang.number, "name": "王老五"})
    shown = client.get(page.url).content.decode()
    assert "王*五" in shown and "引导员" in shown
    refused = client.post(page.url, {"post": str(post.pk), "how": "", "words": "儿子陪着来", "key": "k7"})
    kept = refused.content.decode()
    assert (
        f'value="{post.pk}" required checked' in kept
        and 'value="儿子陪着来"' in kept
        and 'value="k7"' in kept
    )
    assert (
        refused.status_code == 422 and "怎么答应" in refused.content.decode() and not SignUp.objects.exists()
    )
    done = client.post(page.url, {"post": str(post.pk), "how": "present", "key": "k"}, follow=True)
    slip = done.content.decode()
    assert "王老五" in slip and "引导员" in slip and post.activity.contact_phone in slip
    assert ProxyConsent.objects.get().heard_by_id == keeper.pk
    assert "打印条子" in client.get(page.url).content.decode()


def test_a_yes_said_here_keeps_the_place(
    keeper: Account, old_wang: Volunteer, post: Post, sign_in: SignIn
) -> None:
    client = sign_in(keeper)
    page = client.post(WHO, {"code": old_wang.number, "name": "王老五"}).url
    client.post(page, {"post": str(post.pk), "how": "present"})
    SignUp.objects.update(reconfirm_by=NOW + timedelta(hours=5))
    assert "本人说来" in client.get(page).content.decode()
    client.post(page, {"verb": "answer", "signup": str(SignUp.objects.get().pk)})
    assert SignUp.objects.get().reconfirmed_at == NOW


def test_the_address_opens_for_the_one_who_scanned_and_for_half_an_hour(
    keeper: Account, old_wang: Volunteer, post: Post, sign_in: SignIn, place: Place
) -> None:
    client = sign_in(keeper)
    page = client.post(WHO, {"code": old_wang.number, "name": "王老五"}).url
    assert sign_in(place.leader).get(page).status_code == 404
    assert sign_in(place.member).get(page).status_code == 403
    assert client.get(reverse("desk:sign-up-for", args=["nonsense"])).status_code == 404
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        late = client.post(page, {"post": str(post.pk), "how": "present"})
    assert late.status_code == 404 and not SignUp.objects.exists()


def test_a_leader_sees_and_fills_the_own_activities_only(
    old_wang: Volunteer, post: Post, sign_in: SignIn, place: Place
) -> None:
    own = make_post(
        activity=make_activity(body=place.body, starts_at=NOW + timedelta(hours=60)), title="陪诊员"
    )
    client = sign_in(place.leader)
    page = client.post(WHO, {"code": old_wang.number, "name": "王老五"}).url
    shown = client.get(page).content.decode()
    assert "陪诊员" in shown and "引导员" not in shown
    assert client.post(page, {"post": str(post.pk), "how": "phone"}).status_code == 403
    client.post(page, {"post": str(own.pk), "how": "phone", "words": "打电话说好的"})
    assert SignUp.objects.get().post_id == own.pk


def test_what_is_around_the_corner_stands_first(
    keeper: Account, old_wang: Volunteer, sign_in: SignIn
) -> None:
    tree = registry.make_region_tree()
    soon = NOW + timedelta(hours=20)
    for hours, region, title in (
        (0, tree.fenyi, "分宜的"),
        (1, tree.yushui, "渝水的"),
        (2, tree.baihua, "百花湖的"),
    ):
        make_post(activity=make_activity(region=region, title=title, starts_at=soon + timedelta(hours=hours)))
    client = sign_in(keeper)
    page = client.get(client.post(WHO, {"code": old_wang.number, "name": "王老五"}).url).content.decode()
    assert page.index("百花湖的") < page.index("渝水的") < page.index("分宜的")


def test_the_keepers_first_page_leads_there(keeper: Account, sign_in: SignIn) -> None:
    page = sign_in(keeper).get("/desk/").content.decode()
    assert f'href="{WHO}"' in page and "帮人登记" in page
