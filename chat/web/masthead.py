"""What stands around a conversation: the name of the page, its welcome, the line above the examples."""

from chat.render import escape
from chat.strings import Language, text


def masthead_html(language: Language) -> str:
    """The name of the page, and what it promises; besides, what asking.js says in its language."""
    said = "".join(
        f' data-{key}="{_say(key, language)}"' for key in ("searching", "unreached", "failed")
    )
    return (
        f'<div class="masthead" lang="{language}"{said}><h1 lang="zh-CN">引据</h1>'
        f"<p>{_say('tagline', language)}</p></div>"
    )


def hint_html(language: Language) -> str:
    """What stands above the example questions."""
    return f'<p class="hint" lang="{language}">{_say("examples", language)}</p>'


def welcome_html(titles: list[str], language: Language) -> str:
    """What an empty conversation shows: what this is, and what it answers from.

    >>> '《<bdi lang="zh-CN">岗位</bdi>》' in welcome_html(["岗位"], Language.CHINESE)
    True
    """
    if len(titles) == 1:
        title = f'<bdi lang="zh-CN">{escape(titles[0])}</bdi>'
        detail = _say("welcome_detail", language, title="\n").replace("\n", title)
    else:
        detail = _say("welcome_many", language, count=len(titles))
    return f'<div class="welcome"><h2>{_say("welcome", language)}</h2><p>{detail}</p></div>'


def _say(key: str, language: Language, **values: str | int) -> str:
    return escape(text(key, language, **values))
