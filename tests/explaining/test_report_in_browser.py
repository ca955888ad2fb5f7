"""The page of leads as its readers have it: in a browser, by keyboard, from right to left, in print."""

from __future__ import annotations

import base64
import json
from itertools import pairwise
from pathlib import Path

import pytest

from browser import opened
from suspectmatch.decisions import Decisions
from suspectmatch.linking import link

EVIL = "<script>alert(1)</script>"
LONG = "Ab" * 5_000
TURNED = "\u202eEvil\u2066 name"  # would turn what follows it, were it not isolated
HEBREW, ARABIC = "ראובן כהן-לוי", "زبير طرخاني"
LEADS = "section.lead:not([hidden])"
CONTRAST = Path(__file__).with_name("contrast.js").read_text("utf-8")
UN = [
    {
        "record_id": "1",
        "names": ["Zubayr Tarkhani", EVIL, TURNED, ARABIC, LONG],
        "birth_dates": ["1971-04-12"],
        "nationalities": ["PK"],
        "documents": [{"kind": "passport", "number": "P 123-4567"}],
        "handling": ["law enforcement only", '"><img src=x onerror=alert(2)>'],
        "role": "listed",
        "remarks": "</script><script>alert(3)</script>",
    },
    {"record_id": "5", "names": [HEBREW, "Reuven Cohen-Levi"], "birth_dates": ["1980-02-03"]},
]
JAIL = [
    {
        "record_id": "7&8",
        "names": ["TARKHANI, Zubair"],
        "birth_dates": ["12 April 1971"],
        "documents": [{"kind": "passport", "number": "P1234567"}],
        "handling": ["originator controlled"],
    },
    {"record_id": "9", "names": ["Orm Ekvall"], "birth_dates": ["1950-01-02"]},
    {"record_id": "11", "names": ["ראובן כהן לוי"], "birth_dates": ["1980-02-03"]},
    {"record_id": "12", "names": ["Zubayr Tarkhani"], "birth_dates": ["1983"], "nationalities": ["SE"]},
]
GAZETTE = [
    {"record_id": "3", "names": ["Orm Ékvall"], "birth_dates": ["1950-01-02"]},
    {"record_id": "4", "names": ["Unlinked Person"]},
]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    decisions = Decisions.read(folder / "decisions.jsonl", missing_ok=True)
    decisions.record("un:1", "jail:12", "same", reason=EVIL, by="desk 4", at="2026-03-01T10:00+00:00")
    sources = {"un": UN, "jail": JAIL, "gazette": GAZETTE}
    options = {"method": "components", "progress": False, "threads": 1}
    linkage = link(sources, decisions=decisions, **options)
    return linkage.report(folder / "leads.html").as_uri()


@pytest.fixture(scope="module")
def browser():
    with opened() as made:
        yield made


@pytest.fixture
def page(browser, address):
    browser.get(address)
    return browser


def by(page, query):
    return page.find_elements("css selector", query)


def texts(page):
    return [each.text for each in by(page, LEADS)]


def choose(page, name, value):
    page.execute_script(
        "const e = document.getElementById(arguments[0]); e.value = arguments[1];"
        "e.dispatchEvent(new Event('input', {bubbles: true}));",
        name,
        value,
    )


def test_it_asks_for_nothing_and_complains_of_nothing(page, address):
    page.get_log("performance")
    page.get(address)
    events = [json.loads(each["message"])["message"] for each in page.get_log("performance")]
    asked = [each["params"] for each in events if each["method"] == "Network.requestWillBeSent"]
    assert [each["request"]["url"] for each in asked] == [address]
    assert page.get_log("browser") == []


def test_nothing_can_leave(page):
    blocked = page.execute_async_script(
        "const done = arguments[0]; const image = new Image();"
        "document.addEventListener('securitypolicyviolation', (e) => done(e.effectiveDirective));"
        "image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw='; setTimeout(() => done(null), 3000);"
    )
    assert blocked == "img-src"
    page.get_log("browser")


def test_hostile_texts_are_only_texts(page):
    from selenium.webdriver.support.expected_conditions import alert_is_present  # noqa: PLC0415

    assert not alert_is_present()(page)
    assert len(by(page, "script")) == 1
    assert not by(page, "img")
    assert page.execute_script("return document.body.textContent.includes(arguments[0])", EVIL)
    assert page.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
    folded = page.execute_script(
        "return [...document.querySelectorAll('details.huge')].map((e) => e.open)"
    )
    assert folded
    assert not any(folded)


def test_search_narrows(page):
    assert len(texts(page)) == 3
    by(page, "#words")[0].send_keys("ekvall orm")
    assert len(texts(page)) == 1
    assert "Orm Ékvall" in texts(page)[0]
    assert by(page, "#shown")[0].text.startswith("1 of 3 leads")
    assert len(by(page, "tr[data-lead]:not([hidden])")) == 1
    by(page, "#words")[0].send_keys(" nobody")
    assert texts(page) == []
    by(page, "#clear")[0].click()
    assert len(texts(page)) == 3


@pytest.mark.parametrize("words", [ARABIC, "7&8", "P1234567", EVIL])
def test_search_finds_names_ids_and_numbers(page, words):
    choose(page, "words", words)
    assert len(texts(page)) == 1
    assert "originator controlled" in texts(page)[0]


def test_filters_narrow(page):
    choose(page, "marking", "originator controlled")
    assert len(texts(page)) == 1
    choose(page, "marking", "")
    choose(page, "source", "gazette")
    assert len(texts(page)) == 1
    choose(page, "source", "")
    by(page, "#conflicts")[0].click()
    assert len(texts(page)) == 1
    assert "un:1 and jail:12" in texts(page)[0]
    by(page, "#conflicts")[0].click()
    with_cautions = by(page, "section.lead:not([data-cautions='0'])")
    assert 0 < len(with_cautions) < 3
    by(page, "#cautions")[0].click()
    assert by(page, LEADS) == with_cautions


def test_what_it_was_narrowed_to_is_told_on_paper_too(page):
    by(page, "#words")[0].send_keys("ekvall")
    choose(page, "source", "gazette")
    by(page, "#conflicts")[0].click()
    said = by(page, "#shown")[0].text
    assert "narrowed to" in said
    assert all(words in said for words in ("ekvall", "source gazette", "only with conflicts"))
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    seen = [
        each.is_displayed() for each in by(page, "#shown, #tools label, #tools button, #tools input")
    ]
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert sum(seen) == 1


def test_filter_by_probability(page):
    least = page.execute_script(
        "return [...document.querySelectorAll('section.lead')].map((e) => Number(e.dataset.probability))"
    )
    for bound in ("0.9", "0.999"):
        choose(page, "least", bound)
        assert len(texts(page)) == sum(p >= float(bound) for p in least)


def test_a_link_opens_by_keyboard_alone(page):
    keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
    active = page.switch_to.active_element
    for _ in range(60):
        active.send_keys(keys.TAB)
        active = page.switch_to.active_element
        outline = active.value_of_css_property("outline-style")
        assert outline != "none", "focus cannot be seen"
        is_link = page.execute_script("return arguments[0].closest('details.link') !== null", active)
        if is_link:
            break
    assert is_link
    assert not by(page, "details.link[open]")
    active.send_keys(keys.ENTER)
    table = by(page, "details.link[open] table.waterfall")[0]
    assert table.is_displayed()
    assert "prior" in table.text
    assert len(by(page, "details.link[open] svg.bar")) >= 4


def test_the_first_tab_skips_to_the_leads(page):
    keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
    page.switch_to.active_element.send_keys(keys.TAB)
    page.switch_to.active_element.send_keys(keys.ENTER)
    assert page.current_url.endswith("#leads")


@pytest.mark.parametrize(("name", "direction"), [(HEBREW, "rtl"), ("Orm Ékvall", "ltr")])
def test_names_stand_in_their_own_direction(page, name, direction):
    found = page.execute_script(
        "return [...document.querySelectorAll('bdi')].filter((e) => e.textContent === arguments[0])"
        ".map((e) => getComputedStyle(e).direction)",
        name,
    )
    assert set(found) == {direction}


def test_a_name_that_turns_the_writing_turns_nothing_but_itself(page):
    alone = page.execute_script(
        "return [...document.querySelectorAll('bdi')].filter((e) => e.textContent === arguments[0])"
        ".every((e) => getComputedStyle(e).unicodeBidi === 'isolate')",
        TURNED,
    )
    outside = page.execute_script(
        "const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); let n = 0;"
        "while (walker.nextNode()) {"
        "  const node = walker.currentNode;"
        "  n += node.textContent.includes('\\u202e') && !node.parentElement.closest('bdi, script');"
        "} return n;"
    )
    assert alone
    assert outside == 0


def test_headings_and_landmarks_are_in_order(page):
    levels = page.execute_script(
        "return [...document.querySelectorAll('h1,h2,h3,h4')].map((e) => Number(e.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for landmark in ("header", "nav[aria-label]", "main", "[role=search][aria-label]"):
        assert len(by(page, landmark)) == 1
    for field in by(page, "#tools input, #tools select"):
        assert field.accessible_name


@pytest.mark.parametrize("medium", ["screen", "print"])
def test_every_text_can_be_read_against_its_ground(page, medium):
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": medium})
    page.execute_script("for (const e of document.querySelectorAll('details')) e.open = true")
    n, too_faint = page.execute_script(CONTRAST)
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert n > 300
    assert too_faint == []


def test_it_prints(page):
    printed = base64.b64decode(page.print_page())
    assert printed.startswith(b"%PDF")
    n_pages = printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ")
    assert 5 <= n_pages <= 30


def test_printed_details_are_open_and_clusters_begin_a_page(page):
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    heights = page.execute_script(
        "return [...document.querySelectorAll('details.link table')].map((e) => e.offsetHeight)"
    )
    breaks = page.execute_script(
        "return [...document.querySelectorAll('.lead')].map((e) => getComputedStyle(e).breakBefore)"
    )
    style = page.execute_script("return document.querySelector('style').textContent")
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert all(height > 20 for height in heights)
    assert breaks[1:] == ["page"] * (len(breaks) - 1)
    assert "@top-left" in style
    assert page.title == "Leads to verify, not identifications"


def test_without_script_everything_is_there(address):
    with opened(with_script=False) as page:
        page.get(address)
        assert not by(page, "#tools")[0].is_displayed()
        assert len(texts(page)) == 3
        by(page, "details.link > summary")[0].click()
        assert by(page, "details.link[open] table.waterfall")[0].is_displayed()


def test_it_fits_a_narrow_screen(address):
    with opened(width=500, height=900) as page:
        page.get(address)
        assert page.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
