"""Cut the base model's pieces to Chinese: index/model's tokenizer.json and table.onnx.

    python -m training.make_encoder --base e5-small-q4.bin --data DIR

DIR holds the texts that training/corpora.py names; they decide which pieces are kept. Nothing is trained here;
training/train_encoder.py goes on from it.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from index.pieces import MODEL
from training.base_model import read_base_model
from training.corpora import articles, lay_questions, reading
from training.export import export_table
from training.keep import keep
from training.network import kept_pieces, network, tokenizer

LEAST = 5
"""Times that the texts must use a piece for it to be kept."""


def texts(data: Path) -> Iterator[list[str]]:
    """All text of the sets, folded."""
    for source in ("news", "broadcast", "laws"):
        yield [f"{one.title} {''.join(one.sentences)}" for one in articles(data, source)]
    sets = [reading(data / "qa" / f"{n}.json") for n in ("drcd_dev", "drcd_test", "cmrc2018_trial")]
    for found in [*sets, lay_questions(data / "qa" / "stard_queries.json")]:
        yield ["".join(one) for one in found.paragraphs] + [one.text for one in found.questions]


def main() -> None:
    """Cut, quantise and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="see base_model.py")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=MODEL)
    options = parser.parse_args()
    base = read_base_model(options.base)
    kept = kept_pieces(base, texts(options.data), LEAST)
    body = network(base, kept, layers=0)
    keep(options.out / "tokenizer.json", tokenizer(base, kept).to_str(pretty=True).encode())
    export_table(body.embeddings.word_embeddings, options.out / "table.onnx")
    print(f"{len(kept)} of {len(base.pieces)} pieces")


if __name__ == "__main__":
    main()
