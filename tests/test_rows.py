"""Where a question names a row of a table, the rows that it does not name do not answer."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import as_docx, as_html, as_xlsx

from chat.answer import Answerer, Settings
from chat.cli import open_answerer
from chat.quoting.unlisted import names_none
from chat.ranking.cells import as_in_cells, named_rows
from index.build import build
from index.encode import load_encoder
from index.segment import Segmenter
from ingest.read import document

BUSES = """线路,首班车,末班车,票价,运营公司
2路,05:40,22:10,2元,松江公交一公司
夜1路,22:30,04:30,2元,松江公交二公司
7路,06:00,21:00,1元,松江公交一公司
12路,06:10,21:40,2元,松江旅游公交
"""


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("2路车的末班车几点？", "2路"),
        ("１２路的末班车几点？", "12路"),
        ("夜1路票价多少钱？", "夜1路"),
        ("哪家公司运营7路？", "7路"),
    ],
)
def test_the_row_that_is_named_is_the_only_one_quoted(
    tmp_path: Path, question: str, line: str
) -> None:
    build(tmp_path, [document(BUSES.encode(), "buses.csv")], load_encoder(), Segmenter())
    quotes = [
        one.quote for one in open_answerer(tmp_path, None, Settings()).ask(question).citations
    ]
    assert [quote.split(" | ")[0] for quote in quotes] == [f"线路：{line}"]


STOPS = """线路,起点,终点,首班车,票价,途经站点
1路,火车站,大学城,6:00,2元,市政府、人民广场、中心医院
2路,汽车南站,湿地公园,6:20,2元,体育馆、图书馆
3路,火车站,丹霞景区,7:00,5元,西关、南台村
8路,机场,人民广场,5:40,15元,会展中心、火车站
10路,大学城,湿地公园,6:30,1元,师范学院、图书馆
夜1路,火车站,大学城,22:30,3元,人民广场、中心医院
"""


@pytest.fixture(scope="module")
def stops(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder = tmp_path_factory.mktemp("stops")
    build(folder, [document(STOPS.encode(), "公交线路.csv")], load_encoder(), Segmenter())
    return open_answerer(folder, None, Settings())


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("哪些公交线路经过图书馆？", ["2路", "10路"]),
        ("哪些公交经过图书馆？", ["2路", "10路"]),
        ("哪些车经过火车站？", ["1路", "3路", "8路", "夜1路"]),
        ("哪些线路经过人民广场和中心医院？", ["1路", "夜1路"]),
        ("1路车去哪些地方？", ["1路"]),
    ],
)
def test_all_rows_that_hold_what_is_asked_for_are_quoted_and_their_names_emphasised(
    stops: Answerer, question: str, lines: list[str]
) -> None:
    answer = stops.ask(question)
    quotes = [one.quote.split(" | ")[0] for one in answer.citations]
    assert quotes == [f"线路：{line}" for line in lines]
    if len(lines) > 1:
        text = stops.library.document("公交线路.csv").text
        marked = [[text[span.start : span.end] for span in one.asked] for one in answer.citations]
        assert marked == [[line] for line in lines]


GOODS = """货物名称,数量,单位,单价（元）,技术要求
冷水机组,2,台,,制冷量600kW
风机盘管,186,台,860,卧式暗装
保温水管,1200,米,,厚度不小于40mm
"""


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("风机盘管要几台？", True),
        ("风机盘管多少钱？", True),
        ("冷水机组多少钱一台？", False),
        ("保温水管要几台？", False),
    ],
)
def test_a_row_that_is_named_and_has_the_amount_answers_with_its_unit_in_another_cell(
    tmp_path: Path, question: str, answered: bool
) -> None:
    build(tmp_path, [document(GOODS.encode(), "货物.csv")], load_encoder(), Segmenter())
    answer = open_answerer(tmp_path, None, Settings()).ask(question)
    assert answer.refused is not answered
    assert all(one.quote.split("：")[1].startswith(question[:4]) for one in answer.citations)


FEES = """姓名,部门,应缴,实缴
慕容雪,财务部,2560,
高远,财务部,2600,2580
许文静,生产部,,2700
"""


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("慕容雪实缴多少？", []),
        ("慕容雪的应缴是多少？", ["2560"]),
        ("高远实缴多少？", ["2580"]),
        ("许文静应缴多少？", []),
    ],
)
def test_a_blank_cell_is_not_answered_by_its_row(
    tmp_path: Path, question: str, marked: list[str]
) -> None:
    build(tmp_path, [document(FEES.encode(), "会费.csv")], load_encoder(), Segmenter())
    answerer = open_answerer(tmp_path, None, Settings(threshold=0.0))
    answer = answerer.ask(question)
    assert answer.refused == (not marked)
    first = (answer.citations or answer.nearest)[0]
    text = answerer.library.document("会费.csv").text
    assert answer.refused or question[:2] in first.quote
    assert [text[span.start : span.end] for span in first.asked] == marked


def test_no_row_says_that_it_has_the_most(stops: Answerer) -> None:
    assert stops.ask("哪路车最便宜？").refused
    assert not stops.ask("哪路车票价5元？").refused


@pytest.mark.parametrize("question", ["哪个省最低分最低？", "最高分最高的是哪个省？"])
def test_a_head_that_says_most_makes_no_row_the_one(tmp_path: Path, question: str) -> None:
    rows = (
        "省份,科类,最高分,最低分\n湖南,历史类,541,522\n湖南,物理类,549,518\n广东,物理类,563,529\n"
    )
    build(tmp_path, [document(rows.encode(), "录取分.csv")], load_encoder(), Segmenter())
    answerer = open_answerer(tmp_path, None, Settings())
    assert answerer.ask(question).refused
    assert "529" in answerer.ask("广东物理类的最低分是多少？").citations[0].quote


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("末班车几点？", [True, True, True]),
        ("1路几点收车？", [True, False, False]),
        ("夜1路几点收车？", [False, True, False]),
        ("11路几点收车？", [False, False, True]),
        ("票价2元的是哪些线路？", [True, True, False]),
        ("票价2元的1路几点收车？", [True, False, False]),
        ("去图书馆坐哪路车？", [False, False, True]),
    ],
)
def test_the_longest_name_counts_and_no_part_of_a_number(question: str, kept: list[bool]) -> None:
    rows = [
        "线路：1路 | 票价：2元",
        "线路：夜1路 | 票价：2元",
        "线路：11路 | 票价：5元 | 站点：西关、图书馆",
    ]
    assert named_rows(question, rows) == kept


CELL = st.text("路站0123456789甲乙", min_size=1, max_size=4)


@given(
    st.text("路站0123456789甲乙？", max_size=12), st.lists(st.lists(CELL, min_size=1), min_size=1)
)
def test_some_row_is_always_kept_and_all_where_none_is_named(
    question: str, cells: list[list[str]]
) -> None:
    rows = [" | ".join(f"列{n}：{cell}" for n, cell in enumerate(row)) for row in cells]
    kept = named_rows(question, rows)
    assert any(kept)
    if not any(cell in question for row in cells for cell in row):
        assert all(kept)


DAYS: dict[str, Callable[[date], str]] = {
    "iso": date.isoformat,
    "sheet": lambda day: f"{day.year}/{day.month}/{day.day}",
    "short": lambda day: f"{day.month}/{day.day}",
    "padded": lambda day: f"{day.month:02}月{day.day:02}日",
    "said": lambda day: f"{day.month}月{day.day}号",
    "full": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "weekday": lambda day: f"{day.isoformat()}（周{'一二三四五六日'[day.weekday()]}）",
}
"""Ways in which a day is written."""


@given(
    st.dates(date(1000, 1, 1), date(2999, 12, 31)),
    st.integers(1, 300),
    st.sampled_from(["iso", "sheet", "padded", "said", "full"]),
    st.sampled_from(list(DAYS)),
)
def test_a_day_names_its_row_however_both_are_written(
    day: date, later: int, asked: str, written: str
) -> None:
    days = [day, day - timedelta(later)]
    rows = [f"活动：合唱 | 日期：{DAYS[written](one)}" for one in days]
    assert named_rows(f"{DAYS[asked](day)}有什么活动？", rows) == [True, False]


@given(st.integers(0, 23), st.sampled_from([0, 30]), st.integers(1, 23))
def test_an_hour_names_its_row_however_both_are_written(
    hour: int, minutes: int, later: int
) -> None:
    half = "凌晨" if hour < 6 else "上午" if hour < 13 else "下午" if hour < 18 else "晚上"
    spoken = f"{half}{hour - 12 if hour > 12 else hour}点{'半' if minutes else ''}"
    for form in (f"{hour:02}:{minutes:02}", f"{hour}:{minutes:02}-24:00", spoken):
        rows = [f"时间：{form} | 会议：例会", f"时间：{(hour + later) % 24:02}:00 | 会议：例会"]
        assert named_rows(f"{spoken}开什么会？", rows) == [True, False]


@pytest.mark.parametrize(
    "text", ["三点建议", "0571-8666", "占2/3", "1.2.3.4", "2026-7-04-1", "第9点要求", "80:20"]
)
def test_what_is_no_day_and_no_hour_stays(text: str) -> None:
    assert as_in_cells(text) == text


ACTS = ["剪纸", "古籍修复", "合唱排练", "急救培训", "电影放映", "诗歌朗诵", "围棋比赛", "义诊"]


@pytest.mark.parametrize("written", ["iso", "short", "full"])
def test_who_asks_for_a_day_gets_its_row_and_no_other(tmp_path: Path, written: str) -> None:
    days = [date(2026, 6, 28) + timedelta(3 * at) for at in range(len(ACTS))]
    rows = [
        f"{DAYS[written](day)},14:00-16:00,{act},周正{act[0]}"
        for day, act in zip(days, ACTS, strict=True)
    ]
    table = "\n".join(["日期,时间,活动,负责人", *rows])
    build(tmp_path, [document(table.encode(), "活动安排.csv")], load_encoder(), Segmenter())
    answerer = open_answerer(tmp_path, None, Settings())
    for question in ("7月4日有什么活动？", "7月4号的活动谁负责？", "2026-07-04有什么活动？"):
        (only,) = answerer.ask(question).citations
        assert "活动：合唱排练" in only.quote
    assert answerer.ask("8月4日有什么活动？").refused
    (only,) = answerer.ask("7月16日有什么活动？").citations  # and no other from 14:00 to 16:00
    assert "活动：围棋比赛" in only.quote


SHOTS = """日期,疫苗名称,剂次,价格（元/剂）
11月13日,二价HPV疫苗（国产）,2剂,329
11月14日,九价HPV疫苗,3剂,1318
11月27日,带状疱疹疫苗（重组）,2剂,1598
12月4日,23价肺炎疫苗,1剂,201
"""


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("九价HPV多少钱一针？", "九价"),
        ("九价HPV什么时候打？", "九价"),
        ("二价HPV疫苗哪天打？", "二价"),
        ("带状疱疹疫苗什么时候打？", "带状"),
        ("带状疱疹多少钱？", "带状"),
    ],
)
def test_a_row_is_named_by_the_beginning_of_a_cell_and_without_its_bracket(
    tmp_path: Path, question: str, row: str
) -> None:
    build(tmp_path, [document(SHOTS.encode(), "接种安排.csv")], load_encoder(), Segmenter())
    answer = open_answerer(tmp_path, None, Settings()).ask(question)
    assert [row in one.quote for one in answer.citations] == [True]


PLACES = """学院,专业,学制,计划数
管理学院,会计学,四年,100
机电学院,机械工程,四年,180
"""


def test_a_column_of_numbers_of_people_says_how_many_people(tmp_path: Path) -> None:
    build(tmp_path, [document(PLACES.encode(), "招生计划.csv")], load_encoder(), Segmenter())
    answerer = open_answerer(tmp_path, None, Settings())
    assert "会计学" in answerer.ask("会计学招多少人？").citations[0].quote
    assert answerer.ask("会计学2019年招多少人？").refused


TAXES = [["企业", "增值税", "占比（%）", "用地（亩）"], ["东风机械厂", "320", "12", "45"]]
TAXES += [["红星纺织厂", "210", "8", "30"], ["华丰食品厂", "97", "4", "12"]]


def written(rows: list[list[str]], *, piped: bool = False) -> bytes:
    ends = [f"| {' | '.join(row)} |" if piped else ",".join(row) for row in rows]
    if piped:
        ends.insert(1, "|---" * len(rows[0]) + "|")
    return "\n".join(ends).encode()


@pytest.fixture(
    scope="module", params=["sheet.xlsx", "table.csv", "text.docx", "page.html", "notes.md"]
)
def taxes(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Answerer]:
    """The table in one format, with a line above it or without."""

    def asked(above: str) -> Answerer:
        lines = [("p", f"现将各企业的税收情况公布如下，供有关部门查阅。{'请认真核对。' * 9}")]
        lines += [("p", above)] if above else []
        cells = [[above, *[""] * 3]] if above else []
        data = {
            "sheet.xlsx": lambda: as_xlsx({"税收": [*cells, *TAXES]}),
            "table.csv": lambda: written([*cells, *TAXES]),
            "text.docx": lambda: as_docx([("h2", "企业税收"), *lines], TAXES),
            "page.html": lambda: as_html([("h2", "企业税收"), *lines], TAXES),
            "notes.md": lambda: f"# 企业税收\n\n{above}\n\n".encode() + written(TAXES, piped=True),
        }[request.param]()
        folder = tmp_path_factory.mktemp("taxes")
        build(folder, [document(data, request.param)], load_encoder(), Segmenter())
        return open_answerer(folder, None, Settings())

    return asked


def test_a_bare_number_counts_in_the_unit_of_its_head_or_of_the_line_above(
    taxes: Callable[[str], Answerer],
) -> None:
    plain, stated = taxes(""), taxes("单位：万元")
    for question, answered in (
        ("红星纺织厂增值税交了多少万元？", (True, True)),  # its head is asked for
        ("红星纺织厂占比是多少？", (True, True)),
        ("红星纺织厂用地多少亩？", (True, True)),
        ("红星纺织厂交税多少万元？", (False, True)),  # the unit stands above the table
        ("红星纺织厂有多少人？", (False, False)),
        ("红星纺织厂用地多少平方米？", (False, False)),
    ):
        for answerer, expected in zip((plain, stated), answered, strict=True):
            answer = answerer.ask(question)
            assert answer.refused is not expected, question
            assert all("红星纺织厂" in one.quote for one in answer.citations)


@pytest.mark.parametrize(
    ("question", "none"),
    [
        ("头孢胶囊多少钱？", True),
        ("阿莫西林胶囊多少钱？", False),
        ("什么胶囊最便宜？", False),
        ("哪些胶囊要处方？", False),
        ("胶囊多少钱？", False),
        ("维生素多少钱？", False),
    ],
)
def test_a_thing_that_a_table_does_not_list_is_not_one_that_it_lists(
    question: str, none: bool
) -> None:
    rows = ["药品：阿莫西林胶囊 | 价格：12元", "药品：布洛芬胶囊 | 价格：18元"]
    assert names_none(question, rows, Segmenter()) is none


PHONES = """姓名,部门,电话
张伟,人事科,85210012
李敏,财务科,85210034
赵强,信息科,85210078
"""


def test_a_person_who_is_not_listed_is_none_of_those_who_are(tmp_path: Path) -> None:
    build(tmp_path, [document(PHONES.encode(), "通讯录.csv")], load_encoder(), Segmenter())
    answerer = open_answerer(tmp_path, None, Settings())
    assert answerer.ask("张强电话多少？").refused
    assert "赵强" in answerer.ask("赵强电话多少？").citations[0].quote
