"""Vectors in which words of the same company are near: 堵车 beside 拥堵, 贪污 beside 受贿.

Positive pointwise mutual information of neighbouring words, factored by a singular value
decomposition: Levy and Goldberg 2014, "Neural Word Embedding as Implicit Matrix Factorization",
with contexts smoothed by 0.75 (Levy, Goldberg and Dagan 2015) and the randomised decomposition of
Halko, Martinsson and Tropp 2011. It takes minutes, and gives training a start that in-batch
negatives would need hours for.
"""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from training.pairs import Tokens

REACH = 5
FREQUENT = 2.5
_EXTRA = 30
_ROUNDS = 3


def meaning_vectors(
    sentences: Tokens, idf: NDArray[np.float32], dim: int, seed: int
) -> NDArray[np.float32]:
    """Centred unit vectors, zero for a token without company. *Shape:* (len(idf), dim)."""
    association = _association(_neighbours(sentences, idf))
    rng = np.random.default_rng(seed)
    found = rng.standard_normal((len(idf), dim + _EXTRA), dtype=np.float32)
    for _ in range(_ROUNDS):
        found = np.linalg.qr(association @ (association.T @ found))[0].astype(np.float32)
    left, values, _ = np.linalg.svd((association.T @ found).T, full_matrices=False)
    # The first direction only says how frequent a word is.
    vectors = (found @ left)[:, 1 : dim + 1] * np.sqrt(values[1 : dim + 1])
    vectors = _unit(vectors)
    known = np.linalg.norm(vectors, axis=1, keepdims=True) > 0
    return np.where(known, _unit(vectors - vectors[known[:, 0]].mean(axis=0)), 0).astype(np.float32)


def with_meaning(
    table: NDArray[np.float32], meaning: NDArray[np.float32], dim: int, share: float
) -> NDArray[np.float32]:
    """The table with `dim` more columns: each token's meaning, as long as `share` of its own vector.

    Trained vectors of two tokens are nearly orthogonal, which finds names; those of meaning are near
    for words of the same company, which finds other words. The cosine of means over both is the
    weighted sum of the two. *Shapes:* table (tokens, n), meaning (tokens, m ≥ dim) ▶ (tokens, n + dim).
    """
    values, directions = np.linalg.eigh(meaning.T @ meaning)
    widest = directions[:, np.argsort(-values)[:dim]]
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    short = _unit((meaning @ widest).astype(np.float32))
    return np.hstack([table, share * lengths * short]).astype(np.float32)


def topics_of(
    sentences: Tokens,
    first: NDArray[np.int64],
    vectors: NDArray[np.float32],
    count: int,
    seed: int,
) -> NDArray[np.int64]:
    """A topic for each article, by spherical k-means of its first sentences' mean vectors.

    *Shapes:* first (articles + 1,), vectors (tokens, dim), the result (articles,).
    """
    ends = np.minimum(first[1:], first[:-1] + 8)
    found = np.zeros((len(ends), vectors.shape[1]), np.float32)
    for article, (begin, end) in enumerate(zip(first[:-1], ends, strict=True)):
        ids = sentences.ids[sentences.starts[begin] : sentences.starts[end]]
        if len(ids):
            found[article] = vectors[ids].sum(axis=0)
    found = _unit(found)
    rng = np.random.default_rng(seed)
    centres = found[rng.choice(len(found), min(count, len(found)), replace=False)]
    nearest = np.zeros(len(found), np.int64)
    for _ in range(8):
        for at in range(0, len(found), 20_000):
            nearest[at : at + 20_000] = (found[at : at + 20_000] @ centres.T).argmax(axis=1)
        members = sp.csr_matrix(
            (np.ones(len(found), np.float32), (nearest, np.arange(len(found)))),
            shape=(len(centres), len(found)),
        )
        centres = _unit(members @ found)
    return nearest


def _neighbours(sentences: Tokens, idf: NDArray[np.float32]) -> sp.csr_matrix:
    """How often two tokens stand within `REACH` of each other, the far half counted half.

    Tokens of more than one sentence pair in e^`FREQUENT` are left out before counting.
    """
    kept = idf[sentences.ids] > FREQUENT
    ids = sentences.ids[kept]
    sentence = np.repeat(np.arange(len(sentences)), np.diff(sentences.starts))[kept]
    counts = sp.csr_matrix((len(idf), len(idf)), dtype=np.float32)
    for distance in range(1, REACH + 1):
        same = sentence[:-distance] == sentence[distance:]
        left, right = ids[:-distance][same], ids[distance:][same]
        weight = np.full(len(left), 1.0 if 2 * distance <= REACH else 0.5, np.float32)
        counts = counts + sp.coo_matrix((weight, (left, right)), shape=counts.shape).tocsr()
    return (counts + counts.T).tocsr()


def _association(counts: sp.csr_matrix) -> sp.csr_matrix:
    """log(p(a, b) / p(a) p(b)) where positive; pairs seen less than once are left out."""
    pairs = counts.tocoo()
    rows = np.asarray(counts.sum(axis=1)).ravel()
    context = rows**0.75 / (rows**0.75).sum()
    value = np.log(pairs.data / (rows[pairs.row] * context[pairs.col]))
    kept = (value > 0) & (pairs.data >= 1)
    entries = (value[kept].astype(np.float32), (pairs.row[kept], pairs.col[kept]))
    return sp.csr_matrix(entries, shape=counts.shape)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(norms > 0, norms, 1)
