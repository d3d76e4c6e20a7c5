"""The description of the programs' interface, /openapi.json ▶ a page that people can read, without a script."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from chat.render import escape
from chat.strings import Language
from chat.web.pages import home_html, plain_page

_CODE, _AS_CODE = re.compile("`([^`]*)`"), r"<code>\1</code>"
_LIMITS = {"maxLength": "characters", "maxItems": "items"}


def endpoints_page(description: Mapping[str, Any], language: Language) -> str:
    """Every address of an OpenAPI 3.1 description: what it does, takes and answers. The words are those of
    the description, which is in English."""
    parts = "".join(_operations(description))
    return plain_page(
        "API – 引据",
        language,
        f'<header>{home_html(language)}</header><main class="kept endpoints" lang="en"><h1>API</h1>'
        '<p>The same for programs: <a href="/openapi.json">/openapi.json</a></p>'
        f"{parts}</main>",
        attributes=' class="auto"',
    )


def _operations(description: Mapping[str, Any]) -> Iterator[str]:
    known = description.get("components", {}).get("schemas", {})
    for path, methods in description["paths"].items():
        for method, one in methods.items():
            told = [one[key] for key in ("summary", "description") if key in one]
            said = "".join(f"<p>{_CODE.sub(_AS_CODE, escape(words))}</p>" for words in told)
            takes = [
                (parameter["name"], _kind(parameter["schema"], known), parameter["required"])
                for parameter in one.get("parameters", [])
            ]
            for form, content in one.get("requestBody", {}).get("content", {}).items():
                said += f"<p>Takes <code>{escape(form)}</code>:</p>"
                takes.extend(_fields(content["schema"], known))
            rows = "".join(
                f"<dt><code>{escape(name)}</code></dt><dd>{escape(kind)}{', required' * needed}</dd>"
                for name, kind, needed in takes
            )
            answers = "".join(
                f"<dt>{escape(code)}</dt><dd>{escape(answer['description'])}</dd>"
                for code, answer in one["responses"].items()
            )
            yield (
                f"<section><h2><code>{method.upper()} {escape(path)}</code></h2>{said}"
                f"{f'<dl>{rows}</dl>' if rows else ''}<p>Answers:</p><dl>{answers}</dl></section>"
            )


def _fields(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Name, kind and necessity of what a body holds."""
    whole = known[_name(schema)] if "$ref" in schema else schema
    for name, one in whole.get("properties", {}).items():
        yield name, _kind(one, known), name in whole.get("required", [])


def _kind(schema: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """What a value is, in words.

    >>> _kind({"type": "array", "items": {"type": "string"}, "maxItems": 20}, {})
    'list of string, at most 20 items'
    """
    whole = known[_name(schema)] if "$ref" in schema else schema
    if "enum" in whole:
        return " | ".join(whole["enum"])
    kind = str(whole.get("type", "any"))
    if kind == "array":
        kind = f"list of {_kind(whole['items'], known)}"
    limits = [f"at most {whole[key]} {unit}" for key, unit in _LIMITS.items() if key in whole]
    return ", ".join([kind, *limits])


def _name(schema: Mapping[str, Any]) -> str:
    return str(schema["$ref"]).rpartition("/")[2]
