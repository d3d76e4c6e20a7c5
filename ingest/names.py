"""The bytes of a file's name ▶ the name that its document goes by."""

import os


def decoded(raw: bytes) -> str:
    """A name as text: UTF-8, else GB18030 as Chinese Windows writes it, else with \\xff for a byte that
    is neither, so that names that differ go on to differ.

    >>> decoded("岗位.txt".encode("gb18030")), decoded(b"a\\xff.txt")
    ('岗位.txt', 'a\\\\xff.txt')
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def readable(name: str) -> str:
    """A path as it can be written down: Python keeps bytes of one that are not UTF-8 as halves of
    surrogate pairs, which no file and no page can hold. Each part of it may be in another encoding.

    >>> readable("民生/" + os.fsdecode("岗位.txt".encode("gb18030")))
    '民生/岗位.txt'
    """
    return "/".join(decoded(part) for part in os.fsencode(name).split(b"/"))
