"""Make the encoder's vocabulary: jieba's words, scored by log frequency, in one `tokenizers` model.

A Unigram model takes the most probable cut, as jieba does, so it cuts like jieba, but in Rust and
from one file. Every Chinese character of the texts is in it, so that a name that is no word is
still met by its characters.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable

import rjieba
from tokenizers import Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Split

UNKNOWN = "<unk>"
_PLAIN = re.compile(r"[\u3400-\u9fff]+|[a-z]+|[0-9]+|\w")
_LONGEST_WORD = 8


def count_words(texts: Iterable[str]) -> Counter[str]:
    """How often jieba's words and single characters stand in folded texts.

    >>> sorted(count_words(["长春坚持科技"]).items())[:3]
    [('坚持', 1), ('坚', 0), ('持', 0)]
    """
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(rjieba.cut(text))
    plain = Counter({word: n for word, n in counts.items() if _PLAIN.fullmatch(word)})
    for word in list(plain):
        for character in word:
            plain.setdefault(character, 0)
    return plain


def make_tokenizer(counts: Counter[str], words: int) -> Tokenizer:
    """A tokenizer of all single characters and the `words` most frequent longer words.

    Text comes folded (`ingest.normalize.fold`); whatever is no letter or digit yields no token.

    >>> tokenizer = make_tokenizer(Counter({"长春": 9, "坚持": 9, "长": 1, "坚": 1}), 2)
    >>> tokenizer.encode("长春,坚持", add_special_tokens=False).tokens
    ['长春', '坚持']
    """
    long = [w for w, _ in counts.most_common() if 1 < len(w) <= _LONGEST_WORD][:words]
    characters = sorted(word for word in counts if len(word) == 1)
    total = sum(counts.values())
    scores = [(w, math.log((counts[w] + 0.5) / total)) for w in characters + long]
    lowest = min(score for _, score in scores)
    tokenizer = Tokenizer(Unigram([(UNKNOWN, lowest - 10.0), *scores], unk_id=0))
    tokenizer.pre_tokenizer = Split(Regex(r"[^\p{L}\p{N}]+"), behavior="removed")
    return tokenizer
