"""Text becomes the same unit vectors always, and whatever is damaged says so."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import tiny_network, tiny_tokenizer, write_encoder
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Whitespace

from chat.ranking.reading import MODEL as READER
from index.encode import BundledEncoder, SentenceTransformerEncoder, load_encoder
from index.network import Network
from index.pieces import BEGIN, END, MODEL
from index.types import Vectors
from ingest.errors import ModelError
from ingest.model_files import SUMS

library_warns = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore:.*:FutureWarning:transformers"
)
FILES = ("table.onnx", "tokenizer.json", "encoder.onnx")
TEXTS = ["长春 堵车", "拥堵", "60 学位 长春 堵车 拥堵 长春", "长", "他 长春"]


@pytest.fixture(scope="module")
def encoder() -> BundledEncoder:
    return BundledEncoder()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> BundledEncoder:
    return BundledEncoder(write_encoder(tmp_path_factory.mktemp("encoder")))


def test_one_byte_a_weight_gives_nearly_what_torch_gives(small: BundledEncoder) -> None:
    body, cut = tiny_network(), tiny_tokenizer()
    for prefix, encode in (("query: ", small.encode_queries), ("passage: ", small.encode_passages)):
        for text, ours in zip(TEXTS, encode(TEXTS), strict=True):
            ids = torch.tensor([[BEGIN, *cut.encode(prefix + text).ids, END]])
            with torch.no_grad():
                rows = body(input_ids=ids).last_hidden_state[0]
            theirs = rows.mean(0) / rows.mean(0).norm()
            assert float(theirs @ torch.from_numpy(ours)) > 0.98


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.text(alphabet="长春坚持科技产业60万个gdp,。 龘é\u200b", max_size=40), max_size=4)
)
def test_every_vector_has_unit_norm_or_is_zero(encoder: BundledEncoder, texts: list[str]) -> None:
    encoded = encoder.encode_passages(texts)
    assert encoded.shape == (len(texts), encoder.dim)
    assert encoded.dtype == np.float32
    for text, norm in zip(texts, np.linalg.norm(encoded, axis=1), strict=True):
        assert norm == pytest.approx(1.0 if text.strip() else 0.0, abs=1e-4)


def test_a_text_has_the_same_vector_whatever_stands_beside_it(encoder: BundledEncoder) -> None:
    alone = encoder.encode_passages([TEXTS[0]])
    assert np.array_equal(encoder.encode_passages(TEXTS)[:1], alone)
    assert np.array_equal(encoder.encode_passages([*TEXTS, "长" * 400])[:1], alone)


def test_the_pieces_of_a_book_are_not_all_in_memory_at_once(
    small: BundledEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    together: list[int] = []
    run = small._run

    def counted(cut: tuple[tuple[int, ...], ...]) -> list[Vectors]:
        together.append(len(cut))
        return run(cut)

    monkeypatch.setattr(small, "_run", counted)
    book = small.encode_passages(TEXTS * 100)
    assert max(together) < 200
    assert np.array_equal(book, np.tile(small.encode_passages(TEXTS), (100, 1)))


def test_a_question_goes_once_through_the_network_whoever_asks_at_once(
    small: BundledEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[object] = []
    real, begun = Network.__call__, Event()

    def slow(network: Network, arrays: list[Vectors]) -> list[Vectors]:
        if network is small._network:
            ran.append(arrays)
            begun.set()
            time.sleep(0.05)  # long enough for the other to come and ask
        return real(network, arrays)

    monkeypatch.setattr(Network, "__call__", slow)
    with ThreadPoolExecutor(1) as other:
        pieces = other.submit(small.query_pieces, "长春 学位")
        assert begun.wait(10)
        small.encode_queries(["长春 学位"])
        assert pieces.result().shape == (3, small.dim)
    assert len(ran) == 1


def test_no_texts_give_no_rows(encoder: BundledEncoder) -> None:
    assert encoder.encode_queries([]).shape == (0, encoder.dim)


def test_a_text_of_any_length_is_taken(encoder: BundledEncoder) -> None:
    assert np.linalg.norm(encoder.encode_passages(["长春" * 5000])) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("怎么治理堵车", "打通断头路,缓解交通拥堵", "新增10万个学位"),
        ("老人看病怎么办", "推进医养结合,完善养老服务", "打赢蓝天保卫战"),
        ("治贪污有什么措施", "一体推进不敢腐、不能腐、不想腐", "举办冰雪旅游节"),
    ],
)
def test_other_words_for_the_same_thing_are_nearer_than_other_things(
    encoder: BundledEncoder, question: str, near: str, far: str
) -> None:
    asked = encoder.encode_queries([question])[0]
    one, other = encoder.encode_passages([near, far])
    assert asked @ one > asked @ other


def test_neither_torch_nor_its_libraries_are_imported_for_the_bundled_model() -> None:
    program = (
        "import sys; from index.encode import load_encoder;"
        "load_encoder('bundled').encode_queries(['长春']);"
        "print([m for m in ('torch', 'transformers', 'sentence_transformers') if m in sys.modules])"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_network_runs_with_onnxruntime_s_telemetry(tmp_path: Path) -> None:
    program = "from index.encode import load_encoder; load_encoder().encode_queries(['学位'])"
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("ORT", "XDG"))
    }
    subprocess.run(
        [sys.executable, "-c", program], check=True, env=environment | {"HOME": str(tmp_path)}
    )
    assert list(tmp_path.rglob("*")) == []  # it would keep a number of this machine there


def test_the_bundled_models_are_small_and_readable_by_all() -> None:
    files = [file for folder in (MODEL, READER.parent) for file in folder.iterdir()]
    assert sum(file.stat().st_size for file in files) < 60_000_000
    assert all(file.stat().st_mode & 0o444 == 0o444 for file in files)


@library_warns
def test_any_other_local_model_goes_through_the_library_with_its_prompts(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, StaticEmbedding

    words = ["<unk>", "长春", "堵车", "拥堵"]
    tokenizer = Tokenizer(Unigram([(word, -float(i)) for i, word in enumerate(words)], unk_id=0))
    tokenizer.pre_tokenizer = Whitespace()
    table = np.random.default_rng(1).standard_normal((len(words), 16)).astype(np.float32)
    modules = [StaticEmbedding(tokenizer, embedding_weights=table), Dense(16, 4)]
    prompts = {"query": "堵车 ", "document": ""}
    SentenceTransformer(modules=modules, prompts=prompts).save(str(tmp_path / "dense"))

    encoder = load_encoder(str(tmp_path / "dense"))
    assert isinstance(encoder, SentenceTransformerEncoder)
    asked, said = encoder.encode_queries(["长春"]), encoder.encode_passages(["长春"])
    assert asked.shape == (1, encoder.dim) == (1, 4)
    assert np.linalg.norm(asked) == pytest.approx(1, abs=1e-5)
    assert np.abs(asked - said).max() > 1e-3
    assert np.abs(asked - encoder.encode_passages(["堵车 长春"])).max() < 1e-6
    assert encoder.encode_passages([]).shape == (0, 4)
    assert encoder.sha256 == load_encoder(str(tmp_path / "dense")).sha256


@library_warns
@pytest.mark.parametrize("model", ["no-such/model-anywhere", "/no/such/folder", ""])
def test_an_unknown_model_is_a_model_error_that_says_what_to_do(model: str) -> None:
    with pytest.raises(ModelError, match=r"expected 'bundled'.*got.*download"):
        load_encoder(model)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("harm", ["missing", "empty", "cut", "garbage"])
def test_a_damaged_model_is_a_model_error_also_where_no_list_vouches_for_it(
    tmp_path: Path, file: str, harm: str
) -> None:
    path = write_encoder(tmp_path) / file
    (tmp_path / SUMS).unlink()
    content = path.read_bytes()
    path.unlink()
    if harm != "missing":
        changed = {"empty": b"", "cut": content[: len(content) // 2], "garbage": b"\xff" * 99}
        path.write_bytes(changed[harm])
    with pytest.raises(ModelError, match="copy it again"):
        BundledEncoder(tmp_path)


def test_the_digest_changes_with_any_byte_that_makes_vectors(tmp_path: Path) -> None:
    write_encoder(tmp_path)
    before = BundledEncoder(tmp_path).sha256
    assert BundledEncoder(tmp_path).sha256 == before
    (tmp_path / "tokenizer.json").write_text(
        (tmp_path / "tokenizer.json").read_text("utf-8") + " ", "utf-8"
    )
    assert BundledEncoder(tmp_path).sha256 != before
