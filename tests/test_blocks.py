"""A line below the name of a party is on that party, and on no other one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.quoting.reach import reach
from chat.ranking.blocks import party_above, stands_below
from ingest.passages import passages
from ingest.types import Document

PAIRS = (
    ("甲方", "乙方"),
    ("原告", "被告"),
    ("出租方", "承租方"),
    ("上诉人", "被上诉人"),
    ("申请人", "被申请人"),
    ("采购人", "采购代理机构"),
    ("买方", "卖方"),
    ("发包人", "承包人"),
)
LABELS = ("法定代表人", "委托代理人", "负责人", "联系电话", "住所地")
NAMES = ("青石电子有限公司", "顺平机电服务有限公司")


def block(parties: tuple[str, str], label: str, gap: str = "\n") -> Document:
    lines = (
        f"{party}：{name}\n联系人：某某\n{label}：{n}号"
        for n, (party, name) in enumerate(zip(parties, NAMES, strict=True))
    )
    return Document("a", "合同", gap.join(lines), b"", "utf-8")


@given(
    st.sampled_from(PAIRS),
    st.sampled_from(LABELS),
    st.sampled_from(["\n", "\n\n"]),
    st.sampled_from(["的", ""]),
)
def test_a_line_is_of_the_party_above_it(
    parties: tuple[str, str], label: str, gap: str, of: str
) -> None:
    page = block(parties, label, gap)
    places = [page.text.index(f"{n}号") for n in (0, 1)]
    for asked, party in enumerate(parties):
        found = [stands_below(f"{party}{of}{label}是什么？", page, at) for at in places]
        assert found == [asked == 0, asked == 1]
    for asked, name in enumerate(("青石电子", "顺平机电公司")):
        found = [stands_below(f"{name}的{label}是什么？", page, at) for at in places]
        assert found == [asked == 0, asked == 1]
    assert [stands_below(f"{label}是什么？", page, at) for at in places] == [None, None]


@pytest.mark.parametrize(
    ("question", "at", "is_own"),
    [
        ("原告的律师是谁？", "范思远", True),
        ("原告的律师是谁？", "贺秋萍", False),
        ("第三人的委托代理人是谁？", "贺秋萍", False),
        ("甲方的法定代表人是谁？", "邱振邦", False),
        ("原告的律师怎么和被告说？", "贺秋萍", None),
        ("被告把货交到哪里？", "凤栖路", None),
        ("委托代理人是谁？", "贺秋萍", None),
        ("被告的法定代表人是谁？", "本案", None),
        ("被告的住所地在哪里？", "凤栖路", False),
        ("被告的住所地在哪里？", "疏港", None),
    ],
)
def test_a_line_is_kept_from_the_question_on_another_party(
    question: str, at: str, is_own: bool | None
) -> None:
    text = (
        "原告：云岭精工股份有限公司，住所地凤栖路118号。\n委托诉讼代理人：范思远，律师。\n"
        "被告（反诉原告）：宏达物流有限公司，住所地疏港大道66号。\n法定代表人：邱振邦。\n委托诉讼代理人：贺秋萍，律师。\n"
        "第三人：安泰财产保险股份有限公司。\n\n原告与被告一案，本案现已审理终结。"
    ).replace("（反诉原告）", "")
    page = Document("a", "判决书", text, b"", "utf-8")
    assert stands_below(question, page, text.index(at)) is is_own


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("甲方：某公司\n双方签订本合同。\n联系人：某某", "联系人"),
        ("甲方（盖章）：  乙方（盖章）：\n联系人：某某", "联系人"),
        ("被告：某公司\n被告辩称：不欠钱。", "不欠"),
        ("联系人：某某", "联系人"),
    ],
)
def test_a_line_by_itself_is_of_no_party(text: str, at: str) -> None:
    assert party_above(Document("a", "a", text, b"", "utf-8"), text.index(at)) is None


@given(st.sampled_from(PAIRS), st.sampled_from(LABELS))
def test_the_party_is_quoted_with_its_line(parties: tuple[str, str], label: str) -> None:
    page = block(parties, label, "\n\n")
    found = passages(page)
    for n, (party, name) in enumerate(zip(parties, NAMES, strict=True)):
        at = next(k for k, one in enumerate(found) if page.quote(one.spans) == f"{label}：{n}号")
        sentences = reach("是什么？", found[at], range(1), page, lambda to=at: found[:to], list)
        assert [page.quote(one) for one in sentences] == [f"{party}：{name}", f"{label}：{n}号"]
