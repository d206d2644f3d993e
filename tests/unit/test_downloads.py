"""Whatever server and network do, a loader ends soon with checked data, a stand-in or one clear error."""

import threading
import time

import pytest
from misbehaving import BODY, NAME, dead_url, files_in

from nnutils import datasets
from nnutils.datasets import files


@pytest.mark.parametrize("path", ["/good", "/redirect"])
def test_a_download_is_kept_and_not_repeated(path, serve, server, home):
    kept = serve(path)
    assert datasets.text_corpus().is_real
    asked = len(server.requests)
    assert datasets.text_corpus().text == BODY.decode()
    assert len(server.requests) == asked
    assert files_in(home) == [kept]


@pytest.mark.parametrize("path", ["/stall", "/silent"])
def test_a_server_that_falls_silent_is_given_up_before_the_time_is_over(path, serve, monkeypatch):
    monkeypatch.setattr(files, "TOTAL_SECONDS", 20.0)
    serve(path)
    start = time.monotonic()
    with pytest.raises(datasets.DataError):
        datasets.text_corpus()
    assert time.monotonic() - start < 5


def downloads():
    return [thread for thread in threading.enumerate() if thread.name == f"download {NAME}" and not thread.join(2)]


def test_nothing_goes_on_downloading_after_the_time_is_over(serve, home):
    serve("/steady")
    with pytest.raises(datasets.DataError, match="did not deliver in time"):
        datasets.text_corpus()
    assert not any(thread.is_alive() for thread in downloads())
    assert files_in(home) == []


def test_nothing_goes_on_downloading_after_the_reader_interrupts_a_cell(serve, home, monkeypatch):
    def interrupt(*args):
        time.sleep(0.5)  # the download has begun by then
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "TOTAL_SECONDS", 60.0)
    serve("/steady")
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "join", interrupt)
        with pytest.raises(KeyboardInterrupt):
            datasets.text_corpus()
    assert not any(thread.is_alive() for thread in downloads())
    assert files_in(home) == []


FAILURES = {
    "/truncated": "broke off",
    "/short": "cut short or altered",
    "/altered": "cut short or altered",
    "/html": "web page instead of the file",
    "/missing": "127.0.0.1 answered 404",
    "/broken": "127.0.0.1 answered 503",
    "/circle": "TooManyRedirects",
    "/stall": "broke off|in time",
    "/silent": "did not deliver in time",
    "/drip": "did not deliver in time",
    "/drip-headers": "did not deliver in time",
    "dead": "no connection to 127.0.0.1",
}


@pytest.mark.parametrize(("path", "message"), FAILURES.items())
def test_a_failure_is_one_clear_error_soon_and_leaves_nothing_behind(path, message, serve, home):
    serve(dead_url() if path == "dead" else path)
    start = time.monotonic()
    with pytest.raises(datasets.DataError, match=message) as caught:
        datasets.text_corpus()
    assert time.monotonic() - start < 5
    assert NAME in str(caught.value)
    assert "NNUTILS_DATA" in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert files_in(home) == []


@pytest.mark.parametrize(("path", "message"), [("/html", "web page"), ("dead", "no connection"), ("/drip", "in time")])
def test_in_auto_mode_a_failure_gives_a_stand_in_and_a_notice_that_says_why(path, message, serve, monkeypatch, capsys):
    monkeypatch.delenv("NNUTILS_DATA")
    serve(dead_url() if path == "dead" else path)
    data = datasets.text_corpus()
    assert not data.is_real
    assert message in data.source
    assert f"Notice: {data.source}\n" in capsys.readouterr().out


def test_in_auto_mode_real_data_comes_without_a_notice(serve, monkeypatch, capsys):
    monkeypatch.setenv("NNUTILS_DATA", "auto")
    serve("/good")
    assert datasets.text_corpus().is_real
    assert "Notice" not in capsys.readouterr().out
