"""Train chat/model/ranker.safetensors: which sentence answers, how sure, and with which words.

    python -m training.train_ranker --data DIR --out chat/model

DIR holds the question sets named in training/corpora.py. Features are made once and kept in --cache.
The order of sentences is learned first (LambdaRank, Burges 2010, MSR-TR-2010-82), then, on questions
that it has not seen, the odds that its best sentences answer, then the asked-for words. The same
seed gives the same trees.
"""

import argparse
import json
import pickle
import random
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from chat.prepare import Floats
from chat.ranker import best_places, best_run, judged_rows
from index.encode import bundled_encoder
from training.questions import squad
from training.rank_data import ABSENT, Item, Page, make_items, scenario, stacked


@dataclass(frozen=True)
class Config:
    """What a run depends on."""

    seed: int = 7
    passages: int = 5
    kept: int = 9
    folds: int = 3
    order_trees: int = 400
    answers_trees: int = 150
    asked_trees: int = 300
    leaves: int = 31
    answers_leaves: int = 7
    rate: float = 0.05


@dataclass(frozen=True)
class Asked:
    """A question as it is read: all sentences of its passages and which of them answer."""

    rows: Floats
    right: NDArray[np.bool_]
    group: str
    source: str


def questions(items: Iterable[Item], config: Config, seed: int) -> list[Asked]:
    """Every question over the passages of one scenario (see rank_data.scenario)."""
    randomness = random.Random(seed)
    found = []
    for item in items:
        pages = scenario(item, config.passages, randomness)
        if pages:
            right = [place in page.answers for page in pages for place in range(len(page.rows))]
            found.append(Asked(stacked(pages), np.array(right), item.group, item.source))
    return found


def train_order(asked: list[Asked], config: Config) -> lightgbm.Booster:
    """Trees that put a sentence that answers before those that do not."""
    known = [one for one in asked if one.right.any()]
    data = lightgbm.Dataset(
        np.vstack([one.rows for one in known]),
        np.concatenate([one.right for one in known]).astype(int),
        group=[len(one.right) for one in known],
    )
    settings = {"objective": "lambdarank", "lambdarank_truncation_level": 5, "label_gain": [0, 1]}
    return lightgbm.train(_settings(config) | settings, data, config.order_trees)


def train_answers(asked: list[Asked], scores: list[Floats], config: Config) -> lightgbm.Booster:
    """Trees for the log odds that one of the best sentences answers."""
    rows, right = [], []
    for one, score in zip(asked, scores, strict=True):
        if one.source in ABSENT:
            continue  # alike in every feature to what answers: chat/veto.py is for these
        places = best_places(score)
        rows.append(judged_rows(one.rows, score, places))
        right.append(one.right[places])
    data = lightgbm.Dataset(np.vstack(rows), np.concatenate(right).astype(int))
    settings = {"objective": "binary", "num_leaves": config.answers_leaves}
    return lightgbm.train(_settings(config) | settings, data, config.answers_trees)


def train_asked(pages: list[Page], config: Config) -> lightgbm.Booster:
    """Trees for the log odds that a token belongs to the asked-for words."""
    rows = np.vstack([page.tokens for page in pages if page.tokens is not None]).astype(np.float32)
    right = np.concatenate([page.asked for page in pages if page.asked is not None]).astype(int)
    data = lightgbm.Dataset(rows, right)
    return lightgbm.train(_settings(config) | {"objective": "binary"}, data, config.asked_trees)


def unseen_scores(asked: list[Asked], config: Config) -> list[Floats]:
    """Order scores of each question from trees that saw no question on the same article."""
    groups = sorted({one.group for one in asked})
    random.Random(config.seed).shuffle(groups)
    fold_of = {group: place % config.folds for place, group in enumerate(groups)}
    scores: list[Floats] = [np.zeros(0, np.float32)] * len(asked)
    for fold in range(config.folds):
        trees = train_order([one for one in asked if fold_of[one.group] != fold], config)
        for place, one in enumerate(asked):
            if fold_of[one.group] == fold:
                scores[place] = trees.predict(one.rows).astype(np.float32)
    return scores


def arrays(booster: lightgbm.Booster, name: str) -> dict[str, NDArray[Any]]:
    """A LightGBM model as the arrays of chat.trees.Trees, each called NAME.FIELD."""
    feature: list[int] = []
    threshold: list[float] = []
    left: list[int] = []
    right: list[int] = []
    value: list[float] = []

    def add(node: dict[str, Any]) -> tuple[int, int]:
        place = len(feature)
        feature.append(node.get("split_feature", 0))
        threshold.append(node.get("threshold", 0.0))
        value.append(node.get("leaf_value", 0.0))
        left.append(place)
        right.append(place)
        if "leaf_value" in node:
            return place, 0
        left[place], one = add(node["left_child"])
        right[place], other = add(node["right_child"])
        return place, 1 + max(one, other)

    roots, depths = zip(
        *(add(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]), strict=True
    )
    found: dict[str, NDArray[Any]] = {
        "feature": np.array(feature, np.int16),
        "threshold": np.array(threshold, np.float64),
        "left": np.array(left, np.int32),
        "right": np.array(right, np.int32),
        "value": np.array(value, np.float64),
        "roots": np.array(roots, np.int32),
        "depth": np.array([max(depths)], np.int32),
    }
    return {f"{name}.{field}": values for field, values in found.items()}


def measure(
    items: list[Item],
    order: lightgbm.Booster,
    answers: lightgbm.Booster,
    asked: lightgbm.Booster,
    config: Config,
) -> dict[str, float]:
    """How often the right sentence comes first, and what is refused when 3 % of the answerable are."""
    inside, among, spans = [], [], []
    chances: dict[str, list[float]] = {"right": [], "removed": [], "masked": [], "otherwise": []}
    for item in items:
        gold = [page for page in item.pages if page.answers]
        situations = [
            (item.source if item.source in ABSENT else "right", item.pages[: config.passages])
        ]
        if item.source not in ABSENT:
            if not gold:
                continue
            inside.append(_first_is_right(order, gold[:1]))
            among.append(_first_is_right(order, situations[0][1]))
            if gold[0].tokens is not None and gold[0].asked is not None:
                first, last = best_run(
                    asked.predict(gold[0].tokens.astype(np.float32), raw_score=True)
                )
                spans.append(
                    bool(
                        gold[0].asked[first]
                        and gold[0].asked[last]
                        and gold[0].asked.sum() == last - first + 1
                    )
                )
            situations.append(
                ("removed", [page for page in item.pages if not page.gold][: config.passages])
            )
        for name, pages in situations:
            if pages:
                rows = stacked(pages)
                scores = order.predict(rows)
                best = judged_rows(rows, scores, best_places(scores))[:1]
                chances[name].append(float(answers.predict(best)[0]))
    least = float(np.quantile(chances["right"], 0.03))
    refused = {
        f"{name} refused": float(np.mean(np.array(values) < least))
        for name, values in chances.items()
        if values
    }
    return {
        "questions": len(inside),
        "inside": float(np.mean(inside)),
        "among": float(np.mean(among)),
        "span": float(np.mean(spans)),
        "least": least,
        **refused,
    }


def main() -> None:
    """Make features, train, measure on a held set, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("chat/model"))
    parser.add_argument("--cache", type=Path, default=Path("runs/ranker"))
    parser.add_argument(
        "--hold", default="", help="a set to measure by and not to train on, e.g. cmrc_trial"
    )
    for name, value in asdict(Config()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    options = parser.parse_args()
    config = Config(**{name: getattr(options, name) for name in asdict(Config())})
    sets = features(options.data, options.cache, config)
    items = [item for name, found in sets.items() if name != options.hold for item in found]
    asked = questions(items, config, config.seed)
    answers = train_answers(asked, unseen_scores(asked, config), config)
    order = train_order(asked, config)
    spans = train_asked(
        [page for item in items for page in item.pages if page.tokens is not None], config
    )
    if options.hold:
        print(json.dumps(measure(sets[options.hold], order, answers, spans, config), indent=1))
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / "ranker.safetensors"
    save_file(arrays(order, "order") | arrays(answers, "answers") | arrays(spans, "asked"), path)
    path.chmod(0o644)
    (options.out / "ranker.json").write_text(json.dumps(asdict(config), indent=1) + "\n")


def features(data: Path, cache: Path, config: Config) -> dict[str, list[Item]]:
    """Items of every training set, from the cache if the encoder is the same."""
    encoder = bundled_encoder()
    sets = {
        "cmrc_trial": lambda: squad(data / "qa/cmrc2018_trial.json", "cmrc"),
        "drcd_dev": lambda: squad(data / "qa/drcd_dev.json", "drcddev"),
        "drcd_test": lambda: squad(data / "qa/drcd_test.json", "drcdtest"),
    }
    cache.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, read in sets.items():
        path = cache / f"{name}-{encoder.sha256[:12]}.pickle"
        if not path.is_file():
            path.write_bytes(
                pickle.dumps(make_items(read(), encoder, config.kept, config.seed), protocol=5)
            )
        found[name] = pickle.loads(path.read_bytes())
    return found


def _settings(config: Config) -> dict[str, Any]:
    return {
        "num_leaves": config.leaves,
        "learning_rate": config.rate,
        "min_data_in_leaf": 30,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "feature_fraction": 0.5,
        "seed": config.seed,
        "deterministic": True,
        "num_threads": 2,
        "verbose": -1,
    }


def _first_is_right(order: lightgbm.Booster, pages: list[Page]) -> bool:
    best = int(order.predict(stacked(pages)).argmax())
    return [place in page.answers for page in pages for place in range(len(page.rows))][best]


if __name__ == "__main__":
    main()
