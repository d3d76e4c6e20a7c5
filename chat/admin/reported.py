"""Reports ▶ what the page and the export show of them: the words that were meant, if they still stand there."""

from collections.abc import Sequence
from urllib.parse import urlencode

from chat.admin.pages import Reported
from chat.keeping.kept import Report
from chat.render import document_key, fingerprint
from chat.strings import Language
from chat.web.pages import spans_of
from index.library import Library


def reported(
    said: Sequence[tuple[str, int, Report]], library: Library, language: Language
) -> list[Reported]:
    """What was said, each with the words of its quote as the library holds them now, and their address;
    where others stand now, without them."""
    names = {document_key(name): name for name in library.titles()}
    found = []
    for day, count, report in said:
        words = address = ""
        if report.document in names and report.at:
            document = library.document(names[report.document])
            spans = spans_of(report.at, document)
            if spans and fingerprint(document.quote(spans)) == report.words:
                words = document.quote(spans)
                query = urlencode({"at": report.at, "words": report.words, "lang": language.value})
                address = f"/d/{report.document}?{query}#cited"
        changed = bool(report.at) and not words
        found.append(Reported(day, count, report, words, address, changed))
    return found
