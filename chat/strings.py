"""Words of the interface in Chinese (the default) and English; the documents are never translated."""

from enum import StrEnum
from typing import Final


class Language(StrEnum):
    """The languages that a visitor can choose; the value is also the HTML `lang` attribute."""

    CHINESE = "zh-CN"
    ENGLISH = "en"


def language(code: str | None) -> Language:
    """The language that a browser or an address names; Chinese when it names none of ours.

    >>> language("en-US"), language("zh"), language(None)
    (<Language.ENGLISH: 'en'>, <Language.CHINESE: 'zh-CN'>, <Language.CHINESE: 'zh-CN'>)
    """
    return Language.ENGLISH if (code or "").lower().startswith("en") else Language.CHINESE


STRINGS: Final[dict[Language, dict[str, str]]] = {
    Language.CHINESE: {
        "tagline": "只用原文回答，句句有出处",
        "welcome": "向文档提问",
        "welcome_detail": "答案全部是《{title}》里的原话，点开任何一句，都能回到它在原文中的位置。"
        "原文没有说的，会直接告诉你没有找到。",
        "welcome_many": "答案全部是这 {count} 篇文档里的原话，点开任何一句，都能回到它在原文中的位置。"
        "原文没有说的，会直接告诉你没有找到。",
        "examples": "不妨这样问",
        "placeholder": "输入问题，按回车",
        "question_label": "问题",
        "send": "提问",
        "restart": "重新开始",
        "language": "语言",
        "you_asked": "你问",
        "searching": "正在原文里查找……",
        "understood": "按这个问题查找：",
        "edit": "改一改，再问一次",
        "answered": "原文这样说",
        "doubt": "这段话未必回答了问题，请对照原文。",
        "differing": "两处说法不同：见第 {numbers} 条，请对照原文。",
        "section": "位置",
        "open": "在原文中查看",
        "original": "原文",
        "tidied": "整理后",
        "copy": "复制引文",
        "copied": "已复制",
        "selected": "已选中，请按 Ctrl+C",
        "wrong-quote": "引文不对",
        "helpful": "有帮助",
        "unhelpful": "没帮助",
        "should-answer": "应当有答案",
        "sent": "已记下，谢谢",
        "unsent": "未能送出",
        "stop": "停止",
        "stopped": "已停止，没有找完。",
        "retry": "再问一次",
        "export": "导出对话",
        "unanswered": "没有答成。",
        "open_label": "在原文中查看第 {number} 条引文",
        "seam": "（原文在此处断开）",
        "torn": "（原文此处中断）",
        "part": "（长句节选，全句请看原文）",
        "kind_title": "标题",
        "kind_heading": "小标题",
        "kind_paragraph": "正文",
        "kind_caption": "图片说明",
        "kind_note": "附注",
        "kind_row": "表格",
        "why": "为何找到",
        "matched": "对上的词：{words}",
        "matched_none": "没有相同的词",
        "counted": "按标题列出",
        "held": "按单元格列出",
        "lexical_rank": "字词排第 {rank}",
        "dense_rank": "语义排第 {rank}",
        "separator": "、",
        "refusal": "没有找到",
        "refusal_detail": "读到的句子都不足以回答这个问题。",
        "nearest": "相近但不是答案",
        "failed": "抱歉，出了点问题，这个问题没有答成。请再试一次。",
        "reader": "原文",
        "read": "阅读原文",
        "close": "关闭原文",
        "choose": "选择文档",
        "changed": "原文已更新，这条引文不在原来的位置了。",
        "no_address": "没有这个地址。",
        "no_document": "没有这篇文档，或者它已经移走了。",
        "unreachable": "原文暂时打不开，请检查连接后再试。",
        "unreached": "现在连接不上，没有答成。请检查网络后再试一次。",
        "permalink": "此回答的固定地址",
        "stale": "原文已更新：以上是当时留存的原话，现在的原文已不是这样。",
        "kept": "这是 {day} 的回答，按当时的原话留存（第 {generation} 版索引）。",
        "kept_versions": "所引文档的版本（sha256）：{versions}",
        "lost": "另有 {count} 条引文，所引文档已被删除，引文也一并删去了。",
        "no_record": "没有这条回答，或者已经过了留存的期限，或者已随它引用的文档删去。",
        "outline": "目录",
        "whole_page": "打开全文",
        "find": "在文中查找",
        "find_count": "第 {at} 处，共 {all} 处",
        "find_none": "文中没有这些字",
        "find_next": "下一处",
        "find_previous": "上一处",
        "onward": "（下文转至后面）",
        "ask_here": "在这篇文档里提问",
        "slow_down": "问得太快了，请稍等一会儿再问。",
        "busy": "现在提问的人太多，请过几秒再问。",
        "stopping": "服务正在停止，请稍后看看这件事是否已经做完，再试一次。",
        "too_large": "发送的内容太大。",
        "password_needed": "这里需要用户名和密码。",
    },
    Language.ENGLISH: {
        "tagline": "Answers in the document’s own words",
        "welcome": "Ask the document",
        "welcome_detail": "Every answer is quoted from 《{title}》. Open a quote to see where it stands. "
        "What the document does not say, it will not answer.",
        "welcome_many": "Every answer is quoted from these {count} documents. Open a quote to see where "
        "it stands. What they do not say, they will not answer.",
        "examples": "Try one of these",
        "placeholder": "Ask in Chinese, press Enter",
        "question_label": "Question",
        "send": "Ask",
        "restart": "Start again",
        "language": "Language",
        "you_asked": "You asked",
        "searching": "Looking through the document…",
        "understood": "Searched for:",
        "edit": "Edit it and ask again",
        "answered": "The document says",
        "doubt": "This may not be what was asked; compare the document.",
        "differing": "Two places differ: compare quotes {numbers}.",
        "section": "Section",
        "open": "Show in the document",
        "original": "As printed",
        "tidied": "Tidied",
        "copy": "Copy the quote",
        "copied": "Copied",
        "selected": "Selected, press Ctrl+C",
        "wrong-quote": "Wrong quote",
        "helpful": "Helpful",
        "unhelpful": "Not helpful",
        "should-answer": "There should be an answer",
        "sent": "Noted, thank you",
        "unsent": "Could not be sent",
        "stop": "Stop",
        "stopped": "Stopped before the end.",
        "retry": "Ask again",
        "export": "Save the conversation",
        "unanswered": "Not answered.",
        "open_label": "Show in the document: quote {number}",
        "seam": "(the print breaks here)",
        "torn": "(the print ends here)",
        "part": "(part of a longer sentence)",
        "kind_title": "Title",
        "kind_heading": "Heading",
        "kind_paragraph": "Text",
        "kind_caption": "Picture caption",
        "kind_note": "Note",
        "kind_row": "Table",
        "why": "Why it was found",
        "matched": "Matched words: {words}",
        "matched_none": "No word in common",
        "counted": "Listed from the headings",
        "held": "Listed by the cells",
        "lexical_rank": "no. {rank} by words",
        "dense_rank": "no. {rank} by meaning",
        "separator": ", ",
        "refusal": "Not found",
        "refusal_detail": "No sentence that was read answers this. "
        "The documents are in Chinese, and so must the question be.",
        "nearest": "Near, but not answers",
        "failed": "Sorry, something went wrong and this question was not answered. Please try again.",
        "reader": "The document",
        "read": "Read the document",
        "close": "Close the document",
        "choose": "Choose a document",
        "changed": "The document has changed; this quote no longer stands where it stood.",
        "no_address": "There is nothing at this address.",
        "no_document": "There is no such document, or it has been taken away.",
        "unreachable": "The document cannot be opened right now; check the connection and try again.",
        "unreached": "There is no connection right now, and no answer came. Check the network and try again.",
        "permalink": "Link to this answer",
        "stale": "The document has changed: these are the words as they were kept then; "
        "it does not say this there now.",
        "kept": "An answer of {day}, kept in the words of that day (index no. {generation}).",
        "kept_versions": "Versions of the documents quoted (sha256): {versions}",
        "lost": "{count} more quotes went when the document that they quoted was deleted.",
        "no_record": "There is no such answer, or it is no longer kept, or it went with what it quoted.",
        "outline": "Contents",
        "whole_page": "Open as a page",
        "find": "Find in the text",
        "find_count": "{at} of {all}",
        "find_none": "Not in the text",
        "find_next": "Next",
        "find_previous": "Previous",
        "onward": "(continued further on)",
        "ask_here": "Ask this document",
        "slow_down": "That was too fast; please wait a moment and ask again.",
        "busy": "Too many people are asking right now; please ask again in a few seconds.",
        "stopping": "The server is stopping; please see later whether this was done, and try again.",
        "too_large": "What was sent is too large.",
        "password_needed": "A user name and a password are needed here.",
    },
}


def one_of(message: str, language: Language) -> str:
    """The half of a message in both languages, as errors have them, that is in this one.

    >>> one_of("请输入问题。 The question is empty.", Language.ENGLISH)
    'The question is empty.'
    >>> one_of("请输入问题。", Language.ENGLISH)
    '请输入问题。'
    """
    chinese, end, english = message.partition("。 ")
    if not end:
        return message
    return english if language is Language.ENGLISH else chinese + "。"


def text(key: str, language: Language, **values: str | int) -> str:
    """An interface string, with its `{names}` filled in. Raises KeyError for one that is not there.

    The result is plain text: whoever puts it into HTML escapes it, `values` included.

    >>> text("dense_rank", Language.CHINESE, rank=2)
    '语义排第 2'
    """
    return STRINGS[language][key].format(**values)
