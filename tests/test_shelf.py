"""What an admin changes in the library is all there or not at all, whatever is sent."""

import html
import io
import os
import re
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from admins import BEARER, CHANGES, KEY, OURS, PAGES, QUESTION, TOKEN, Site
from conftest import NEWS, PairEncoder
from hypothesis import given
from hypothesis import strategies as st

from chat.admin.door import HEADER
from chat.admin.pages import MOST_BYTES, MOST_FILES
from chat.admin.shelf import safe_name
from chat.render import document_key
from index import change
from ingest.errors import LibraryError, ReadError


def test_the_library_is_listed_with_its_figures(site: Site) -> None:
    site.sign_in()
    page = site.client.get("/admin/library").text
    for document in NEWS:
        assert document.title in page
        assert document.id in page
    assert "The documents" not in page
    assert "passages" in site.client.get("/admin/library?lang=en").text


def test_an_uploaded_document_is_found_at_once(site: Site) -> None:
    form = site.sign_in()
    said = site.send("/admin/add", form, ("轨道.txt", "轨道交通三号线开工。".encode()))
    assert "已加入：轨道.txt" in said
    assert "轨道.txt" in site.names()
    hits = site.library.search("轨道交通三号线", 3)
    assert hits[0].passage.document_id == "轨道.txt"
    documents = {one["document"] for one in site.client.get("/api/documents").json()}
    assert "轨道.txt" in documents


def test_a_document_of_the_same_name_stays_unless_it_is_to_be_replaced(site: Site) -> None:
    form = site.sign_in()
    new = ("民生.txt", "全新的民生文件。".encode())
    assert "已有同名的文档" in site.send("/admin/add", form, new)
    assert "60万个" in site.library.document("民生.txt").text
    assert "已替换：民生.txt" in site.send("/admin/add", form, new, replace="yes")
    assert site.library.document("民生.txt").text == "全新的民生文件。"


def test_a_document_is_replaced_by_a_file_of_any_name(site: Site) -> None:
    form = site.sign_in()
    said = site.send(f"/admin/replace/{KEY}", form, ("其他.txt", "替换以后的文字。".encode()))
    assert "已替换：民生.txt" in said
    assert site.names() == sorted(one.id for one in NEWS)
    assert site.library.document("民生.txt").text == "替换以后的文字。"


def test_removing_asks_first_and_shows_the_receipt(site: Site) -> None:
    form = site.sign_in()
    page = site.client.get(f"/admin/remove/{KEY}").text
    assert "确认删除" in page
    assert len(site.names()) == 3
    said = site.send(f"/admin/remove/{KEY}", form)
    assert "删除回执" in said
    assert "民生.txt" in said
    assert "留存的引文：删去" in said
    assert "民生.txt" not in site.names()
    assert all(hit.passage.document_id != "民生.txt" for hit in site.library.search(QUESTION, 9))
    assert "没有这篇文档" in site.send(f"/admin/remove/{KEY}", form)


def test_the_other_language_is_reached_from_every_page(site: Site) -> None:
    form = site.sign_in()
    pages = [site.client.get(path) for path in PAGES if not path.endswith(".jsonl")]
    files = {"files": ("新.txt", "新文件。".encode())}
    for path in ("/admin/add", f"/admin/replace/{KEY}", f"/admin/remove/{KEY}"):
        sent = None if "remove" in path else files
        pages.append(site.client.post(path, data={"form_token": form}, files=sent, headers=OURS))
    for page in pages:
        assert page.status_code == 200
        (link,) = re.findall(r'href="([^"]*)" lang="en"', page.text)
        where = page.url.join(link)
        if page.url.path != f"/admin/remove/{KEY}":
            assert '<html lang="en">' in site.client.get(where).text


def test_with_the_document_go_the_quotes_that_were_kept_of_it(site: Site) -> None:
    answer = site.client.post("/api/ask", json={"question": QUESTION}).json()
    assert {one["document"] for one in answer["citations"]} == {"民生.txt"}
    quote = answer["citations"][0]["quote"]
    assert quote in html.unescape(re.sub("<[^>]+>", "", site.client.get(answer["record"]).text))
    said = site.send(f"/admin/remove/{KEY}", site.sign_in())
    assert f"留存的引文：删去 {len(answer['citations'])} 条" in said
    page = site.client.get(answer["record"]).text
    assert quote not in html.unescape(re.sub("<[^>]+>", "", page))
    files = b"".join(path.read_bytes() for path in site.folder.glob("records.sqlite*"))
    assert quote.encode() not in files
    assert quote.encode("ascii", "backslashreplace") not in files


def test_a_removal_that_could_not_be_made_sure_of_is_no_change_that_was_not_made(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise LibraryError(f"{site.folder}: cannot be removed (No space left on device)")

    kept = [site.client.post("/api/ask", json={"question": QUESTION}).json() for _ in range(2)]
    form = site.sign_in()
    monkeypatch.setattr(change, "tidy", full)
    sent = site.client.delete(f"/api/documents/{KEY}", headers=BEARER)
    assert (sent.status_code, sent.json()["receipt"]) == (202, None)
    assert "已经删除" in sent.json()["error"]
    assert "removed and quoted no more" in sent.json()["error"]
    assert str(site.folder) not in sent.text
    assert "民生.txt" not in site.names()
    assert site.client.get(kept[0]["record"]).status_code == 404
    said = site.send(f"/admin/remove/{document_key('绿化.txt')}", form)
    assert "已经删除，但没有删除回执" in said
    assert "yinju repair" in said
    assert "还是原来的样子" not in said
    assert site.names() == ["农业.txt"]


@pytest.mark.parametrize("others", [["a.css", "b.CSS", "c.xyz"], ["Makefile"], []])
def test_what_was_passed_over_in_a_zip_is_told_with_its_count(
    site: Site, others: list[str]
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("轨道.txt", "轨道交通三号线开工。")
        for name in others:
            archive.writestr(f"页/{name}", "x")
    form, sent = site.sign_in(), ("包.zip", packed.getvalue())
    told = {
        3: "3 个文件不是文档，没有收入（.css 2 个，.xyz 1 个）",
        1: "1 个文件不是文档，没有收入（没有后缀的 1 个）",
    }
    for said in (site.send("/admin/add", form, sent), site.send("/admin/add", form, sent)):
        assert told.get(len(others), "轨道.txt") in said
        assert ("不是文档" in said) == bool(others)
    english = site.send("/admin/add?lang=en", form, sent)
    assert ("no documents (2 .css, 1 .xyz)" in english) == (len(others) == 3)
    again = site.client.post("/api/documents", files={"files": sent}, headers=BEARER).json()
    assert sum(again["passed"].values()) == len(others)


def test_the_json_interface_does_the_same_with_the_token_in_a_header(site: Site) -> None:
    files = [("files", ("轨道.txt", "轨道交通。".encode())), ("files", ("坏.txt", b"\0\1\2"))]
    answer = site.client.post("/api/documents", files=files, headers=BEARER)
    assert answer.status_code == 201
    assert answer.json()["added"] == ["轨道.txt"]
    assert len(answer.json()["failures"]) == 1
    again = site.client.post("/api/documents", files=files[:1], headers=BEARER)
    assert (again.status_code, again.json()["taken"]) == (409, ["轨道.txt"])
    assert all(part in again.json()["error"] for part in ("同名", "轨道.txt", "replace=yes"))
    gone = site.client.delete(f"/api/documents/{KEY}", headers=BEARER)
    assert gone.status_code == 200
    assert gone.json()["receipt"]["removed"][0]["name"] == "民生.txt"
    assert gone.json()["kept_quotes_removed"] == 0
    assert site.client.delete(f"/api/documents/{KEY}", headers=BEARER).status_code == 404
    assert site.client.post("/api/documents", headers=BEARER).status_code == 400
    assert site.client.post("/api/documents", files=files).status_code == 401
    behind_a_password = {"authorization": "Basic eA==", HEADER: TOKEN}
    answer = site.client.post("/api/documents", files=files[:1], headers=behind_a_password)
    assert answer.status_code == 409
    wrong = {**BEARER, HEADER: "x" * 40}
    assert site.client.post("/api/documents", files=files, headers=wrong).status_code == 401


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * 300_000_000)
    return packed.getvalue()


def climbing() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../escaped.txt", "逃出去的文件。")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("坏.pdf", lambda: b"%PDF-1.7\n" + os.urandom(2000)),
        ("坏.docx", lambda: b"PK\3\4" + os.urandom(2000)),
        ("空.txt", lambda: b""),
        ("二进制.txt", lambda: bytes(range(256)) * 20),
        ("炸弹.zip", bomb),
        ("爬.zip", climbing),
        ("程序.exe", lambda: b"MZ" + os.urandom(100)),
        ("没有后缀", "文字。".encode),
        (".hidden.txt", "文字。".encode),
        ("\u202etxt.exe.txt", "文字。".encode),
        ("长" * 200 + ".txt", "文字。".encode),
        ("..", "文字。".encode),
    ],
)  # fmt: skip
def test_a_hostile_file_is_reported_and_the_one_beside_it_is_added(
    site: Site, name: str, make: Callable[[], bytes], tmp_path: Path
) -> None:
    before = set(tmp_path.rglob("*.txt"))
    said = site.send(
        "/admin/add", site.sign_in(), (name, make()), ("好.txt", "好的文件。".encode())
    )
    assert "没有读成" in said
    assert "已加入：好.txt" in said
    assert site.names() == sorted([*(one.id for one in NEWS), "好.txt"])
    assert "/tmp" not in said
    assert str(site.folder) not in said
    assert set(tmp_path.rglob("*.txt")) == before


@given(st.text(max_size=40))
def test_whatever_a_file_is_called_it_stays_in_its_folder(given_name: str) -> None:
    for name in (given_name, f"{given_name}.txt", f"../{given_name}/a.txt"):
        try:
            safe = safe_name(name)
        except ReadError:
            continue
        assert Path("/folder") / safe == Path("/folder").joinpath(*Path(safe).parts)
        assert Path(f"/folder/{safe}").parent == Path("/folder")
        assert safe.isprintable()
        assert not safe.startswith(".")


def test_too_many_files_or_bytes_are_refused_before_they_are_read(site: Site) -> None:
    form = site.sign_in()
    many = [("files", (f"{at}.txt", "一。".encode())) for at in range(MOST_FILES + 1)]
    answer = site.client.post("/admin/add", data={"form_token": form}, files=many, headers=OURS)
    assert answer.status_code == 400
    assert f"一次最多 {MOST_FILES} 个文件" in answer.text
    answer = site.client.post("/api/documents", files=many, headers=BEARER)
    assert answer.status_code == 400
    assert f"At most {MOST_FILES} files at a time." in answer.json()["error"]
    large = {"files": ("大.txt", b"0" * (MOST_BYTES + 100_000))}
    answer = site.client.post("/admin/add", data={"form_token": form}, files=large, headers=OURS)
    assert answer.status_code == 413
    answer = site.client.post("/api/documents", files=large, headers=BEARER)
    assert (answer.status_code, list(answer.json())) == (413, ["error"])
    assert len(site.names()) == 3


MALFORMED = (b"", b"--x\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\n", b"\xff" * 50)


def test_a_malformed_upload_is_no_error_of_the_server(site: Site) -> None:
    site.sign_in()
    kind = {"content-type": "multipart/form-data; boundary=x"}
    for body in MALFORMED:
        for path in CHANGES:
            answer = site.client.post(path, content=body, headers={**kind, **OURS})
            assert answer.status_code in (400, 403)
        answer = site.client.post("/api/documents", content=body, headers={**kind, **BEARER})
        assert answer.status_code == 400


def test_answers_go_on_while_a_document_comes_in(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, may_end = threading.Event(), threading.Event()

    def slow(self: PairEncoder, texts: list[str]) -> object:
        reading.set()
        assert may_end.wait(20)
        return self.encode_queries(texts)

    form = site.sign_in()
    monkeypatch.setattr(PairEncoder, "encode_passages", slow)
    said: list[str] = []
    thread = threading.Thread(
        target=lambda: said.append(site.send("/admin/add", form, ("慢.txt", "慢的文件。".encode())))
    )
    thread.start()
    try:
        assert reading.wait(20)
        answer = site.client.post("/api/ask", json={"question": QUESTION}).json()
        assert answer["citations"]
        assert answer["record"]
        again = site.client.post(
            "/api/documents", files={"files": ("又.txt", "又一篇。".encode())}, headers=BEARER
        )
        assert again.status_code == 409
        assert "try again" in again.json()["error"]
    finally:
        may_end.set()
        thread.join(20)
    assert "已加入：慢.txt" in said[0]


def test_a_text_that_is_sent_is_read_in_another_process(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def here(*_: object) -> None:
        raise AssertionError("read in the server's own process")

    monkeypatch.setattr("ingest.collect.document", here)
    monkeypatch.setattr("ingest.worker.document", here)  # its process has its own
    said = site.send("/admin/add", site.sign_in(), ("轨道.txt", "轨道交通三号线开工。".encode()))
    assert "已加入：轨道.txt" in said


def test_why_a_file_was_not_read_is_told_in_the_page_s_language(site: Site) -> None:
    form, bad = site.sign_in(), ("坏.pdf", b"%PDF-1.4 broken")
    assert "坏.pdf：文件已损坏" in site.send("/admin/add", form, bad)
    english = site.send("/admin/add?lang=en", form, bad)
    assert "坏.pdf: a damaged PDF" in english
    assert "文件已损坏" not in english
    answer = site.client.post("/api/documents", files={"files": bad}, headers=BEARER)
    assert "文件已损坏" in answer.json()["failures"][0]
    assert "a damaged PDF" in answer.json()["failures"][0]
