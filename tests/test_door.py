"""Only who shows the token gets in, and no other site acts in their name."""

import logging

import pytest
from admins import BEARER, CHANGES, KEY, OURS, PAGES, TOKEN, Site
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from chat.admin.door import COOKIE, LASTS, Denied, Door
from chat.admin.token import AdminToken


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


def test_guessing_from_one_network_of_ipv6_is_guessing_of_one_client() -> None:
    from fastapi import Request

    door = Door(AdminToken(TOKEN), lambda: 0.0)

    def tried(address: str) -> int:
        headers = [(b"authorization", b"Bearer " + b"x" * 40)]
        client = {"type": "http", "headers": headers, "client": (address, 1)}
        with pytest.raises(Denied) as caught:
            door.check_bearer(Request(client))
        return caught.value.status

    assert [tried(f"2001:db8:1:2::{at}") for at in range(8)] == [401] * 6 + [429] * 2
    assert tried("2001:db8:1:3::1") == 401


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
