"""The admin's pages: signing in, 运营 (how the library is used), 文库 (what is in it)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from chat.admin.words import say
from chat.keeping.kept import Count, Report, Verdict
from chat.render import escape
from chat.strings import Language
from chat.web.pages import plain_page

MOST_FILES = 20
MOST_BYTES = 50_000_000
"""Files, and bytes of all of them, in one upload."""

_MOST_TYPED = 3
"""Ways in which a question was typed, shown below it."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A report for the page: `words` are those of its quote, `address` opens them, both "" without one;
    `changed` says that other words stand there now."""

    day: str
    count: int
    report: Report
    words: str = ""
    address: str = ""
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Shelved:
    """A document of the library: its key, name, title, passages and bytes."""

    key: str
    name: str
    title: str
    passages: int
    size: int


def sign_in_page(language: Language, message: str = "") -> str:
    """Where the token is typed. `message` is a key of the words, "" for none."""
    said = f'<p class="notice" role="alert">{say(message, language)}</p>' if message else ""
    return _page(
        "sign_in",
        language,
        f'{said}<form class="sign" method="post" action="{_to("/admin/enter", language)}">'
        f'<label for="token">{say("token", language)}</label>'
        '<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>'
        f"<button>{say('enter', language)}</button></form>",
    )


def use_page(
    language: Language,
    form_token: str,
    totals: Mapping[str, int] | None,
    reports: Sequence[Reported] = (),
    asked: Sequence[Count] = (),
    refused: Sequence[Count] = (),
) -> str:
    """What was asked and said; `totals` is None when nothing is kept."""
    if totals is None:
        body = f'<p class="notice">{say("no_records", language)}</p>'
        return _page("use", language, body, form_token)
    counted = say("totals", language, asked=totals["asked"], refused=totals["refused"])
    said = say(
        "said",
        language,
        wrong=totals[Verdict.WRONG],
        helpful=totals[Verdict.HELPFUL],
        unhelpful=totals[Verdict.UNHELPFUL],
        should=totals[Verdict.SHOULD_ANSWER],
    )
    return _page(
        "use",
        language,
        f"<p>{counted} {said}</p>"
        f'<p><a class="action" href="/admin/use.jsonl" download>{say("export", language)}</a></p>'
        + _listed("reports", [_reported(one, language) for one in reports], language)
        + _listed("most_refused", [_counted(one, language) for one in refused], language)
        + _listed("most_asked", [_counted(one, language) for one in asked], language),
        form_token,
    )


def library_page(language: Language, form_token: str, documents: Sequence[Shelved]) -> str:
    """The documents, with what can be done with each, and a way to bring others."""
    limits = say("files", language, count=MOST_FILES, size=MOST_BYTES // 1_000_000)
    rows = []
    for one in documents:
        replace = say("replace_with", language, title=one.title)
        remove = _to(f"/admin/remove/{one.key}", language)
        rows.append(
            f'<h3><a href="/d/{one.key}"><bdi lang="zh-CN">{escape(one.title)}</bdi></a></h3>'
            f"<p><bdi>{escape(one.name)}</bdi> · {say('passages', language, count=one.passages)} · "
            f"{say('kilobytes', language, count=-(-one.size // 1000))}</p>"
            f"<details><summary>{say('replace', language)}</summary>"
            f"{_upload(f'/admin/replace/{one.key}', language, form_token)}"
            f'<label>{replace}<input type="file" name="files" required></label>'
            f"<button>{say('replace', language)}</button></form></details>"
            f'<p><a class="action" href="{remove}">{say("remove", language)}</a></p>'
        )
    return _page(
        "library",
        language,
        f"<section><h2>{say('upload', language)}</h2>{_upload('/admin/add', language, form_token)}"
        f'<label>{limits}<input type="file" name="files" multiple required></label>'
        f'<label class="tick"><input type="checkbox" name="replace" value="yes">'
        f"{say('replace_same', language)}</label>"
        f"<button>{say('send', language)}</button></form></section>"
        + _listed("library", rows, language, say("count", language, count=len(rows))),
        form_token,
    )


def remove_page(language: Language, form_token: str, document: Shelved) -> str:
    """Asks whether a document is really to be removed."""
    ask = say("remove_ask", language, title=document.title)
    return _page(
        "remove",
        language,
        f"<p>{ask}</p><p><bdi>{escape(document.name)}</bdi></p>"
        f'<form method="post" action="{_to(f"/admin/remove/{document.key}", language)}">'
        f"{_hidden(form_token)}<button>{say('remove_yes', language)}</button> "
        f'<a class="action" href="{_to("/admin/library", language)}">{say("cancel", language)}</a></form>',
        form_token,
    )


def done_page(
    language: Language, form_token: str, lines: Sequence[str], heading: str = "done"
) -> str:
    """What came of a change, line for line; `lines` are plain text."""
    said = "".join(f"<li><bdi>{escape(line)}</bdi></li>" for line in lines)
    return _page(
        heading,
        language,
        f'<ul class="receipt" role="status">{said}</ul>'
        f'<p><a class="action" href="{_to("/admin/library", language)}">{say("back", language)}</a></p>',
        form_token,
    )


def _reported(one: Reported, language: Language) -> str:
    words = f'<blockquote lang="zh-CN">{escape(one.words)}</blockquote>' if one.words else ""
    links = [f'<a href="{escape(one.address)}">{say("open", language)}</a>'] if one.address else []
    if one.changed:
        links.append(say("changed", language))
    said = [
        say(one.report.verdict.value, language),
        say("times", language, count=one.count),
        escape(one.day),
        *links,
    ]
    return f"<h3>{_question(one.report.question)}</h3>{words}<p>{' · '.join(said)}</p>"


def _counted(one: Count, language: Language) -> str:
    said = say("times", language, count=one.asked)
    if one.refused:
        said += f" · {say('refused', language, count=one.refused)}"
    typed = "".join(
        f"<p>{say('typed', language)} {_question(other)}</p>" for other in one.typed[:_MOST_TYPED]
    )
    return f"<h3>{_question(one.question)}</h3>{typed}<p>{said}</p>"


def _question(question: str) -> str:
    return f'<bdi lang="zh-CN">{escape(question)}</bdi>'


def _listed(heading: str, rows: Sequence[str], language: Language, said: str = "") -> str:
    inside = "".join(f"<li>{row}</li>" for row in rows)
    body = f'<ul class="rows">{inside}</ul>' if rows else f"<p>{say('nothing', language)}</p>"
    return f"<section><h2>{say(heading, language)} <small>{said}</small></h2>{body}</section>"


def _upload(path: str, language: Language, form_token: str) -> str:
    """The beginning of a form that sends files."""
    return (
        f'<form class="upload" method="post" enctype="multipart/form-data" action="{_to(path, language)}">'
        f"{_hidden(form_token)}"
    )


def _hidden(form_token: str) -> str:
    return f'<input type="hidden" name="form_token" value="{escape(form_token)}">'


def _to(path: str, language: Language) -> str:
    return f"{quote(path)}?lang={language.value}"


def _page(heading: str, language: Language, body: str, form_token: str = "") -> str:
    """A page with its bar; whoever has signed in (has a `form_token`) can go to the others and leave."""
    other = Language.ENGLISH if language is Language.CHINESE else Language.CHINESE
    bar = '<a class="home" href="/">引据</a>'
    if form_token:
        links = "".join(
            f'<a href="{_to(f"/admin/{one}", language)}"'
            f"{' aria-current=page' if one == heading else ''}>{say(one, language)}</a>"
            for one in ("use", "library")
        )
        # What came of a form stands at an address that cannot be opened again.
        here = "/admin/library" if heading in ("done", "receipt") else ""
        bar += (
            f'<nav>{links}<a href="{here}?lang={other.value}" lang="{other.value}">'
            f"{'English' if other is Language.ENGLISH else '中文'}</a></nav>"
            f'<form method="post" action="{_to("/admin/leave", language)}">{_hidden(form_token)}'
            f"<button>{say('leave', language)}</button></form>"
        )
    title = say(heading, language)
    return plain_page(
        f"{title} – 引据",
        language,
        f'<header>{bar}</header><main class="admin"><h1>{title}</h1>{body}</main>',
    )
