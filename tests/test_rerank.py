"""A CrossEncoder takes the judge's place, through its library, without the network."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import NEWS, PairEncoder

from chat.answer import Answerer, Settings
from chat.ranking.rerank import Reranker
from index.build import build
from index.library import Library
from index.segment import Segmenter
from ingest.errors import ModelError

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore:.*:FutureWarning:transformers"
)


def write_model(folder: Path, labels: int = 1) -> str:
    """A tiny BERT of single characters with a random head."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    characters = sorted({c for d in NEWS for c in d.text} | set("新增多少学位治理什么河?？"))
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *filter(str.strip, characters)]
    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_text("\n".join(words), "utf-8")
    torch.manual_seed(5)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        num_labels=labels,
        initializer_range=0.5,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    return str(folder)


@pytest.fixture
def library(tmp_path: Path, segmenter: Segmenter) -> Iterator[Library]:
    build(tmp_path / "index", NEWS, PairEncoder(), segmenter)
    opened = Library(tmp_path / "index", PairEncoder(), segmenter)
    yield opened
    opened.close()


def test_the_order_and_probabilities_are_the_cross_encoders(
    library: Library, tmp_path: Path
) -> None:
    from sentence_transformers import CrossEncoder

    path = write_model(tmp_path / "model")
    oracle = CrossEncoder(path, device="cpu")
    answerer = Answerer(library, Settings(threshold=0.0, further=0.0), Reranker(path))
    answer = answerer.ask("新增多少学位？")
    assert answer.citations
    best = answer.citations[0]
    quotes = [
        library.document(hit.passage.document_id).quote(sentence)
        for hit in library.search("新增多少学位？", 12)
        for sentence in hit.passage.sentences
    ]
    scores = dict(
        zip(quotes, oracle.predict([("新增多少学位？", one) for one in quotes]), strict=True)
    )
    inside = [score for quote, score in scores.items() if quote in best.quote]
    assert best.score == pytest.approx(max(inside), abs=1e-4)
    assert answer.probability == pytest.approx(best.score)


def test_a_reranker_of_several_outputs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="one output, got 3"):
        Reranker(write_model(tmp_path / "three", labels=3))


@pytest.mark.parametrize("model", ["no-such/model-anywhere", "/no/such/folder", ""])
def test_an_unknown_reranker_is_a_model_error_that_says_what_to_do(model: str) -> None:
    with pytest.raises(ModelError, match=r"expected the folder.*got.*download"):
        Reranker(model)
