"""Documents go for good: from the library, and their quotes from what is kept of answers."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from chat.keeping.records import Records
from index.change import absent, remove
from index.receipt import Receipt
from index.segment import Segmenter
from ingest.errors import LibraryError, NotMadeSure, RecordsError


def remove_for_good(
    folder: Path, names: Sequence[str], segmenter: Segmenter, records: Records | None
) -> tuple[Receipt, int | None]:
    """Remove documents from the index in `folder` and their quotes from `records`: the receipt, and how
    many kept quotes went, None when nothing is kept.

    Raises LibraryError or RecordsError when the library is as it was; NotMadeSure when the documents are
    removed, but not all that follows could be done, with what is left to do.
    """
    missing = absent(folder, names)
    # Before: if this stops half way, nothing is left behind. Where a name is not there nothing will be
    # removed, and only what may be left of that name, by a removal that stopped half way, goes.
    forgotten = _forget(records, missing or names)
    try:
        receipt = remove(folder, names, segmenter)
    except NotMadeSure:
        with suppress(RecordsError):  # what is to be mended first is told already
            _forget(records, names)
        raise
    except LibraryError as error:
        if forgotten is None:
            raise
        whose = "what is not there" if missing else "what was named"
        raise type(error)(
            f"{error}; kept quotes of {whose}: {forgotten} removed, none left"
        ) from error
    try:
        late = _forget(records, names)  # and what was answered meanwhile
    except RecordsError as error:
        said = ", ".join(map(repr, names))
        raise NotMadeSure(
            f"{said} removed and quoted no more, but a kept answer may still quote it ({error}); when that "
            "is mended, run `yinju remove` with the same names once more"
        ) from error
    return receipt, None if forgotten is None or late is None else forgotten + late


def _forget(records: Records | None, names: Sequence[str]) -> int | None:
    return None if records is None else sum(records.forget(one) for one in names)
