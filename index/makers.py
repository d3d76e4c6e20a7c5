"""What made an index: vectors of two models, or terms of two segmenters, must never mix."""

from dataclasses import dataclass
from pathlib import Path

from index.segment import Segmenter
from index.types import Encoder
from ingest.errors import LibraryForeign, LibraryMissing

_HELP = "with what made it, or `yinju build` your documents with what you want"


@dataclass(frozen=True, slots=True)
class Makers:
    """The model and the segmenter of an index."""

    encoder: str
    encoder_sha256: str
    dim: int
    segmenter: str
    dictionary: str

    def cut(self) -> Segmenter:
        """The segmenter that made the index, as it is installed now."""
        return Segmenter(self.dictionary, self.segmenter.split()[0])


def makers_of(encoder: Encoder, segmenter: Segmenter) -> Makers:
    """What these two would make."""
    return Makers(encoder.name, encoder.sha256, encoder.dim, segmenter.name, segmenter.dictionary)


def check_makers(
    folder: Path, makers: Makers | None, encoder: Encoder | None, segmenter: Segmenter
) -> Makers:
    """The makers of an index that `encoder` and `segmenter` may be used with.

    Raises LibraryMissing when nothing made it yet, LibraryForeign when others did.
    """
    if makers is None:
        raise LibraryMissing(f"{folder}: the index is empty; run `yinju build` first")
    if encoder is not None and (makers.encoder_sha256, makers.dim) != (encoder.sha256, encoder.dim):
        raise LibraryForeign(
            f"{folder}: made with the model {makers.encoder!r} ({makers.encoder_sha256[:12]}), "
            f"asked with {encoder.name!r} ({encoder.sha256[:12]}); run `yinju build` with the "
            "model that you want"
        )
    if makers.segmenter != segmenter.name:
        raise LibraryForeign(
            f"{folder}: made with the segmenter {makers.segmenter}, asked with {segmenter.name}; "
            "run `yinju repair` to cut the words again"
        )
    return makers
