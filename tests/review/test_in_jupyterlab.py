"""The review in a real JupyterLab in Chromium, by keyboard only."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest

import browser as browsers
import suspectmatch as sm

pytestmark = pytest.mark.slow
LAUNCH = "import sys; from jupyterlab.labapp import main; sys.exit(main())"
PATIENCE = 60
N = 20
LINK = """\
import suspectmatch as sm
from suspectmatch.review import review
from suspectmatch.synthetic import single_name_records

made = single_name_records(300, seed=1)
linkage = sm.link({"register": made.records}, progress=False)
"""
HOSTILE = """\
born = {"birth_dates": ["1971-04-12"], "documents": [{"kind": "passport", "number": "P1234567"}]}
EVIL = "<script>document.title = 'caught'</script>"
IMAGE = "<img src=x onerror='document.title=1'>"
names = ["Zubayr Tarkhani", EVIL, IMAGE, "زبير طرخاني", "Ab" * 5000, "\\u202eevil"]
one = {"source": EVIL, "record_id": "1", "names": names, "handling": ["</bdi><b>H1</b>"], **born}
two = {"source": "jail", "record_id": "7", "names": ["TARKHANI, Zubair"], "role": "detained", **born}
review(sm.link(sm.load([one, two]), progress=False), "hostile.jsonl", reviewer=EVIL)
"""
CELLS = (
    LINK,
    f"review(linkage, 'decisions.jsonl', reviewer='desk 4', n={N})",
    f"review(linkage, 'blind.jsonl', reviewer='desk 7', n={N}, blind=True)",
    HOSTILE,
)


def notebook():
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{k}",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for k, source in enumerate(CELLS)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


@contextlib.contextmanager
def jupyterlab(folder):
    """A JupyterLab of its own settings, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    own = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    source = str(Path(sm.__file__).parents[1])
    environment = os.environ | own | {"IPYTHONDIR": str(folder / "ipython"), "PYTHONPATH": source}
    options = {
        "ServerApp.root_dir": folder / "notebooks",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "IdentityProvider.token": token,
        "LabApp.expose_app_in_browser": True,
        "LabApp.news_url": "",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    }
    arguments = [f"--{name}={value}" for name, value in options.items()]
    log = (folder / "log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-c", LAUNCH, "--no-browser", "--allow-root", *arguments],
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait(lambda: answers(f"{address}/api?token={token}"), "the server")
        yield f"{address}/lab/tree/review.ipynb?token={token}"
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


def answers(address):
    try:
        with urllib.request.urlopen(address, timeout=2) as page:
            return page.status == 200
    except (URLError, OSError):
        return False


def wait(condition, what):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(Exception):  # what is not there yet
            if found := condition():
                return found
        time.sleep(0.05)
    pytest.fail(f"waited {PATIENCE} s for {what}")


class Lab:
    """What a person does in the window."""

    def __init__(self, window, folder):
        self.window, self.folder = window, folder

    def run(self, command):
        self.window.execute_script("window.jupyterapp.commands.execute(arguments[0])", command)

    def widget(self, k):
        return self.window.find_elements("css selector", ".sm-review")[k]

    def n_widgets(self):
        return len(self.window.find_elements("css selector", ".sm-review"))

    def press(self, *keys):
        from selenium.webdriver.common.action_chains import ActionChains  # noqa: PLC0415

        ActionChains(self.window).send_keys(*keys).perform()

    def focus(self, k):
        self.window.execute_script("arguments[0].focus()", self.widget(k))

    def text(self, k, part):
        return self.widget(k).find_element("css selector", part).get_attribute("textContent")

    def says(self, k, part, words):
        wait(lambda: words in self.text(k, part), f"{words!r} in {part} of widget {k}")

    def lines(self, name):
        path = self.folder / name
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def shoot(self, name):
        if shots := os.environ.get("SUSPECTMATCH_SHOTS"):
            self.window.save_screenshot(str(Path(shots) / f"{name}.png"))


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    for package in ("jupyterlab", "anywidget"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"needs {package}, of the extras dev and notebook")
    folder = tmp_path_factory.mktemp("lab")
    (folder / "notebooks").mkdir()
    (folder / "notebooks" / "review.ipynb").write_text(json.dumps(notebook()), encoding="utf-8")
    with browsers.opened(1400, 1400) as window, jupyterlab(folder) as address:
        window.get(address)
        made = Lab(window, folder / "notebooks")
        wait(
            lambda: (
                window.execute_script(
                    "return window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status"
                )
                == "idle"
            ),
            "the kernel",
        )
        made.run("notebook:run-all-cells")
        wait(lambda: made.n_widgets() == 3, "three widgets")
        yield made


def test_twenty_leads_are_reviewed_by_keyboard_only(lab):
    lab.focus(0)
    lab.shoot("review-first")
    for k in range(N):
        lab.says(0, "h3", f"Pair {k + 1} of {N}")
        lab.press("sdu"[k % 3] if k else "s")
        if k and k % 3 == 1:
            wait(
                lambda: lab.widget(0).find_element("css selector", "input").is_displayed(), "the reason"
            )
            if k == 1:
                lab.shoot("review-reason")
            lab.press("twins\n" if k == 1 else "\n")
        lab.says(0, ".sm-progress", f"{k + 1} of {N} decided")
        assert len(lab.lines("decisions.jsonl")) == k + 1
    lab.says(0, "h3", "The end")
    lab.shoot("review-end")
    reasons = [json.loads(line)["reason"] for line in lab.lines("decisions.jsonl")]
    assert reasons[1] == "twins"


def test_undo_arrows_and_help(lab):
    lab.focus(0)
    lab.press("z")
    lab.says(0, ".sm-progress", f"{N - 1} of {N} decided")
    lab.says(0, "h3", f"Pair {N} of {N}")
    assert len(sm.Decisions.read(lab.folder / "decisions.jsonl").standing()) == N - 1
    lab.press("\ue012")  # left
    lab.says(0, "h3", f"Pair {N - 1} of {N}")
    lab.says(0, ".sm-before", "You decided: same person")
    lab.press("?")
    assert lab.widget(0).find_element("css selector", ".sm-help").is_displayed()
    lab.shoot("review-help")
    for _ in range(2):  # two D would delete the cell, were they the notebook's
        lab.press("d")
        wait(lambda: lab.widget(0).find_element("css selector", "input").is_displayed(), "the reason")
        lab.press("\ue00c")  # escape
    assert lab.n_widgets() == len(CELLS) - 1
    lab.press("\ue014")  # right
    lab.says(0, "h3", f"Pair {N} of {N}")


def test_blind_shows_nothing_of_the_model(lab):
    lab.focus(1)
    for k in range(3):
        lab.says(1, "h3", f"Pair {k + 1} of {N}")
        html = lab.widget(1).get_attribute("outerHTML").lower()
        assert not [word for word in ("probab", "bits", "model", "%", "level", "sm-bar") if word in html]
        lab.press("d")  # against the model or not: nothing is asked, for that would tell
        lab.says(1, "h3", f"Pair {k + 2} of {N}")  # the next comes once the last is in the file
        lab.says(1, ".sm-status", "Saved: different persons.")
    lab.shoot("review-blind")
    assert len(lab.lines("blind.jsonl")) == 3


def test_values_are_text_whatever_they_hold(lab):
    lab.focus(2)
    lab.window.execute_script("arguments[0].scrollIntoView()", lab.widget(2))
    lab.shoot("review-hostile")
    text = lab.text(2, ".sm-records")
    for value in (
        "<script>",
        "<img src=x",
        "</bdi><b>H1</b>",
        "زبير طرخاني",
        "9,840 more characters",
        "[U+202E]evil",
    ):
        assert value in text
    assert not lab.widget(2).find_elements("css selector", "script, img, b, iframe")
    assert lab.window.title.startswith("review")
    lab.window.execute_script("arguments[0].querySelector('.sm-rest').click()", lab.widget(2))
    assert "Ab" * 5000 in lab.text(2, ".sm-records")
    lab.press("u")
    lab.says(2, ".sm-progress", "1 of 1 decided")


def test_a_key_reaches_the_review_from_the_notebook(lab):
    lab.run("notebook:enter-command-mode")
    for _ in range(200):
        lab.press("\ue004")
        if lab.window.execute_script("return document.activeElement.matches('.sm-review')"):
            return
    pytest.fail("Tab does not reach the review")


def test_it_goes_on_after_the_kernel_is_restarted(lab):
    lab.focus(0)
    lab.press("\ue012")
    lab.says(0, "h3", f"Pair {N - 1} of {N}")
    lab.window.execute_script(
        "return window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    )
    lab.press("d")
    lab.says(0, ".sm-status", "The kernel does not answer")
    lab.shoot("review-no-kernel")
    lab.run("notebook:run-all-cells")
    wait(lambda: "answer" not in lab.text(0, ".sm-status") and lab.n_widgets() == 3, "widgets again")
    lab.says(0, ".sm-progress", f"{N - 1} of {N} decided")
    lab.says(0, "h3", f"Pair {N} of {N}")
    lab.shoot("review-again")


def test_nothing_was_asked_for_from_elsewhere(lab):
    asked = [json.loads(entry["message"])["message"] for entry in lab.window.get_log("performance")]
    urls = [
        each["params"]["request"]["url"]
        for each in asked
        if each["method"] == "Network.requestWillBeSent"
    ]
    assert urls
    hosts = {urlsplit(url).hostname for url in urls if urlsplit(url).scheme in {"http", "https", "ws"}}
    assert hosts == {"127.0.0.1"}
