"""Why a file was not read or the library not changed, in Chinese; the errors themselves are in English."""

from typing import Final

from chat.strings import Language

_CHINESE: Final = (
    ("but some of it may still be", "已经删除，不再引用；文件里可能还有残留，请看日志，再运行 yinju repair"),
    ("but a kept answer may still", "已经删除，不再引用；留存的问答里可能还有，请看日志，再运行 yinju remove"),
    ("kept quotes were removed, but", "留存的引文已经删去，但可能还有残留，请再删除一次"),
    ("not read within", "读它的时间太长，请拆成几个文件"),
    ("its reader stopped", "没有读完：内存不够，或者文件已损坏"),
    ("of memory; split it", "读它要的内存太多，请拆成几个文件"),
    ("pixels, at most", "图片太大，请缩小"),
    ("a picture of text", "是文字的图片，服务器上没有安装识别文字的部件（OCR）"),
    ("old or encrypted Office", "是旧版或加密的 Office 文件，请另存为不带密码的 DOCX、XLSX 或 PPTX"),
    ("which is not read", "这种格式不能读，请另存为 DOCX、XLSX、PPTX、PDF 或 HTML，压缩包请改用 ZIP"),
    ("needs a password", "有密码，请去掉密码再传"),
    ("cells, at most", "表格太大，请拆成几个文件"),
    ("unpacks to", "解压以后太大，或文件太多"),
    ("bytes, at most", "文件太大，请拆成几个文件"),
    ("locked by its seller", "有版权保护（DRM），不能读"),
    ("without a list of its chapters", "电子书里没有章节的清单，请重新取得一份"),
    ("packed with", "这种压缩格式不能读，请改用 ZIP"),
    ("would lead out of the ZIP", "ZIP 里的路径指向了外面，没有读"),
    ("is a link; left out", "ZIP 里的链接，没有读"),
    ("a ZIP inside a ZIP", "ZIP 里还有 ZIP，请先解开"),
    ("expected text to quote from", "里面没有文字"),
    ("a binary file", "不是文字，请先转成 UTF-8 的文本"),
    ("cut off inside a character", "文件不完整，在一个字中间断了，请重新取得一份"),
    ("some lines are UTF-8", "有的行是 UTF-8，有的行不是，请全部另存为 UTF-8"),
    ("save it as UTF-8", "认不出它的编码，请另存为 UTF-8"),
    ("damaged at byte", "认不出它的编码，请另存为 UTF-8"),
    ("a damaged", "文件已损坏，请重新取得一份"),
    ("is damaged", "文件已损坏，请重新取得一份"),
    ("damaged (", "文件已损坏，请重新取得一份"),
    ("expected a file name", "这个文件名不能用"),
    ("expected a file that ends in", "这种文件不能读"),
    ("expected files that end in", "里面没有能读的文件"),
    ("a second file of this name", "这次上传里有两个同名的文件"),
    ("a second document called", "有两篇同名的文档"),
    ("documents in one file", "一个文件里有几篇文档，只能用一篇来替换"),
    ("expected a file, found", "不是文件"),
    ("there is no such file", "没有这个文件"),
    ("cannot be read (", "读不出来"),
    ("another change is under way", "正在处理另一次改动，请稍后再试"),
    ("another process is writing", "另一个程序正在改动这个文库，请稍后再试"),
    ("make room on the disk", "磁盘写不进去，请先腾出空间"),
    ("cannot be used (", "文库现在不能写，请看服务器的日志"),
    ("cannot be written (", "文库现在不能写，请看服务器的日志"),
    ("expected names of its documents", "没有这篇文档，可能已经删除"),
    ("run `yinju", "文库需要修复，请看服务器的日志"),
    ("answers cannot be kept", "留存问答的文件不能写，请看服务器的日志"),
)  # fmt: skip
"""What an error says of its cause ▶ the same for a reader of Chinese; the first that fits."""


def chinese(error: str) -> str:
    """What an error says, in Chinese, behind the name that it begins with; as it is, when nothing fits.

    >>> chinese("坏.pdf: a damaged PDF; get it anew (Data format error)")
    '坏.pdf：文件已损坏，请重新取得一份'
    """
    for part, said in _CHINESE:
        at = error.find(part)
        if at >= 0:
            name, colon, _ = error[:at].rpartition(": ")
            return f"{name}：{said}" if colon else said
    return error


def reason(error: str, language: Language) -> str:
    """What an error says to a reader of this language."""
    return chinese(error) if language is Language.CHINESE else error


def both(error: str) -> str:
    """What an error says in both languages, for programs that show it to whom they do not know."""
    told = chinese(error)
    return error if told == error else f"{told} / {error}"
