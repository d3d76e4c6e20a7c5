"""Only who shows the token gets in, and what they change is all there or not at all."""

import asyncio
import errno
import html
import io
import json
import logging
import os
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import NEWS, PairEncoder
from fakes import FakeAnswerer
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from chat.admin.door import COOKIE, HEADER, LASTS, Door
from chat.admin.export import questions
from chat.admin.pages import MOST_BYTES, MOST_FILES, Reported
from chat.admin.shelf import safe_name
from chat.admin.token import VARIABLE, AdminToken, read_token
from chat.evaluate import read_questions
from chat.kept import Count, Report, Verdict
from chat.limits import RateLimit
from chat.records import Records
from chat.render import document_key, fingerprint
from chat.server import create_app
from index.build import build
from index.library import Library
from index.segment import Segmenter
from ingest.errors import ReadError, YinjuError

TOKEN = "4ae8b1f0-a-token-of-the-tests-that-nobody-guesses"
BEARER = {"authorization": f"Bearer {TOKEN}"}
OURS = {"origin": "http://testserver"}
QUESTION = "新增多少学位？"
KEY = document_key("民生.txt")

PAGES = ("/admin/use", "/admin/use.jsonl", "/admin/library", f"/admin/remove/{KEY}")
CHANGES = ("/admin/add", f"/admin/replace/{KEY}", f"/admin/remove/{KEY}", "/admin/leave")


@dataclass
class Site:
    """A server over a real index, with what is behind it."""

    client: TestClient
    library: Library
    records: Records
    folder: Path

    def names(self) -> list[str]:
        return sorted(self.library.titles())

    def sign_in(self) -> str:
        """Sign in; the token that this session's forms carry."""
        answer = self.client.post("/admin/enter", data={"token": TOKEN}, headers=OURS)
        assert answer.status_code == 200, answer.text
        found = re.search(r'name="form_token" value="([^"]+)"', answer.text)
        assert found is not None
        return found[1]

    def send(self, path: str, form_token: str, *files: tuple[str, bytes], **fields: str) -> str:
        answer = self.client.post(
            path,
            data={"form_token": form_token, **fields},
            files=[("files", one) for one in files],
            headers=OURS,
        )
        return html.unescape(re.sub(r"<[^>]+>", " ", answer.text))


@pytest.fixture(scope="module", autouse=True)
def without_the_gradio_page() -> Iterator[None]:
    """It takes longer to make than all the rest, and has no part in this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("chat.server.mount_page", lambda app, *_, **__: app)
        yield


@pytest.fixture
def site(tmp_path: Path, segmenter: Segmenter) -> Iterator[Site]:
    folder = tmp_path / "index"
    build(folder, NEWS, PairEncoder(), segmenter)
    library, records = Library(folder, PairEncoder(), segmenter), Records(folder)
    answerer = FakeAnswerer(*NEWS)
    answerer.library = library  # type: ignore[assignment]

    async def make() -> FastAPI:  # inside an event loop; outside one, gradio leaves some open
        return create_app(
            answerer,
            limit=RateLimit(burst=1000),
            records=records,
            admin=AdminToken(TOKEN),
        )

    with TestClient(asyncio.run(make()), raise_server_exceptions=False) as client:
        yield Site(client, library, records, folder)
    library.close()
    records.close()


@pytest.fixture(scope="module")
def tokenless() -> Iterator[TestClient]:
    async def make() -> FastAPI:
        return create_app(FakeAnswerer(*NEWS))

    with TestClient(asyncio.run(make()), raise_server_exceptions=False) as client:
        yield client


# The token.


@pytest.mark.parametrize(
    "short", ["", "a" * 31, "a" * 40 + " b", "口" * 40, "a" * 513, "a" * 32 + "\n\0"]
)
def test_a_token_that_can_be_guessed_is_refused_and_not_repeated(short: str) -> None:
    with pytest.raises(YinjuError, match="32") as caught:
        AdminToken(short)
    assert not short or short not in str(caught.value)


@given(st.text(max_size=80))
def test_no_other_text_is_the_token(text: str) -> None:
    assert AdminToken(TOKEN).matches(text) == (text == TOKEN)


@given(st.integers(0, len(TOKEN) - 1), st.characters(codec="ascii"))
def test_one_other_character_is_not_the_token(at: int, character: str) -> None:
    changed = TOKEN[:at] + character + TOKEN[at + 1 :]
    assert AdminToken(TOKEN).matches(changed) == (changed == TOKEN)


def test_a_token_comes_from_the_environment_and_no_child_inherits_it() -> None:
    environment = {VARIABLE: f"{TOKEN}\n", "PATH": "/bin"}
    token = read_token(None, environment)
    assert token is not None
    assert token.matches(TOKEN)
    assert environment == {"PATH": "/bin"}
    assert read_token(None, environment) is None


def test_a_token_in_a_file_goes_before_and_one_that_all_can_read_is_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    file.chmod(0o600)
    token = read_token(file, {VARIABLE: "x" * 40})
    assert token is not None
    assert token.matches(TOKEN)
    assert caplog.records == []
    file.chmod(0o644)
    read_token(file, {})
    assert "chmod 600" in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("data", [b"\xff" * 40, b"", b"short", b"x" * 5000])
def test_a_file_without_a_token_is_one_line_that_does_not_repeat_it(
    tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "token").write_bytes(data)
    with pytest.raises(YinjuError) as caught:
        read_token(tmp_path / "token", {})
    assert "\n" not in str(caught.value)
    assert not data or data.decode("latin-1") not in str(caught.value)
    with pytest.raises(YinjuError, match="--admin-token-file"):
        read_token(tmp_path / "none", {})


# The door.


def test_without_a_token_there_are_no_admin_pages_at_all(tokenless: TestClient) -> None:
    for path in ("/admin", *PAGES):
        assert tokenless.get(path).status_code == 404
    for path in ("/admin/enter", *CHANGES):
        assert tokenless.post(path, headers=OURS).status_code == 404
    assert tokenless.post("/api/documents", headers=BEARER).status_code in (404, 405)
    assert tokenless.delete(f"/api/documents/{KEY}", headers=BEARER).status_code == 404
    assert "/api/documents/{key}" not in tokenless.get("/openapi.json").json()["paths"]


def test_who_has_not_signed_in_sees_and_changes_nothing(site: Site) -> None:
    for path in PAGES:
        answer = site.client.get(path)
        assert answer.status_code == 401
        assert "民生" not in answer.text
    for path in CHANGES:
        assert site.client.post(path, headers=OURS).status_code == 401
    assert site.client.get("/admin/enter").status_code in (404, 405)
    assert len(site.names()) == 3


HEADERS = st.one_of(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
    st.sampled_from(["Bearer", "bearer ", "Basic ", "Token "]).flatmap(
        lambda scheme: st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=60).map(
            lambda rest: f"{scheme} {rest}"
        )
    ),
    st.sampled_from([f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN} x", f"Basic {TOKEN}", TOKEN, f"Bearer  {TOKEN}"]),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    header=HEADERS, cookie=st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=50)
)
def test_whatever_is_shown_instead_of_the_token_nobody_gets_in(
    site: Site, header: str, cookie: str
) -> None:
    headers = {"authorization": header, "cookie": f"{COOKIE}={cookie}", **OURS}
    for path in PAGES:
        assert site.client.get(path, headers=headers).status_code == 401
    for path in CHANGES:
        assert site.client.post(path, headers=headers).status_code == 401
    refused = (401, 429)
    assert site.client.post("/api/documents", headers=headers).status_code in refused
    assert site.client.delete(f"/api/documents/{KEY}", headers=headers).status_code in refused
    assert len(site.names()) == 3


ROUNDABOUT = (
    "/admin/", "//admin", "/admin/use/", "/Admin/use", "/admin//use", "/admin/%2e%2e/admin/use",
    "/admin/use%00", "/admin/%75se", "/a/%2e%2e/admin/use", "/admin/library;x", "/admin/add/",
    "/admin/remove/", "/admin/remove/%2e%2e",
    f"/admin/remove/{KEY}0", f"/api/documents/{KEY}/", "/api/documents/", "/api//documents",
    "/static/%2e%2e/admin/use", "/%61dmin/use", "/admin/use.jsonl%0a", "/admin/use?lang=en#x",
)  # fmt: skip


def test_no_way_round_leads_in(site: Site) -> None:
    for path in ROUNDABOUT:
        for method in ("GET", "POST", "DELETE", "PUT", "HEAD", "OPTIONS", "PATCH"):
            answer = site.client.request(method, path, headers=OURS, follow_redirects=False)
            assert answer.status_code in (401, 404, 405), (method, path)
            assert "民生" not in answer.text
    assert len(site.names()) == 3


def test_a_session_is_a_cookie_that_no_script_and_no_other_site_can_use(site: Site) -> None:
    answer = site.client.post(
        "/admin/enter", data={"token": TOKEN}, headers=OURS, follow_redirects=False
    )
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303
    assert TOKEN not in cookie + answer.headers["location"]
    parts = {part.strip().lower() for part in cookie.split(";")}
    assert {"httponly", "samesite=strict", "path=/admin"} <= parts
    assert "secure" not in parts  # a browser would not send it back to http
    assert len(cookie.partition("=")[2].partition(";")[0]) >= 43


def test_over_https_the_cookie_is_for_https_only(site: Site) -> None:
    https = TestClient(site.client.app, base_url="https://testserver")
    answer = https.post(
        "/admin/enter",
        data={"token": TOKEN},
        headers={"origin": "https://testserver"},
        follow_redirects=False,
    )
    assert "Secure" in answer.headers["set-cookie"]


def test_a_session_ends_after_its_time_and_when_one_leaves(site: Site) -> None:
    form = site.sign_in()
    assert site.client.get("/admin/use").status_code == 200
    old = site.client.cookies.get(COOKIE)
    site.client.post("/admin/leave", data={"form_token": form}, headers=OURS)
    site.client.cookies.set(COOKIE, old or "")
    assert site.client.get("/admin/use").status_code == 401

    clock = [0.0]
    door = Door(AdminToken(TOKEN), lambda: clock[0])
    app = FastAPI()

    @app.exception_handler(Exception)
    def refused(*_: object) -> None: ...

    from fastapi import Request, Response

    def request(cookie: str = "") -> Request:
        headers = [(b"cookie", f"{COOKIE}={cookie}".encode()), (b"host", b"a")]
        return Request({"type": "http", "headers": headers, "client": ("1.2.3.4", 1), "scheme": "http",
                        "path": "/", "query_string": b"", "server": ("a", 80)})  # fmt: skip

    response = Response()
    door.enter(request(), TOKEN, response)
    name = response.headers["set-cookie"].partition("=")[2].partition(";")[0]
    clock[0] = LASTS - 1
    assert door.session(request(name)).form_token
    clock[0] = LASTS + 1
    with pytest.raises(Exception, match="401"):
        door.session(request(name))


def test_guessing_is_slowed_down_and_then_even_the_token_has_to_wait(site: Site) -> None:
    wrong = {"authorization": "Bearer " + "x" * 40}
    codes = [site.client.post("/api/documents", headers=wrong).status_code for _ in range(8)]
    assert codes == [401] * 6 + [429] * 2
    assert site.client.post("/api/documents", headers=BEARER).status_code == 429
    answer = site.client.post("/admin/enter", data={"token": TOKEN}, headers=OURS)
    assert answer.status_code == 429
    assert "retry-after" in answer.headers
    assert "试错太多次" in answer.text


FOREIGN = (
    {"origin": "https://evil.example"}, {"origin": "null"}, {}, {"sec-fetch-site": "cross-site", **OURS},
    {"sec-fetch-site": "same-site"}, {"origin": "http://testserver.evil.example"},
)  # fmt: skip


def test_no_other_site_s_form_changes_anything_though_the_cookie_comes_along(site: Site) -> None:
    form = site.sign_in()
    for headers in FOREIGN:
        for path in CHANGES:
            answer = site.client.post(path, data={"form_token": form}, headers=headers)
            assert answer.status_code == 403, (headers, path)
    assert len(site.names()) == 3
    assert site.client.get("/admin/use").status_code == 200


def test_a_form_without_its_session_s_own_token_changes_nothing(site: Site) -> None:
    site.sign_in()
    for path in CHANGES:
        takes_files = "/add" in path or "/replace" in path
        files = {"files": ("新.txt", "新文件。".encode())} if takes_files else None
        for token in ("", "x" * 43, TOKEN):
            answer = site.client.post(path, data={"form_token": token}, files=files, headers=OURS)
            assert answer.status_code == 403, path
    assert len(site.names()) == 3
    assert site.client.get("/admin/use").status_code == 200


def test_the_token_is_in_no_page_no_header_and_no_log(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        form = site.sign_in()
        pages = [site.client.get(path) for path in ("/", "/admin", *PAGES)]
        pages.append(site.client.post("/admin/enter", data={"token": TOKEN + "x"}, headers=OURS))
        pages.append(site.client.post("/api/documents", headers=BEARER))
        site.send("/admin/add", form, ("坏.pdf", b"%PDF-1.4 broken"))
    for page in pages:
        assert TOKEN not in page.text + str(page.headers) + str(page.url)
    assert TOKEN not in caplog.text


def test_admin_pages_are_framed_by_nobody_kept_by_no_cache_and_say_where_their_forms_come_from(
    site: Site,
) -> None:
    site.sign_in()
    for path in ("/admin/use", "/admin/library"):
        headers = site.client.get(path).headers
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert "unsafe" not in policy
        assert headers["cache-control"] == "no-store"
        assert (
            headers["referrer-policy"] == "same-origin"
        )  # with no-referrer a form's Origin is null


# 文库.


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


def test_the_json_interface_does_the_same_with_the_token_in_a_header(site: Site) -> None:
    files = [("files", ("轨道.txt", "轨道交通。".encode())), ("files", ("坏.txt", b"\0\1\2"))]
    answer = site.client.post("/api/documents", files=files, headers=BEARER)
    assert answer.status_code == 201
    assert answer.json()["added"] == ["轨道.txt"]
    assert len(answer.json()["failures"]) == 1
    again = site.client.post("/api/documents", files=files[:1], headers=BEARER)
    assert (again.status_code, again.json()["taken"]) == (409, ["轨道.txt"])
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
    large = {"files": ("大.txt", b"0" * (MOST_BYTES + 100_000))}
    answer = site.client.post("/admin/add", data={"form_token": form}, files=large, headers=OURS)
    assert answer.status_code == 413
    assert site.client.post("/api/documents", files=large, headers=BEARER).status_code == 413
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


# 运营.


def test_what_was_asked_and_said_is_shown_and_a_reported_quote_opens_in_place(site: Site) -> None:
    cited = site.client.post("/api/ask", json={"question": QUESTION}).json()["citations"][0]
    for _ in range(2):
        site.client.post("/api/ask", json={"question": "zz火星<b>zz"})
    place = {
        "document": KEY,
        "at": ",".join(f"{start}-{end}" for start, end in cited["spans"]),
        "words": fingerprint(cited["quote"]),
    }
    for said in (
        {"question": QUESTION, "verdict": "wrong-quote", **place},
        {"question": "火星<i>？", "verdict": "should-answer"},
        {"question": "变了", "verdict": "wrong-quote", **place, "words": "00000000"},
    ):
        assert site.client.post("/report", json=said).status_code == 204
    site.sign_in()
    page = site.client.get("/admin/use").text
    assert cited["quote"] in html.unescape(page)
    assert "原文已更新" in page
    assert "<i>" not in page
    assert "<b>" not in page
    assert "2 次" in page
    (link,) = re.findall(r'href="(/d/[^"]+)"', page)
    opened = site.client.get(html.unescape(link)).text
    assert "<mark" in opened


def test_records_that_cannot_be_read_are_a_message_and_no_trace(site: Site) -> None:
    site.sign_in()
    site.records.close()
    page = site.client.get("/admin/use")
    assert page.status_code == 503
    assert "读不出来" in page.text
    assert "sqlite" not in page.text


def test_a_full_disk_changes_nothing_and_says_so(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    form = site.sign_in()
    monkeypatch.setattr("chat.admin.shelf.shutil.copyfileobj", full)
    said = site.send("/admin/add", form, ("新.txt", "新文件。".encode()))
    assert "make room on the disk" in said
    assert len(site.names()) == 3


def test_without_records_the_page_says_so(tmp_path: Path, segmenter: Segmenter) -> None:
    build(tmp_path, NEWS, PairEncoder(), segmenter)
    library = Library(tmp_path, PairEncoder(), segmenter)
    answerer = FakeAnswerer(*NEWS)
    answerer.library = library  # type: ignore[assignment]

    async def make() -> FastAPI:
        return create_app(answerer, admin=AdminToken(TOKEN))

    with TestClient(asyncio.run(make())) as client:
        page = client.post("/admin/enter", data={"token": TOKEN}, headers=OURS).text
        assert "--no-records" in page
        assert client.get("/admin/use.jsonl").text == ""
    library.close()


def test_the_export_is_read_as_questions_and_each_report_is_one(tmp_path: Path, site: Site) -> None:
    said = [
        Reported("2026-01-01", 1, Report("甲？", Verdict.HELPFUL, KEY, "1-2", "00000000"), "原话", "/d"),
        Reported("2026-01-01", 2, Report("乙？", Verdict.WRONG, KEY, "1-2", "00000000"), "错话", "/d"),
        Reported("2026-01-01", 1, Report("丙？", Verdict.SHOULD_ANSWER)),
        Reported("2026-01-01", 1, Report("丁\n？", Verdict.UNHELPFUL)),
    ]  # fmt: skip
    (tmp_path / "q.jsonl").write_text(questions(said, [Count("戊？", 3, 2)]), encoding="utf-8")
    found = read_questions(tmp_path / "q.jsonl")
    assert [one.question for one in found] == ["甲？", "乙？", "丙？", "丁\n？", "戊？"]
    assert [one.answerable for one in found] == [True, True, True, True, False]
    assert found[0].evidence == ("原话",)
    assert found[1].evidence == ()
    assert len({one.id for one in found}) == 5
    gold = (Path(__file__).parents[1] / "corpus" / "questions.jsonl").read_text("utf-8")
    known = json.loads(gold.split("\n")[0])
    line = json.loads((tmp_path / "q.jsonl").read_text("utf-8").split("\n")[0])
    assert list(line) == list(known)
    site.client.post("/report", json={"question": "己？", "verdict": "helpful"})
    site.sign_in()
    exported = site.client.get("/admin/use.jsonl")
    assert "attachment" in exported.headers["content-disposition"]
    assert json.loads(exported.text.splitlines()[0])["question"] == "己？"
