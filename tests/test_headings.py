"""What a question counts is listed from the headings, if there are exactly as many; else nothing is."""

import pytest
from conftest import text_document

from chat.quoting.headings import counted, listed
from ingest.passages import passages
from ingest.types import Document


def named(question: str, document: Document) -> list[str]:
    found = listed(question, document, passages(document))
    return [document.quote(asked) for _, _, asked in found]


@pytest.mark.parametrize(
    "question",
    [
        "“十大工程”分别是哪十个工程？",
        "十大工程是什么？",
        "十大工程有哪些",
        "10大工程包括哪些？",
        "文中的十项工程都是什么",
    ],
)
def test_the_ten_programmes_of_the_page_are_its_ten_headings(
    question: str, newspaper: Document
) -> None:
    found = named(question, newspaper)
    assert len(found) == 10
    assert found[0] == "实施政治引领工程"
    assert found[-1] == "实施党的建设工程"
    assert found == sorted(found, key=newspaper.text.index)


@pytest.mark.parametrize(
    "question",
    [
        "九大工程分别是什么？",
        "十大行动分别是什么？",
        "会新增多少学位？",
        "工程有哪些？",
        "三个“着眼”是什么？",
        "十年行动是什么？",
    ],
)
def test_another_number_or_name_lists_nothing(question: str, newspaper: Document) -> None:
    assert named(question, newspaper) == []


def test_headings_of_other_numbers_and_formats_are_listed_too() -> None:
    text = (
        "某某规划\n\n一、绿色行动\n\n多种树，改善城市环境，建设公园。"
        "\n\n二、清水行动\n\n治理河流，改善城市的水质。"
    )
    assert named("两大行动各是什么？", text_document(text)) == ["一、绿色行动", "二、清水行动"]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("十二项措施包括哪些", (12, "措施")),
        ("二十条意见是什么", (20, "意见")),
        ("3类人员有哪些", (3, "人员")),
        ("十年来怎样", None),
    ],
)
def test_a_number_before_a_name_is_a_count(question: str, wanted: tuple[int, str] | None) -> None:
    assert counted(question) == wanted
