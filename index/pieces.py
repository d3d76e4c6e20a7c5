"""Text ▶ pieces ▶ rows of numbers: what all networks that ship read.

The tokenizer cuts text into pieces, the table has a row for each, as it is before its neighbours are
looked at. It is the largest part of a small transformer, so the encoder, the reader and the meeting share it.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from index.network import Network, first_line
from index.types import Vectors
from ingest.errors import ModelError
from ingest.model_files import MEND, read_model

BEGIN, PAD, END, UNKNOWN = range(4)
"""Numbers of the special pieces, the same in every model that is trained here."""
MODEL = Path(__file__).parent / "model"


class Pieces:
    """The tokenizer and the table in `folder`. Raises ModelError."""

    def __init__(self, folder: Path = MODEL) -> None:
        self.files = (folder / "table.onnx", folder / "tokenizer.json")
        self._table = Network(self.files[0], takes="ids")
        self.tokenizer = read_tokenizer(self.files[1])

    def rows(self, cut: Sequence[Sequence[int]]) -> list[Vectors]:
        """The table's rows of the pieces of each text. *Shapes:* (pieces,) each ▶ (pieces, dim) each."""
        return self._table([np.array(ids, dtype=np.int64) for ids in cut])


@cache
def bundled_pieces() -> Pieces:
    """Those that come with the package, read once. Raises ModelError."""
    return Pieces()


def read_tokenizer(path: Path = MODEL / "tokenizer.json") -> Tokenizer:
    """The tokenizer of a file, without padding or truncation. Raises ModelError.

    >>> read_tokenizer().encode("长春新增岗位60万个").tokens
    ['▁', '长', '春', '新增', '岗位', '60', '万', '个']
    """
    content = read_model(path, "a tokenizer")
    try:
        tokenizer = Tokenizer.from_buffer(content)
    except Exception as error:  # tokenizers raises bare Exception
        raise ModelError(
            f"expected a tokenizer at {path}, got {first_line(error)}; {MEND}"
        ) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    # It would keep the last 10,000 texts, some 20 MB, and read none of them sooner than a new one.
    tokenizer.model._resize_cache(0)
    return tokenizer
