"""The base model cut to size for Chinese: a vocabulary, a tokenizer, and a network to go on training.

Most of the base model is the embedding of 250,000 pieces in a hundred languages. Of those only the
pieces are kept that Chinese text uses, so that a quarter of the weights is left; every Chinese character
that the base model knows stays, for names.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import torch
from tokenizers import Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.normalizers import Replace
from tokenizers.pre_tokenizers import Metaspace
from transformers import BertConfig, BertModel

from index.pieces import PAD, UNKNOWN
from training.base_model import BaseModel

_CHARACTER = re.compile("▁?[\u3400-\u9fff]|[\x20-\x7e\u00b0-\u00ff\u2000-\u30ff]")
_BATCH = 2000
LOWER = 4
"""Layers of the encoder that stay as the base model has them."""
_NAMES = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}


def tokenizer(base: BaseModel, kept: Sequence[int]) -> Tokenizer:
    """A Unigram tokenizer of the kept pieces, for folded text; it adds no special pieces."""
    made = Tokenizer(Unigram([(base.pieces[i], base.scores[i]) for i in kept], unk_id=UNKNOWN))
    made.normalizer = Replace(Regex(" {2,}"), " ")
    made.pre_tokenizer = Metaspace("▁", prepend_scheme="always", split=False)
    return made


def kept_pieces(base: BaseModel, texts: Iterable[list[str]], least: int) -> list[int]:
    """Numbers of the pieces that the texts use `least` times, and of all single characters."""
    whole = tokenizer(base, range(len(base.pieces)))
    counts: Counter[int] = Counter()
    for batch in texts:
        for start in range(0, len(batch), _BATCH):
            for found in whole.encode_batch_fast(batch[start : start + _BATCH]):
                counts.update(found.ids)
    return [
        number
        for number, piece in enumerate(base.pieces)
        if number <= UNKNOWN or counts[number] >= least or _CHARACTER.fullmatch(piece)
    ]


def kept_by(tokenizer: Tokenizer, base: BaseModel) -> list[int]:
    """Numbers in the base model of a cut tokenizer's pieces, in its order."""
    numbers = {piece: number for number, piece in reversed(list(enumerate(base.pieces)))}
    return [numbers[piece] for piece in _in_order(tokenizer)]


def _in_order(tokenizer: Tokenizer) -> list[str]:
    return sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().__getitem__)


def network(base: BaseModel, kept: Sequence[int], layers: int) -> BertModel:
    """The kept pieces and the first `layers` layers of the base model, as a network of torch."""
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=base.width,
        num_hidden_layers=layers,
        num_attention_heads=base.heads,
        intermediate_size=base.inner,
        max_position_embeddings=len(base.weights["emb.pos"]),
        layer_norm_eps=base.epsilon,
        attn_implementation="sdpa",
    )
    made = BertModel(config, add_pooling_layer=False)
    weights = {
        "embeddings.word_embeddings.weight": base.weights["emb.word"][list(kept)],
        "embeddings.position_embeddings.weight": base.weights["emb.pos"],
        "embeddings.token_type_embeddings.weight": base.weights["emb.type"].reshape(2, -1),
        "embeddings.LayerNorm.weight": base.weights["emb.ln.w"],
        "embeddings.LayerNorm.bias": base.weights["emb.ln.b"],
    }
    for layer in range(layers):
        for name, short in _NAMES.items():
            for kind, letter in (("weight", "w"), ("bias", "b")):
                key = f"encoder.layer.{layer}.{name}.{kind}"
                weights[key] = base.weights[f"l{layer}.{short}.{letter}"]
    made.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})
    return made


def cut_off(body: BertModel, lower: int) -> torch.nn.ModuleList:
    """Leave a network its first `lower` layers, and give back the others."""
    upper = body.encoder.layer[lower:]
    body.encoder.layer = body.encoder.layer[:lower]
    return upper


def padded(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of piece numbers and which of them are there. *Shapes:* (rows, longest) each, int64."""
    ids = torch.full((len(rows), max(map(len, rows))), PAD)
    mask = torch.zeros_like(ids)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = torch.tensor(row)
        mask[place, : len(row)] = 1
    return ids, mask
