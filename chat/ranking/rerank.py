"""Another judge of sentences: any CrossEncoder of sentence-transformers, by --reranker NAME.

It reads a question and a sentence together, as the bundled reader does, but is usually far
larger, and slower. Nothing is downloaded: `model` is a
folder, or a name that the library has in its cache.
"""

import warnings

from ingest.errors import ModelError


class Reranker:
    """A CrossEncoder with one output, whose sigmoid says how well a text answers a question.

    Raises ModelError when it cannot be loaded or has another number of outputs.
    """

    def __init__(self, model: str) -> None:
        if not model.strip():
            raise ModelError(_cannot_load(model, "an empty name"))
        with warnings.catch_warnings():  # the library's imports warn, and are not ours to mend
            warnings.simplefilter("ignore")
            try:
                from sentence_transformers import CrossEncoder  # noqa: PLC0415 takes seconds
                from torch.nn import Sigmoid  # noqa: PLC0415

                self._model = CrossEncoder(model, local_files_only=True, device="cpu")
            except ModuleNotFoundError as error:
                raise ModelError(
                    _cannot_load(model, f"{error}; run pip install 'yinju[models]'")
                ) from error
            except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
                reason = next(iter(str(error).splitlines()), "")
                raise ModelError(_cannot_load(model, reason)) from error
        if self._model.num_labels != 1:
            raise ModelError(
                f"expected a reranker with one output, got {self._model.num_labels} of {model!r}; "
                "choose a CrossEncoder that was trained to score passages"
            )
        self._sigmoid = Sigmoid()

    def probabilities(self, question: str, texts: list[str]) -> list[float]:
        """How well each text answers, 0 to 1."""
        if not texts:
            return []
        pairs = [(question, text) for text in texts]
        found = self._model.predict(pairs, activation_fn=self._sigmoid, show_progress_bar=False)
        return [float(one) for one in found]


def _cannot_load(model: str, reason: str) -> str:
    return (
        "expected the folder of a sentence-transformers CrossEncoder, or the name of one in the "
        f"local cache, got {model!r}, which cannot be loaded offline ({reason}); download it once "
        "with `hf download`, or give its folder"
    )
