"""The system's Chromium without a window, for tests of pages; nothing is downloaded."""

from __future__ import annotations

import contextlib
import os
import shutil

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")
WHY_NOT = "needs Chromium and its driver (on Debian: apt-get install chromium chromium-driver)"


@contextlib.contextmanager
def opened(width=1280, height=1000, *, with_script=True):
    """A browser that keeps what its pages log and what they ask for; skips where there is none."""
    if not (CHROMIUM and DRIVER):
        pytest.skip(WHY_NOT)
    webdriver = pytest.importorskip("selenium.webdriver", reason="needs selenium, of the extra dev")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    arguments = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]
    arguments.append("--force-prefers-reduced-motion")  # or a click meets what still moves
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # in a bare container
    for argument in (*arguments, f"--window-size={width},{height}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    if not with_script:
        options.add_experimental_option(
            "prefs", {"profile.managed_default_content_settings.javascript": 2}
        )
    service = webdriver.ChromeService(executable_path=DRIVER)
    browser = webdriver.Chrome(options=options, service=service)
    try:
        yield browser
    finally:
        browser.quit()
