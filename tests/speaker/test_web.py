"""The page's server, over real HTTP."""

import http.client
import json
import re
from pathlib import Path
from typing import Any

import pytest

from skill.languages import LOCALES, find, translate
from skill.protocol import load
from skill.speaker import web

PAGE = Path(web.__file__).parent / "page"
JSON = {"Content-Type": "application/json"}


def send(
    origin: str, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(origin.removeprefix("http://"))
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, content


def turn(origin: str, locale: str, **ask: Any) -> dict[str, Any]:
    response, content = send(
        origin, "POST", "/turn", json.dumps({"locale": locale, **ask}).encode(), **JSON
    )
    assert response.status == 200
    answer: dict[str, Any] = json.loads(content)
    return answer


@pytest.mark.parametrize("path", ["/", "/page.js", "/words/en-US", "/nothing", "/turn"])
def test_everything_is_under_the_strict_policy(origin: str, path: str) -> None:
    response, _ = send(origin, "GET", path)
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert not re.search(r"unsafe|http|\*|data:|blob:", policy)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in response.headers


def test_the_page_names_no_other_origin() -> None:
    named = {
        (path.name, found)
        for path in PAGE.iterdir()
        for found in re.findall(r"(?:https?:)?//[\w.]+\.\w+[^\s\"]*", path.read_text("utf-8"))
    }
    assert named == {("icon.svg", "http://www.w3.org/2000/svg")}


@pytest.mark.parametrize("name", ["evil.example", "evil.example:80", "127.0.0.1.evil.example"])
@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("POST", "/turn")])
def test_other_names_for_this_machine_are_refused(
    origin: str, name: str, method: str, path: str
) -> None:
    response, content = send(origin, method, path, b"{}", Host=name, **JSON)
    assert response.status == 400
    assert content == b""


def test_localhost_is_this_machine(origin: str) -> None:
    port = origin.rpartition(":")[2]
    response, _ = send(origin, "GET", "/", Host=f"localhost:{port}")
    assert response.status == 200


@pytest.mark.parametrize("other", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_other_sites_are_refused(origin: str, other: str) -> None:
    body = json.dumps({"locale": "en-US"}).encode()
    response, content = send(origin, "POST", "/turn", body, Origin=other, **JSON)
    assert (response.status, content) == (403, b"")
    # A form of another site may post without asking first, but no JSON.
    response, content = send(origin, "POST", "/turn", body, **{"Content-Type": "text/plain"})
    assert (response.status, content) == (415, b"")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"\xff", 400),
        (b'{"locale": "tlh-QO"}', 400),
        (b'{"locale": "../x"}', 400),
        (b'{"locale": "en-US", "said": 1}', 400),
        (b'{"locale": "en-US", "touch": "CheckSymptomsIntent"}', 400),
        (b'{"locale": "en-US", "url": "http://evil.example"}', 400),
        (b'{"locale": "en-US", "session": {"attributes": []}}', 400),
        (b'{"locale": "en-US", "said": "' + b"x" * web.LARGEST_BODY + b'"}', 413),
    ],
)
def test_bad_bodies_are_refused(origin: str, body: bytes, status: int) -> None:
    response, content = send(origin, "POST", "/turn", body, **JSON)
    assert (response.status, content) == (status, b"")


@pytest.mark.parametrize("path", ["/words/tlh-QO", "/words/..", "/../web.py", "/%2e%2e/web.py"])
def test_nothing_else_is_served(origin: str, path: str) -> None:
    response, content = send(origin, "GET", path)
    assert (response.status, content) == (404, b"")


def test_every_locale_is_offered_by_its_own_name(origin: str) -> None:
    _, content = send(origin, "GET", "/locales")
    offered = json.loads(content)
    assert list(offered["names"]) == list(LOCALES)
    assert offered["names"]["de-DE"] == "Deutsch (Deutschland)"
    assert len(set(offered["names"].values())) == len(LOCALES)
    assert offered["fallback"] in LOCALES


def test_the_page_has_all_the_words_it_shows(origin: str) -> None:
    page = "".join(path.read_text("utf-8") for path in PAGE.iterdir())
    shown = set(re.findall(r"data-word=\"([\w.]+)\"|words\[\"([\w.]+)\"\]", page))
    _, content = send(origin, "GET", "/words/en-US")
    words = json.loads(content)["words"]
    assert {one or other for one, other in shown} <= set(words)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_conversation_in_every_locale(origin: str, locale: str) -> None:
    _, content = send(origin, "GET", f"/words/{locale}")
    words = json.loads(content)
    assert words["direction"] == ("rtl" if locale.startswith("ar") else "ltr")
    number = load().emergency_numbers[locale.partition("-")[2]].number
    assert words["number"] == number
    answer = turn(origin, locale)
    assert answer["turn"]["intent"] == "LaunchRequest"
    assert number in answer["turn"]["speech"]
    assert number not in answer["aloud"]
    answer = turn(origin, locale, said="", session=answer["session"])
    assert answer["exchange"] is None
    check = translate(find(locale), "suggestion.check", load().texts["suggestion.check"])
    answer = turn(origin, locale, said=check, session=answer["session"])
    asked = [answer["turn"]["asking"]]
    while answer["turn"]["asking"]:
        no = {"touch": "AMAZON.NoIntent", "said": words["words"]["screen.no"]}
        answer = turn(origin, locale, session=answer["session"], **no)
        assert answer["turn"]["heard"] == no["said"]
        assert answer["turn"]["asking"] not in asked
        asked.append(answer["turn"]["asking"])
    assert answer["turn"]["urgency"] == "prompt"
    assert {one["id"] for one in answer["understood"]} == set(answer["turn"]["findings"])


def test_a_turn_shows_the_real_request_and_response(origin: str) -> None:
    opened = turn(origin, "en-US")
    answer = turn(origin, "en-US", said="I have a fever, no pain", session=opened["session"])
    assert answer["exchange"]["request"]["request"]["intent"]["name"] == answer["turn"]["intent"]
    assert answer["exchange"]["request"]["session"]["attributes"] == opened["session"]["attributes"]
    assert answer["card"] == answer["exchange"]["response"]["response"]["card"]
    fever = next(one for one in answer["understood"] if one["id"] == "fever")
    assert fever == {"id": "fever", "value": "yes", "words": "you have a fever"}
    assert answer["milliseconds"] > 0


def test_the_session_travels_with_the_page_alone(origin: str) -> None:
    opened = turn(origin, "en-US")
    told = turn(origin, "en-US", said="I have a fever", session=opened["session"])
    again = turn(origin, "en-US", said="I am dizzy", session=opened["session"])
    assert "fever" in told["turn"]["findings"]
    assert "fever" not in again["turn"]["findings"]


def test_a_conversation_goes_on_in_another_language(origin: str) -> None:
    told = turn(origin, "en-US", said="I have a fever")
    again = turn(origin, "de-DE", touch="AMAZON.RepeatIntent", session=told["session"])
    assert again["turn"]["findings"] == told["turn"]["findings"]
    assert again["turn"]["asking"] == told["turn"]["asking"]
    assert "Fieber" in again["turn"]["speech"]
