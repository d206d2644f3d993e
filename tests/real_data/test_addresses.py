"""The servers still have the files: their heads are asked for, so that a moved address is seen though all is cached."""

import pytest
import requests

from nnutils.datasets.files import FILES


@pytest.mark.parametrize("name", FILES)
def test_the_server_has_the_file(name):
    answer = requests.head(FILES[name].url, timeout=60, allow_redirects=True, headers={"Accept-Encoding": "identity"})
    assert answer.status_code == 200, f"{answer.url} answered {answer.status_code} {answer.reason}"
    assert not answer.headers.get("Content-Type", "").startswith("text/html"), f"{answer.url} sent a web page"
    assert int(answer.headers["Content-Length"]) > 10_000
