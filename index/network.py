"""A small transformer in one file, run by onnxruntime without torch, and the tokenizer that feeds it.

Both networks that ship, the encoder here and the reader in chat/, read the same pieces. A row is run
by itself: int8 arithmetic scales with everything that it is given at once, so that rows run together
would change one another, and the same text would not always have the same vector.
"""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ingest.errors import ModelError

# onnxruntime 1.32 would keep a number of this machine in the home folder, and notes to be sent elsewhere.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

BEGIN, PAD, END, UNKNOWN = range(4)
"""Numbers of the special pieces, the same in every model that is trained here."""
TOKENIZER = Path(__file__).parent / "model" / "tokenizer.json"
_SLOWER = ["SkipLayerNormFusion"]
"""What onnxruntime would join and then take eight times as long for: 1.6 of 11 ms of an excerpt."""
_MEND = "the model is damaged or incomplete: install or copy it again"


class Network:
    """An ONNX file that takes `ids` (1, pieces) int64 and gives one array.

    Raises ModelError when the file is missing, damaged or no such network.
    """

    def __init__(self, path: Path) -> None:
        import onnxruntime  # noqa: PLC0415  a tenth of a second that `yinju --help` need not wait for

        options = onnxruntime.SessionOptions()
        # One thread a row, and rows side by side, so that questions asked at once do not wait in line.
        options.intra_op_num_threads = 1
        self._workers = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="network")
        options.enable_cpu_mem_arena = True
        options.log_severity_level = 4
        try:
            self._session: Any = onnxruntime.InferenceSession(
                str(path),
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=_SLOWER,
            )
            names = [one.name for one in self._session.get_inputs()]
        except Exception as error:  # onnxruntime's own errors share no base class below Exception
            raise ModelError(
                f"expected a network in {path}, got {_first_line(error)}; {_MEND}"
            ) from error
        if names != ["ids"]:
            raise ModelError(f"expected a network of ids in {path}, got one of {names}; {_MEND}")

    def __call__(self, rows: Sequence[Sequence[int]]) -> list[NDArray[np.float32]]:
        """What the network gives for each row. *Shapes:* (pieces,) each ▶ as the network was made."""
        if len(rows) == 1:  # a question: not worth another thread
            return [self._one(rows[0])]
        return list(self._workers.map(self._one, rows))

    def _one(self, ids: Sequence[int]) -> NDArray[np.float32]:
        (found,) = self._session.run(None, {"ids": np.array([ids], dtype=np.int64)})
        result: NDArray[np.float32] = found[0]
        return result

    @property
    def shape(self) -> list[int | str]:
        """Shape of what it gives, rows first; a word stands for a length that varies."""
        return list(self._session.get_outputs()[0].shape)


def read_tokenizer(path: Path = TOKENIZER) -> Tokenizer:
    """The tokenizer of a file, without padding or truncation. Raises ModelError.

    >>> read_tokenizer().encode("长春新增岗位60万个").tokens
    ['▁', '长', '春', '新增', '岗位', '60', '万', '个']
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise ModelError(
            f"expected a tokenizer at {path}, got {_first_line(error)}; {_MEND}"
        ) from error
    try:
        tokenizer = Tokenizer.from_str(text)
    except Exception as error:  # tokenizers raises bare Exception
        raise ModelError(
            f"expected a tokenizer at {path}, got {_first_line(error)}; {_MEND}"
        ) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    # It would keep the last 10,000 texts, some 20 MB, and read none of them sooner than a new one.
    tokenizer.model._resize_cache(0)
    return tokenizer


def file_sha256(path: Path) -> str:
    """Hex digest of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
