"""How it shall be does not say how it is now."""

import pytest

from chat.refusing.able import is_able
from chat.refusing.aims import is_only_aimed_at
from index.segment import Segmenter
from ingest.normalize import fold


@pytest.mark.parametrize("now", ["现在", "目前", "如今"])
@pytest.mark.parametrize("aim", ["力争", "到2027年，", "计划", "要达到", "确保"])
def test_a_question_for_now_is_not_answered_with_an_aim(now: str, aim: str) -> None:
    question, aimed = f"{now}覆盖率是多少？", f"{aim}覆盖率85%以上。"
    assert is_only_aimed_at(question, aimed)
    assert not is_able(question, fold(aimed), "报告", "", Segmenter())
    assert not is_only_aimed_at("覆盖率是多少？", aimed)
    assert not is_only_aimed_at(question, "覆盖率85%以上。")
    assert not is_only_aimed_at(question, f"覆盖率已有80%，{aim}85%以上。")
    assert not is_only_aimed_at(f"{now}的目标是多少？", aimed)
    assert not is_only_aimed_at(f"{now}由谁负责？", aimed)
    assert is_only_aimed_at(question, f"实现教育现代化，{aim}覆盖率85%以上。")
