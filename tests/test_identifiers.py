"""Numbers and addresses that are known by a label or a shape are answered by nothing else."""

import pytest

from chat.refusing.able import is_able
from chat.refusing.identifiers import lacks_identifier
from index.segment import Segmenter
from ingest.normalize import fold

SAID = {
    "案号": "(2024)苏0791民初1188号民事判决书",
    "税号": "纳税人识别号：91320700MA1XK4QR7N",
    "账号": "开户行：建行 | 账号：3200 1658 0360",
    "传真": "电话及传真：0518-85660011",
    "邮编": "海州市凤栖路118号，222000",
    "网址": "请登录www.yunling.cn查询",
    "保单号": "保险单号：PEAC20240012",
    "备案号": "苏ICP备19008812号",
    "邮箱": "联系：office@yunling.cn",
}
OTHER = [
    "案件受理费20,136元，由原告负担12,236元。",
    "办公地址：海州市高新区凤栖路118号",
    "证券代码:688917",
    "股东：宁波启航 | 持股（万股）：672.00",
    "电话：0518-85660010",
    "通过“云岭”网站提交。",
]


@pytest.mark.parametrize("name", SAID)
@pytest.mark.parametrize("form", ["{}是多少？", "公司的{}是什么", "{}"])
def test_an_identifier_is_answered_by_its_label_or_shape_alone(name: str, form: str) -> None:
    question = form.format(name)
    assert not lacks_identifier(question, fold(SAID[name]), "")
    for sentence in OTHER:
        assert lacks_identifier(question, fold(sentence), "")
        assert not is_able(question, fold(sentence), "年报", "", Segmenter())


@pytest.mark.parametrize(
    "question",
    [
        "公司去年纳税多少？",
        "怎么注销账号？",
        "谁负责网址备案？",
        "传真机多少钱？",
        "邮箱怎么改密码？",
        "钱退到哪个账号？",
    ],
)
def test_who_asks_for_something_else_is_not_held_to_it(question: str) -> None:
    assert not any(lacks_identifier(question, fold(one), "") for one in OTHER)


def test_a_heading_may_be_the_label() -> None:
    assert not lacks_identifier("传真是多少？", "0518-85660011", "传真85660011")
