import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Whitespace

from index.encode import (
    SentenceTransformerEncoder,
    StaticEncoder,
    Token,
    bundled_encoder,
    load_encoder,
)
from ingest.errors import ModelError

WORDS = ["<unk>", "长春", "堵车", "拥堵", "学位", "长", "春", "60万"]
STATIC = "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"
library_warns = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore:.*:FutureWarning:transformers"
)


def write_model(folder: Path, tensors: dict[str, np.ndarray] | None = None) -> Path:
    inside = folder / "0_StaticEmbedding"
    inside.mkdir(parents=True)
    tokenizer = Tokenizer(Unigram([(word, -float(i)) for i, word in enumerate(WORDS)], unk_id=0))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(inside / "tokenizer.json"))
    if tensors is None:
        table = np.random.default_rng(7).standard_normal((len(WORDS), 16)).astype(np.float16)
        tensors = {"embedding.weight": table}
    save_file(tensors, inside / "model.safetensors")
    modules = [{"idx": 0, "name": "0", "path": "0_StaticEmbedding", "type": STATIC}]
    (folder / "modules.json").write_text(json.dumps(modules))
    return folder


def tensors_of(kind: str) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(3)
    if kind == "int8":
        rows = rng.integers(-127, 128, (len(WORDS), 16)).astype(np.int8)
        return {"embeddings": rows, "weights": rng.random(len(WORDS)).astype(np.float32)}
    return {"embedding.weight": rng.standard_normal((len(WORDS), 16)).astype(kind)}


TEXTS = ["长春 堵车", "拥堵", "60万 学位 长春 堵车 拥堵 长春", "长", "他 长春"]


@library_warns
@pytest.mark.parametrize("kind", ["float32", "int8"])
def test_the_static_loader_gives_the_librarys_vectors(tmp_path: Path, kind: str) -> None:
    folder = write_model(tmp_path / "model", tensors_of(kind))
    ours = StaticEncoder(folder).encode_passages(TEXTS)
    theirs = SentenceTransformerEncoder(str(folder)).encode_passages(TEXTS)
    assert np.abs(ours - theirs).max() < 1e-6


@library_warns
def test_a_float16_table_is_as_near_as_its_precision(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model")
    ours = StaticEncoder(folder).encode_passages(TEXTS)
    theirs = SentenceTransformerEncoder(str(folder)).encode_passages(TEXTS)
    assert np.abs(ours - theirs).max() < 2e-3  # the library averages in float16


@library_warns
def test_the_bundled_folder_gives_the_librarys_vectors_by_the_librarys_pooling() -> None:
    texts = ["怎样缓解堵车?", "长春新建改扩建70所中小学,新增10万个学位,长春。", "gdp", "𠮷" * 3]
    folder = bundled_encoder().folder
    ours, theirs = StaticEncoder(folder), SentenceTransformerEncoder(str(folder))
    assert np.abs(ours.encode_queries(texts) - theirs.encode_queries(texts)).max() < 1e-6
    assert theirs.dim == ours.dim


def test_the_two_ways_to_count_a_repeated_token_never_share_an_index() -> None:
    assert StaticEncoder(bundled_encoder().folder).sha256 != bundled_encoder().sha256


def test_a_repeated_token_counts_once_in_the_bundled_model() -> None:
    encoder = bundled_encoder_once()
    once, thrice = encoder.encode_passages(["长春,科技", "长春,科技,长春,长春"])
    assert np.array_equal(once, thrice)


@given(
    st.lists(st.text(alphabet="长春坚持科技产业60万个gdp,。 龘é\u200b", max_size=40), max_size=6)
)
def test_every_vector_has_unit_norm_or_is_zero(texts: list[str]) -> None:
    encoder = bundled_encoder_once()
    encoded = encoder.encode_passages(texts)
    assert encoded.shape == (len(texts), encoder.dim)
    assert encoded.dtype == np.float32
    norms = np.linalg.norm(encoded, axis=1)
    for text, norm in zip(texts, norms, strict=True):
        known = encoder.vectors([token.id for token in encoder.tokens(text)]).any()
        assert norm == pytest.approx(1.0 if known else 0.0, abs=1e-5)


@given(st.text(max_size=60))
def test_tokens_lie_in_the_text_in_order(text: str) -> None:
    end = 0
    for token in bundled_encoder_once().tokens(text):
        assert end <= token.start < token.end <= len(text)
        end = token.end


def test_a_text_is_the_mean_of_its_tokens() -> None:
    encoder = bundled_encoder_once()
    text = "长春坚持推进科技产业创新"
    mean = encoder.vectors(sorted({token.id for token in encoder.tokens(text)})).mean(axis=0)
    encoded = encoder.encode_queries([text])[0]
    assert encoded == pytest.approx(mean / np.linalg.norm(mean), abs=1e-6)


def test_a_text_without_tokens_is_the_zero_vector() -> None:
    encoded = bundled_encoder_once().encode_queries(["", "。,!", " "])
    assert not encoded.any()


def test_no_texts_give_no_rows() -> None:
    encoder = bundled_encoder_once()
    assert encoder.encode_queries([]).shape == (0, encoder.dim)
    assert encoder.vectors([]).shape == (0, encoder.dim)


def test_other_words_for_the_same_thing_are_nearer_than_other_things() -> None:
    encoder = bundled_encoder_once()
    asked = encoder.encode_queries(["怎么治理堵车"])[0]
    near, far = encoder.encode_passages(["打通断头路,缓解交通拥堵", "新增10万个学位"])
    assert asked @ near > asked @ far


def test_tokens_carry_their_places() -> None:
    found = bundled_encoder_once().tokens("长春,堵车")
    assert [(token.start, token.end) for token in found] == [(0, 2), (3, 5)]
    assert isinstance(found[0], Token)


def test_torch_is_not_imported_for_the_bundled_model() -> None:
    program = (
        "import sys; from index.encode import load_encoder;"
        "load_encoder('bundled').encode_queries(['长春']);"
        "print([m for m in ('torch', 'transformers', 'sentence_transformers') if m in sys.modules])"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_bundled_model_is_small_and_readable_by_all() -> None:
    files = [path for path in bundled_encoder().folder.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 40_000_000
    assert all(path.stat().st_mode & 0o444 == 0o444 for path in files)


def test_a_static_folder_is_read_without_the_library(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model")
    assert isinstance(load_encoder(str(folder)), StaticEncoder)
    assert load_encoder(str(folder)).name == str(folder)


@library_warns
def test_any_other_local_model_goes_through_the_library_with_its_prompts(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, StaticEmbedding

    table = np.random.default_rng(1).standard_normal((len(WORDS), 16)).astype(np.float32)
    static = write_model(tmp_path / "static") / "0_StaticEmbedding" / "tokenizer.json"
    tokenizer = Tokenizer.from_file(str(static))
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


@pytest.mark.parametrize(
    "file",
    ["modules.json", "0_StaticEmbedding/tokenizer.json", "0_StaticEmbedding/model.safetensors"],
)
@pytest.mark.parametrize("harm", ["missing", "empty", "cut", "garbage"])
def test_a_damaged_model_is_a_model_error(tmp_path: Path, file: str, harm: str) -> None:
    folder = write_model(tmp_path / "model")
    path = folder / file
    content = path.read_bytes()
    path.unlink()
    if harm != "missing":
        path.write_bytes({"empty": b"", "cut": content[:-9], "garbage": b"\xff" * 99}[harm])
    with pytest.raises(ModelError, match="copy it again"):
        StaticEncoder(folder)


def test_a_table_of_another_vocabulary_is_a_model_error(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model", {"embedding.weight": np.ones((3, 16), np.float32)})
    with pytest.raises(ModelError, match=r"each of the 8 tokens.*got 3"):
        StaticEncoder(folder)


def test_the_digest_changes_with_any_byte_that_makes_vectors(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model")
    before = StaticEncoder(folder).sha256
    assert StaticEncoder(folder).sha256 == before
    (folder / "README.md").write_text("a card makes no vectors")
    assert StaticEncoder(folder).sha256 == before
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    weights = other / "0_StaticEmbedding" / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    assert StaticEncoder(other).sha256 != before


def bundled_encoder_once(found: list[StaticEncoder] = []) -> StaticEncoder:  # noqa: B006 a cache
    if not found:
        found.append(bundled_encoder())
    return found[0]
