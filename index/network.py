"""A small transformer, or a part of one, in a file that onnxruntime runs without torch.

A row is run by itself: int8 arithmetic scales with everything that it is given at once, so that rows run
together would change one another, and the same text would not always have the same vector.
"""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelError
from ingest.model_files import MEND, check_model

# onnxruntime 1.32 would keep a number of this machine in the home folder, and notes to be sent elsewhere.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

_SLOWER = ["SkipLayerNormFusion"]
"""What onnxruntime would join and then take eight times as long for: 1.6 of 11 ms of an excerpt."""


class Network:
    """An ONNX file that takes one array, (1, pieces, …), by the name `takes`, and gives one.

    Raises ModelError when the file is missing, damaged or no such network.
    """

    def __init__(self, path: Path, takes: str = "rows") -> None:
        import onnxruntime  # noqa: PLC0415  a tenth of a second that `yinju --help` need not wait for

        options = onnxruntime.SessionOptions()
        # One thread a row, and rows side by side, so that questions asked at once do not wait in line.
        options.intra_op_num_threads = 1
        self._workers = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="network")
        options.enable_cpu_mem_arena = True
        # Without it sums of bytes overflow on a processor that has no instruction for them (VNNI), and the same
        # question is answered otherwise there.
        options.add_session_config_entry("session.x64quantprecision", "1")
        options.log_severity_level = 4
        self._takes = takes
        check_model(path, "a network")
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
                f"expected a network in {path}, got {first_line(error)}; {MEND}"
            ) from error
        if names != [takes]:
            raise ModelError(f"expected a network of {takes} in {path}, got one of {names}; {MEND}")

    def __call__(self, arrays: Sequence[NDArray[Any]]) -> list[NDArray[np.float32]]:
        """What the network gives for each. *Shapes:* (pieces, …) each ▶ as the network was made."""
        if len(arrays) == 1:  # a question: not worth another thread
            return [self._one(arrays[0])]
        # the longest first, so that no thread begins one when the others have nothing left to do
        order = sorted(range(len(arrays)), key=lambda at: -len(arrays[at]))
        found = self._workers.map(self._one, [arrays[at] for at in order])
        return [rows for _, rows in sorted(zip(order, found, strict=True), key=lambda one: one[0])]

    def _one(self, array: NDArray[Any]) -> NDArray[np.float32]:
        (found,) = self._session.run(None, {self._takes: array[None]})
        result: NDArray[np.float32] = found[0]
        return result

    @property
    def shape(self) -> list[int | str]:
        """Shape of what it gives, rows first; a word stands for a length that varies."""
        return list(self._session.get_outputs()[0].shape)


def file_sha256(path: Path) -> str:
    """Hex digest of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def first_line(error: BaseException) -> str:
    """What an error says first, or its name."""
    return next(iter(str(error).splitlines()), type(error).__name__)
