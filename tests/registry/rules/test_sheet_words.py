"""What the words in a cell mean: places, service domains, sex, documents, kinds of organisation."""

from __future__ import annotations

import pytest

from redvest.registry.choices import BodyKind, IdType, Sex, TeamKind
from redvest.registry.queries.team_kind import team_kinds
from redvest.registry.rules.sheet import CellFault
from redvest.registry.rules.sheet_bodies import kind_of, team_kind_of
from redvest.registry.rules.sheet_domains import Domains, domains_of_scheme
from redvest.registry.rules.sheet_places import Places, places_of
from redvest.registry.rules.sheet_volunteers import guessed_id_type, named_id_type, sex_of

KINDS = team_kinds()
ROWS = (
    ("360500", "新余市", "city", "360500/"),
    ("360502", "渝水区", "district", "360500/360502/"),
    ("360521", "分宜县", "district", "360500/360521/"),
    ("3605Z1", "仙女湖区", "zone", "360500/3605Z1/"),
    ("360502001", "城南街道", "street", "360500/360502/360502001/"),
    ("360521001", "钤东街道办事处", "street", "360500/360521/360521001/"),
    ("360502001001", "百花湖社区居民委员会", "community", "360500/360502/360502001/360502001001/"),
    ("360502001002", "站前社区居民委员会", "community", "360500/360502/360502001/360502001002/"),
    ("360521001002", "站前社区居民委员会", "community", "360500/360521/360521001/360521001002/"),
    ("360521001201", "大桥村民委员会", "community", "360500/360521/360521001/360521001201/"),
)


@pytest.fixture
def places() -> Places:
    return places_of(ROWS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("渝水区", "360502"),
        ("新余市渝水区", "360502"),
        ("江西省新余市渝水区", "360502"),
        ("江西 新余市 / 渝水区", "360502"),
        ("城南街道", "360502001"),
        ("渝水区-城南街道", "360502001"),
        ("城南", "360502001"),
        ("钤东街道", "360521001"),
        ("分宜县钤东街道办事处", "360521001"),
        ("百花湖社区", "360502001001"),
        ("百花湖", "360502001001"),
        ("百花湖社区居委会", "360502001001"),
        ("渝水区城南街道百花湖社区3栋502", "360502001001"),
        ("渝水区站前社区", "360502001002"),
        ("分宜县站前社区", "360521001002"),
        ("分宜县大桥村", "360521001201"),
        ("渝水区抱石大道 1 号", "360502"),
        ("360502", "360502"),
        ("360502001001", "360502001001"),
        ("360502000000", "360502"),
        ("３６０５０２００１", "360502001"),
        ("3605z1", "3605Z1"),
        ("仙女湖区", "3605Z1"),
    ],
)
def test_a_place_is_found_by_code_and_by_names(places: Places, text: str, code: str) -> None:
    assert places.find(text).code == code
    assert places.find(text).code == code  # the second time from memory


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("月亮背面", "认不出来"),
        ("999999", "认不出来"),
        ("站前社区", "把上一级也写上"),
        ("新余市", "只写到了市"),
    ],
)
def test_a_place_that_is_not_one_gets_a_sentence(places: Places, text: str, words: str) -> None:
    for _ in range(2):
        with pytest.raises(CellFault, match=words):
            places.find(text)


def test_an_ambiguous_name_comes_with_an_example(places: Places) -> None:
    with pytest.raises(CellFault, match="渝水区城南街道站前社区"):
        places.find("站前社区")


def test_the_whole_city_is_a_place_only_where_that_is_asked_for(places: Places) -> None:
    assert places.find("新余市", whole_city=True).code == "360500"


@pytest.fixture
def domains() -> Domains:
    rows = [
        ("xinyu:02", "邻里守望", ""), ("xinyu:06", "环境保护", ""), ("xinyu:10", "老年介护", ""), ("xinyu:12", "法律服务", ""),
        ("xinyu:11", "心理援助", ""), ("national:01", "社区服务", "xinyu:02"), ("national:06", "环境保护", "xinyu:06"),
        ("national:19", "海外志愿服务", ""),
    ]  # fmt: skip
    return domains_of_scheme("xinyu", rows)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("", ()),
        ("邻里守望", ("xinyu:02",)),
        ("邻里守望、环境保护", ("xinyu:02", "xinyu:06")),
        ("环境保护;邻里守望，老年介护", ("xinyu:06", "xinyu:02", "xinyu:10")),
        ("社区服务", ("xinyu:02",)),
        ("社区服务、邻里守望", ("xinyu:02",)),
        ("xinyu:12", ("xinyu:12",)),
    ],
)
def test_domains_are_found_in_every_scheme(domains: Domains, text: str, keys: tuple[str, ...]) -> None:
    assert domains.find(text) == keys


def test_an_unknown_domain_is_named_with_the_choice(domains: Domains) -> None:
    with pytest.raises(CellFault, match=r"打麻将.*邻里守望") as raised:
        domains.find("邻里守望、打麻将")
    assert "xinyu:" not in raised.value.message


def test_a_domain_of_another_scheme_without_a_match_is_unknown(domains: Domains) -> None:
    with pytest.raises(CellFault, match="海外志愿服务"):
        domains.find("海外志愿服务")


def test_five_domains_are_one_too_many(domains: Domains) -> None:
    with pytest.raises(CellFault, match="最多选 4 个，这里有 5 个"):
        domains.find("邻里守望、环境保护、老年介护、法律服务、心理援助")


@pytest.mark.parametrize(
    ("text", "sex"), [("男", Sex.MALE), ("女性", Sex.FEMALE), ("F", Sex.FEMALE), ("", None)]
)
def test_sex_in_words(text: str, sex: Sex | None) -> None:
    assert sex_of(text) == sex


def test_a_sex_that_is_none_is_asked_back() -> None:
    with pytest.raises(CellFault, match="请填“男”或“女”"):
        sex_of("保密")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("居民身份证", IdType.RESIDENT_CARD), ("身份证", IdType.RESIDENT_CARD), ("护照", IdType.PASSPORT),
        ("台胞证", IdType.TRAVEL_PERMIT_TW), ("回乡证", IdType.TRAVEL_PERMIT_HM), ("港澳台居民居住证", IdType.RESIDENCE_PERMIT),
        ("外国人永久居留身份证", IdType.PERMANENT_RESIDENCE), ("passport", IdType.PASSPORT), ("", None),
    ],
)  # fmt: skip
def test_documents_in_words(text: str, kind: IdType | None) -> None:
    assert named_id_type(text) == kind


def test_a_document_that_is_none_is_asked_back_with_the_choice() -> None:
    with pytest.raises(CellFault, match=r"借书证.*居民身份证、"):
        named_id_type("借书证")


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("360502199005171234", IdType.RESIDENT_CARD), ("830000199201300022", IdType.RESIDENCE_PERMIT),
        ("911124198108030024", IdType.PERMANENT_RESIDENCE), ("E12345678", IdType.RESIDENT_CARD), ("", IdType.RESIDENT_CARD),
    ],
)  # fmt: skip
def test_a_number_tells_its_document_where_the_sheet_does_not(number: str, kind: IdType) -> None:
    assert guessed_id_type(number) == kind


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        ("志愿服务组织", "", BodyKind.REGISTERED),
        ("事业单位", "", BodyKind.LEGAL_PERSON),
        ("志愿服务队", "", BodyKind.CONSENTED_TEAM),
        ("", "", BodyKind.CONSENTED_TEAM),
        ("", "51360500MJ12345678", BodyKind.REGISTERED),
        ("", "12360500MB12345678", BodyKind.LEGAL_PERSON),
        ("consented-team", "", BodyKind.CONSENTED_TEAM),
    ],
)
def test_the_kind_of_an_organisation(text: str, code: str, kind: BodyKind) -> None:
    assert kind_of(text, code) == kind


def test_every_label_of_our_own_is_understood() -> None:
    assert [kind_of(str(kind.label), "") for kind in BodyKind] == list(BodyKind)
    assert [team_kind_of(name, "", KINDS) for name in KINDS.values()] == list(KINDS)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("党员志愿服务队", "", TeamKind.PARTY),
        ("", "渝水区巾帼志愿服务队", TeamKind.WOMEN),
        ("", "暖阳志愿服务队", TeamKind.CIVIC),
        ("民间", "渝水区巾帼志愿服务队", TeamKind.CIVIC),
        ("退役军人", "", "veteran"),
        ("退役军人服务队", "", "veteran"),
        ("veteran", "", "veteran"),
        ("", "退役军人志愿服务队", TeamKind.CIVIC),
    ],
)
def test_the_kind_of_a_team(text: str, name: str, kind: str) -> None:
    assert team_kind_of(text, name, KINDS) == kind


def test_unknown_kinds_are_asked_back() -> None:
    with pytest.raises(CellFault, match="组织类型"):
        kind_of("星际联盟", "")
    with pytest.raises(CellFault, match="队伍类别"):
        team_kind_of("星际", "", KINDS)
