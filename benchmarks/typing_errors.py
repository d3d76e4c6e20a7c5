"""How well questions are answered in which one word only sounds right.

    python -m benchmarks.typing_errors --split dev

Takes the page's answerable questions that use its words and stand alone, and puts for one of their words,
drawn by a fixed seed, another pair of characters of the same sound that stands nowhere on the page, a word
of jieba's dictionary where there is one, as input methods offer it. Asks each as it was, as it was typed
with respelling switched off, and with it; counts those whose first shown quote is accepted evidence, those
refused, and those answered by something else.
"""

import argparse
import random
import tempfile
from pathlib import Path
from unittest.mock import patch

import jieba

from benchmarks.machine import machine
from chat.answer import Answerer, Settings
from chat.asking.question import topic_words
from chat.asking.respell import sounding_like
from chat.cli import open_answerer
from chat.command.evaluate import Gold, read_questions
from index.build import build
from index.encode import load_encoder
from index.segment import Segmenter
from ingest.collect import collect
from ingest.normalize import fold

CORPUS = Path("corpus")


def mistyped(gold: Gold, answerer: Answerer, randomness: random.Random) -> str | None:
    """The question with one word of the page typed wrong, None where no word of it can be."""
    library = answerer.library
    folded = fold(gold.question)
    words = [word for word in topic_words(gold.question, library.segmenter) if len(word) == 2]
    for word in randomness.sample(words, len(words)):
        others = [one for one in sounding_like(word) if not any(answerer.library.holds([one]))]
        others = [one for one in others if one in jieba.dt.FREQ] or others
        if answerer.library.holds([word])[0] and others:
            at = folded.index(word)
            other = randomness.choice(sorted(others))
            return gold.question[:at] + other + gold.question[at + 2 :]
    return None


def counted(answerer: Answerer, asked: list[tuple[Gold, str]]) -> str:
    """One row: right, refused, wrong."""
    answers = [(gold, answerer.ask(question)) for gold, question in asked]
    refused = sum(answer.refused for _, answer in answers)
    right = sum(
        any(evidence in answer.citations[0].quote for evidence in gold.evidence)
        for gold, answer in answers
        if not answer.refused
    )
    share = [right, refused, len(answers) - right - refused]
    return " | ".join(f"{one / len(answers):.3f}" for one in share)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="dev", choices=["dev", "test"])
    options = parser.parse_args()
    jieba.initialize()
    dictionary = (CORPUS / "dictionary.txt").read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        documents = collect([CORPUS / "documents"]).documents
        build(Path(folder), documents, load_encoder(), Segmenter(dictionary))
        answerer = open_answerer(Path(folder), None, Settings())
        asked = []
        for gold in read_questions(CORPUS / "questions.jsonl"):
            alone = gold.split == options.split and gold.answerable and not gold.history
            if alone and not gold.other_words:
                wrong = mistyped(gold, answerer, random.Random(gold.id))
                if wrong is not None:
                    asked.append((gold, wrong))
        print(machine())
        print(f"\n{len(asked)} questions | right | refused | wrong\n--- | ---: | ---: | ---:")
        print("as it was |", counted(answerer, [(gold, gold.question) for gold, _ in asked]))
        with patch("chat.answer.respellings", lambda *_: []):
            print("typed wrong, not respelt |", counted(answerer, asked))
        print("typed wrong, respelt |", counted(answerer, asked))
        answerer.library.close()


if __name__ == "__main__":
    main()
