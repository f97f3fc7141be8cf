"""The page and the report in a real Chromium, with keyboard and mouse. `.ci/with-chromium tests/browser/run WHOSAID` runs it.

WHOSAID is the program; WHOSAID_SCREENSHOTS, a folder, gets pictures of every view.
"""

import os
import random
import shutil
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import corpus
from page import CHROMIUM, Keys, Page, Server, browser, decisions

WHOSAID = os.environ["WHOSAID"]
KILLS = int(os.environ.get("WHOSAID_KILLS", "5"))


def setUpModule():
    global DRIVER, FOLDER, RUN, HOSTILE
    FOLDER = Path(tempfile.mkdtemp(prefix="whosaid-browser-"))
    for name in ["fixtures", "hostile"]:
        (FOLDER / name).mkdir()
    RUN = corpus.fixtures_run(WHOSAID, FOLDER / "fixtures")
    HOSTILE = corpus.hostile_run(WHOSAID, FOLDER / "hostile")
    DRIVER = browser()


def tearDownModule():
    DRIVER.quit()
    shutil.rmtree(FOLDER)


class PageTest(unittest.TestCase):
    """Each test has a run of its own, a server on it, and the page open."""

    source = "RUN"

    def setUp(self):
        self.run_folder = FOLDER / self.id().rsplit(".", 1)[1] / "harbor-news"
        shutil.copytree(globals()[self.source], self.run_folder)
        self.server = Server(WHOSAID, self.run_folder)
        self.page = Page(DRIVER)
        DRIVER.get("about:blank")
        self.page.complaints()
        self.page.open(self.server.address)
        self.page.until(self.page.chosen, "a claim is selected")

    def tearDown(self):
        earlier = [address for address in Kills.addresses if address != self.server.address]
        complaints = [one for one in self.page.complaints() if not one.startswith(tuple(earlier))]
        self.assertEqual(complaints, [])
        self.assertEqual(self.server.end(), 0, "Ctrl-C ends it in order")

    def decided(self):
        return decisions(self.run_folder)

    def claim(self, number):
        return corpus.read(self.run_folder / "claims.jsonl")[int(number)]


class Review(PageTest):
    def test_one_key_decides_and_goes_on(self):
        page = self.page
        first = page.decide("a")
        second = page.decide("r")
        one, two = self.decided()
        self.assertEqual((one["verdict"], one["claim"]), ("accept", self.claim(first)["id"]))
        self.assertEqual((two["verdict"], two["claim"]), ("reject", self.claim(second)["id"]))
        self.assertEqual((one["annotator"], one["schema"], one["sample"]), ("ana", "whosaid/1", None))
        article = next(a for a in corpus.read(self.run_folder / "articles.jsonl") if a["doc"] == one["doc"])
        self.assertEqual(one["text_hash"], article["text_hash"])
        self.assertIn("right", page.text(f"#claim-{first}"))
        page.until(lambda: page.text("#who") == "ana: 2 decided", "the bar counts")
        page.keys("u")
        page.until(lambda: page.chosen() == second, "undo goes back to the claim")
        self.assertEqual(self.decided()[2]["correction"], {"undoes": two["id"]})
        self.assertNotIn("not a claim", page.text(f"#claim-{second}"))
        page.shoot("article")

    def test_fast_keys_are_all_taken(self):
        page = self.page
        start = int(page.chosen())
        page.keys(*"arararar")
        page.until(lambda: int(page.chosen()) == start + 8, "eight claims further")
        self.assertEqual([one["verdict"] for one in self.decided()], ["accept", "reject"] * 4)
        self.assertEqual(len({one["claim"] for one in self.decided()}), 8)

    def test_fifty_decisions_become_figures_and_gold(self):
        page = self.page
        start = int(page.chosen())
        page.keys(*("aaaar" * 10))
        page.until(lambda: int(page.chosen()) == start + 50, "fifty claims further")
        self.assertEqual([one["verdict"] for one in self.decided()], ["accept", "accept", "accept", "accept", "reject"] * 10)
        score = subprocess.run([WHOSAID, "audit", "score", self.run_folder], check=True, capture_output=True, text=True).stdout
        self.assertRegex(score, r"\nall +50 +80\.0 ")
        gold = self.run_folder.parent / "gold"
        articles = FOLDER / "fixtures/corpus.jsonl"
        subprocess.run([WHOSAID, "audit", "export", self.run_folder, "--format", "brat", "--gold", "--articles", articles, "-o", gold, "-q"], check=True)
        self.assertTrue(list(gold.rglob("*.ann")))

    def test_next_and_previous_and_click(self):
        page = self.page
        start = int(page.chosen())
        page.keys("j", "j", "k")
        page.until(lambda: int(page.chosen()) == start + 1, "two on, one back")
        part = page.find(f'#article .content[data-claim="{start + 3}"]')
        DRIVER.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", part)
        part.click()
        page.until(lambda: int(page.chosen()) == start + 3, "a click on the text selects in the list")
        page.find(f"#claim-{start}").click()
        page.until(lambda: page.all(f'#article .chosen[data-claim="{start}"]'), "a click in the list marks the text")

    def test_another_speaker(self):
        page = self.page
        number = page.chosen()
        page.keys("s")
        page.until(lambda: page.all(".pick li"), "speakers are offered")
        page.shoot("pick")
        page.keys("nobody")
        page.until(lambda: page.text('.pick [aria-selected="true"]').split("\n")[1] == "nobody", "nobody is found")
        page.keys(Keys.ENTER)
        page.until(lambda: page.chosen() != number, "picked, and on to the next")
        second = page.chosen()
        page.keys("s")
        page.until(lambda: page.all(".pick li"), "speakers are offered")
        page.keys("Voss")
        page.until(lambda: "Ada Voss" in page.text(".pick ol"), "one of another article is found")
        while "Ada Voss" not in page.text('.pick [aria-selected="true"]'):
            page.keys(Keys.ARROW_DOWN)
        page.keys(Keys.ENTER)
        page.until(lambda: page.chosen() != second, "picked, and on to the next")
        one, two = self.decided()
        self.assertEqual((one["verdict"], one["correction"]), ("speaker", {"speaker": None}))
        self.assertEqual(two["correction"]["speaker"]["name"], "Ada Voss")
        page.keys("s")
        page.until(lambda: page.all(".pick li"), "speakers are offered")
        page.keys(Keys.ESCAPE)
        page.until(lambda: not page.all("dialog"), "escape picks nobody")
        self.assertEqual(len(self.decided()), 2)

    def test_search_filter_and_queues(self):
        page = self.page
        everything = self.total()
        page.keys("/", *"harbor", Keys.ENTER)
        page.until(lambda: 0 < self.total() < everything, "a search finds some")
        for row in page.all(".claims > li"):
            number = int(row.get_attribute("id").removeprefix("claim-"))
            claim = self.claim(number)
            held = [claim["content"]["text"], claim["cue"]["text"], (claim["source"] or {}).get("text"), (claim["speaker"] or {}).get("name")]
            self.assertTrue(any("harbor" in (text or "").lower() for text in held), claim)
        page.go("review?kind=direct&outlet=Northern+Wire")
        page.until(lambda: 0 < self.total() < everything, "filters of the address")
        expected = [c for c in corpus.read(self.run_folder / "claims.jsonl") if c["kind"] == "direct" and c["doc"].endswith("-1")]
        self.assertEqual(self.total(), len(expected))
        page.go("review?queue=low")
        page.until(lambda: self.total() == everything, "the queue has all")
        shown = [self.claim(row.get_attribute("id").removeprefix("claim-"))["confidence"] for row in page.all(".claims > li")]
        self.assertEqual(shown, sorted(shown))
        page.shoot("queue")
        page.go("review?queue=nobody")
        nobody = [c for c in corpus.read(self.run_folder / "claims.jsonl") if c["speaker"] is None]
        page.until(lambda: self.total() == len(nobody), "those without a speaker")
        page.go("review?queue=conflicts")
        page.until(lambda: 0 < self.total() < 5, "those in a conflict")
        page.go("review?queue=random&seed=7&size=20")
        page.until(lambda: self.total() == 20, "a sample")
        sample = [row.get_attribute("id") for row in page.all(".claims > li")]
        page.decide("a")
        self.assertEqual(self.decided()[-1]["sample"], "random:seed=7")
        page.go("review?queue=random&seed=8&size=20")
        page.until(lambda: [row.get_attribute("id") for row in page.all(".claims > li")] != sample, "another seed, another sample")
        page.go("review?queue=stratified&seed=7&size=30")
        page.until(lambda: self.total() == 30, "a stratified sample")

    def total(self):
        text = self.page.text(".pager span")
        return 0 if text in ("", "none") else int(text.rsplit(" ", 1)[1].replace(",", ""))

    def test_spans_by_mouse_and_keys(self):
        page = self.page
        number = page.chosen()
        before = self.claim(number)
        page.keys("w")
        page.until(lambda: page.all(".handle"), "ends to drag")
        page.shoot("span")
        handle = page.find('[data-handle="content-0-1"]')
        DRIVER.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", handle)
        place = DRIVER.execute_script("const b = arguments[0].getBoundingClientRect(); return [b.left, b.top + b.height / 2]", handle)
        from selenium.webdriver.common.action_chains import ActionChains
        chain = ActionChains(DRIVER, duration=20)
        chain.w3c_actions.pointer_action.move_to_location(int(place[0]), int(place[1])).pointer_down()
        chain.w3c_actions.pointer_action.move_to_location(int(place[0]) - 60, int(place[1])).move_to_location(int(place[0]) - 90, int(place[1])).pointer_up()
        chain.perform()
        page.until(lambda: self.shown_content() != before["content"]["text"], "dragging shortens the content")
        dragged = self.shown_content()
        self.assertTrue(before["content"]["text"].startswith(dragged), dragged)
        DRIVER.execute_script("document.querySelector('[data-handle=\"content-0-1\"]').focus()")
        page.keys(Keys.ARROW_LEFT)
        page.until(lambda: len(self.shown_content()) < len(dragged), "a key shortens it by a word")
        wanted = self.shown_content()
        page.keys(Keys.ENTER)
        page.until(lambda: page.chosen() != number, "saved, and on to the next")
        decision = self.decided()[-1]
        self.assertEqual(decision["verdict"], "span")
        [span] = decision["correction"]["content"]
        self.assertEqual(span["start"], before["content"]["spans"][0]["start"])
        self.assertEqual(self.slice(before["doc"], span), wanted)
        self.assertNotIn("source", decision["correction"])

    def shown_content(self):
        return self.page.all(".editor .parts .said")[2].text

    def slice(self, doc, span):
        text = next(a["text"] for a in corpus.read(FOLDER / "fixtures/corpus.jsonl") if a["id"] == doc)
        return text[span["start"] : span["end"]]

    def test_a_missed_claim_between_emoji(self):
        page = self.page
        articles = corpus.read(self.run_folder / "articles.jsonl")
        page.go(f"review?article={next(i for i, a in enumerate(articles) if a['doc'] == 'emoji')}")
        page.until(lambda: "🎉" in page.text("#article h2"), "the article with emoji")
        marked = page.js("return [...document.querySelectorAll('#article .content')].map((part) => part.innerText)")
        self.assertIn("“We are ready 🚢🚢,”", marked)
        for claim in (claim for claim in corpus.read(self.run_folder / "claims.jsonl") if claim["doc"] == "emoji"):
            self.assertEqual(self.slice("emoji", claim["content"]["spans"][0]), claim["content"]["text"])
        page.select("the harbor 🌊 would stay")
        page.keys("m")
        page.until(lambda: page.all(".editor"), "the editor")
        page.select("added 🎈")
        page.keys("2")
        page.select("The mayor")
        page.keys("1")
        page.keys(Keys.ENTER)
        page.until(lambda: self.decided(), "saved")
        decision = self.decided()[-1]
        self.assertEqual((decision["verdict"], decision["claim"]), ("missed", None))
        said = {part: self.slice("emoji", decision["correction"][part][0]) for part in ["source", "cue", "content"]}
        self.assertEqual(said, {"source": "The mayor", "cue": "added 🎈", "content": "the harbor 🌊 would stay"})
        page.keys("c")
        page.until(lambda: len(self.decided()) == 2, "read to its end")
        self.assertEqual((self.decided()[1]["verdict"], self.decided()[1]["doc"]), ("complete", "emoji"))

    def test_a_restart_goes_on_and_two_annotators_see_their_own(self):
        page = self.page
        for key in "arra":
            page.decide(key)
        here = page.chosen()
        self.server.kill()
        self.server = Server(WHOSAID, self.run_folder)
        page.open(self.server.address)
        page.until(lambda: page.chosen() == here, "on where it was")
        page.until(lambda: page.text("#who") == "ana: 4 decided", "nothing is lost")
        other = Server(WHOSAID, self.run_folder, "ben")
        page.open(other.address)
        page.until(lambda: page.chosen() == "0", "another one begins at the beginning")
        page.until(lambda: page.text("#who") == "ben: 0 decided", "with nothing decided")
        page.decide("r")
        self.assertEqual(other.end(), 0)
        page.open(self.server.address)
        page.go("review?claim=0")
        page.until(lambda: "ben: not a claim" in page.text(".card"), "and sees what the other has decided")
        self.assertEqual([(one["annotator"], one["verdict"]) for one in self.decided()][-1], ("ben", "reject"))

    def test_the_other_views(self):
        page = self.page
        page.go("speakers")
        page.until(lambda: page.all(".rows li"), "speakers")
        name = page.text(".rows li a")
        page.find(".rows li a").click()
        page.until(lambda: page.text("h2").endswith(name) and page.all(".spark") and page.all(".timeline article"), "what one said")
        claims = [c for c in corpus.read(self.run_folder / "claims.jsonl") if (c["speaker"] or {}).get("name") == name]
        self.assertIn(f"{len(claims)} claims", page.text(".sheet header"))
        self.assertEqual(len(page.all(".timeline article")), min(50, len(claims)))
        page.shoot("speaker")
        page.go("articles")
        page.until(lambda: len(page.all(".rows li")) == 22, "the articles")
        page.shoot("articles")
        page.go("conflicts")
        page.until(lambda: len(page.all(".conflict")) == 4, "the conflicts")
        self.assertEqual((page.text(".words del"), page.text(".words ins")), ("three", "five"))
        page.shoot("conflicts")
        page.find(".conflict .quote button").click()
        page.until(lambda: page.chosen() is not None, "a quote leads to its claim")
        page.keys("?")
        page.until(lambda: page.all("dialog.help"), "help")
        page.shoot("help")
        page.keys(Keys.ESCAPE)
        page.until(lambda: not page.all("dialog"), "and away")

    def test_a_failure_is_shown_and_nothing_moves(self):
        page = self.page
        number = page.chosen()
        # The disk says no: the file is one that cannot be appended to any more.
        page.js("window.fetch = () => Promise.resolve(new Response('the disk is full', { status: 500 }))")
        page.keys("a")
        page.until(lambda: "Not saved: the disk is full" in page.text("#message"), "it says that it is not saved")
        self.assertEqual(page.chosen(), number)
        self.assertEqual(self.decided(), [])


class Changed(PageTest):
    """The articles are not what they were."""

    def test_a_changed_and_a_missing_article_are_not_marked(self):
        page = self.page
        articles = corpus.read(FOLDER / "fixtures/corpus.jsonl")
        articles[0]["text"] = articles[0]["text"].replace("a", "b", 1)
        moved = FOLDER / "moved.jsonl"
        corpus.write(moved, [article for article in articles if article["id"] != "emoji"])
        page.complaints()
        self.server.end()
        self.server = Server(WHOSAID, self.run_folder, articles=moved)
        page.open(self.server.address)
        page.until(lambda: page.text("#reading") == "2 articles not found or changed", "the bar says it")
        page.go("review?article=0")
        page.until(lambda: "has changed since the run" in page.text(".notice"), "changed")
        self.assertEqual(page.all("#article .text .cue"), [])
        emoji = next(i for i, a in enumerate(corpus.read(self.run_folder / "articles.jsonl")) if a["doc"] == "emoji")
        page.go(f"review?article={emoji}")
        page.until(lambda: "not found in the inputs" in page.text(".notice"), "missing")


class Hostile(PageTest):
    source = "HOSTILE"

    def test_nothing_runs_and_all_is_shown(self):
        page = self.page
        page.requests()
        page.js("window.pwned = (what) => { (window.seen ??= []).push(what); }")
        strings = corpus.injections()
        for number, string in enumerate(strings):
            page.until(lambda: page.chosen() == str(number), f"claim {number}")
            page.until(lambda: f'"{number}"' and page.all(f'#article .chosen[data-claim="{number}"]'), f"article of {string!r}")
            for selector in ["#article h2", ".card .who .name", f"#claim-{number} .said"]:
                self.assertEqual(self.raw(selector), self.visible(string), selector)
            if number == 20:
                page.shoot("hostile")
            if number + 1 < len(strings):
                page.keys("j")
        page.keys("e")
        page.go("conflicts")
        page.until(lambda: len(page.all(".conflict")) == 20, "conflicts")
        page.go("speakers")
        page.until(lambda: len(page.all(".rows li")) == 50, "speakers")
        for link in page.js("return [...document.querySelectorAll('.rows a')].map((a) => a.getAttribute('href'))")[:20]:
            page.go(link[1:])
            page.until(lambda: page.all(".timeline article"), link)
        page.go("articles")
        page.until(lambda: page.all(".rows li"), "articles")
        page.go("review?q=" + "pwned")
        page.until(lambda: page.all(".claims li"), "a search")
        page.keys("s")
        page.until(lambda: page.all(".pick li"), "speakers to pick")
        page.keys(Keys.ESCAPE)
        self.check(self.server.address.split("?")[0])

    def raw(self, selector):
        return self.page.js("return document.querySelector(arguments[0]).textContent", selector)

    def visible(self, string):
        """A string as the page shows it, by the page's own list of what is hidden, which a unit test of the report repeats."""
        return self.page.js("return import('/dom.js').then((dom) => dom.parts(arguments[0]).map(([part, hidden]) => hidden ? 'U+' + part.codePointAt(0).toString(16).toUpperCase().padStart(4, '0') : part).join(''))", string)

    def check(self, origin):
        page = self.page
        self.assertIsNone(page.js("return window.seen ?? null"))
        self.assertEqual(page.js("return document.querySelectorAll('iframe, object, embed, base, form[action], img, video, audio, math, template').length"), 0)
        self.assertEqual(page.js("return [...document.querySelectorAll('*')].flatMap((e) => [...e.attributes]).filter((a) => a.name.startsWith('on')).length"), 0)
        links = page.js("return [...document.links].map((a) => a.protocol)")
        self.assertLessEqual(set(links), {"http:", "https:"})
        # The picture in the browser's own date field is no request.
        asked = [url for url in page.requests() if not url.startswith("data:image/svg+xml;base64,")]
        self.assertEqual([url for url in asked if not url.startswith(origin)], [])
        self.assertGreater(len(asked), 100)

    def test_hidden_characters_are_visible(self):
        shown = self.visible("user\u202egnp\u200b\u0000 👩\u200d💻 a\u200db\U000e0041")
        self.assertEqual(shown, "userU+202EgnpU+200BU+0000 👩\u200d💻 aU+200DbU+E0041")

    def test_the_report_runs_nothing_either(self):
        page = self.page
        report = FOLDER / "hostile.html"
        command = [WHOSAID, "audit", "report", self.run_folder, "-o", report, "-q", "--sample", "1000", "--no-mend"]
        subprocess.run(command, check=True)
        page.requests()
        DRIVER.get(report.as_uri())
        strings = corpus.injections()
        self.assertEqual(len(page.all("article.sample")), len(strings))
        shown = page.js("return [...document.querySelectorAll('article.sample h3')].map((h) => h.textContent)")
        visible = ["".join(c if c.isprintable() or c == "\t" else f"⟨U+{ord(c):04X}⟩" for c in string) for string in strings]
        self.assertEqual(sorted(shown), sorted(visible))
        self.assertIsNone(page.js("return window.seen ?? null"))
        self.assertEqual(page.js("return document.querySelectorAll('iframe, object, embed, base, img, video, audio, math, template').length"), 0)
        self.assertEqual([url for url in page.requests() if url.startswith(("http", "//"))], [])
        page.shoot("hostile-report")


class Report(PageTest):
    def test_figures_filters_and_plots(self):
        page = self.page
        for key in "aaarar":
            page.decide(key)
        report = FOLDER / "report.html"
        subprocess.run([WHOSAID, "audit", "report", self.run_folder, "-o", report, "-q"], check=True)
        self.assertLess(report.stat().st_size, 20_000_000)
        page.requests()
        DRIVER.get(report.as_uri())
        figures = page.text(".figures")
        claims = len(corpus.read(self.run_folder / "claims.jsonl"))
        for figure in ["22", str(claims), "66.7 %", "4 of 6 judgments"]:
            self.assertIn(figure, figures)
        self.assertEqual(len(page.all("svg.plot")), 3)
        self.assertEqual(page.text("output"), f"22 articles, {claims} claims")
        for width in [1440, 390, 320]:
            page.size(width, 844)
            outside = page.js("""
                return [...document.querySelectorAll(".plot text")].filter(label => {
                    const { left, right } = label.getBoundingClientRect();
                    return left < label.closest("svg").getBoundingClientRect().left || right > document.documentElement.clientWidth;
                }).map(label => label.textContent);
                """)
            self.assertEqual(outside, [], f"labels that are cut off at {width} pixels")
        page.size(1440, 900)
        page.shoot("report")
        page.js("document.querySelector('.samples').scrollIntoView()")
        page.shoot("report-articles")
        from selenium.webdriver.support.select import Select
        Select(page.find('[name="kind"]')).select_by_value("direct")
        direct = [c for c in corpus.read(self.run_folder / "claims.jsonl") if c["kind"] == "direct"]
        page.until(lambda: page.text("output").endswith(f" {len(direct)} claims"), "a filter")
        self.assertEqual(len([li for li in page.all(".said-list li") if li.is_displayed()]), len(direct))
        page.find('[name="q"]').send_keys("nothing has this word")
        page.until(lambda: page.text("output").startswith("0 articles"), "a search without a find")
        self.assertEqual([url for url in page.requests() if not url.startswith("file:")], [])


class Kills(unittest.TestCase):
    # Of the servers that were killed: the browser may complain of them later.
    addresses = []

    def test_no_decision_that_was_acknowledged_is_lost(self):
        """Keys are pressed while the server is killed at a random moment, again and again."""
        run = FOLDER / "kills"
        shutil.copytree(RUN, run)
        page = Page(DRIVER)
        acknowledged = []
        for kill in range(KILLS):
            server = Server(WHOSAID, run)
            self.addresses.append(server.address)
            page.open(server.address)
            page.until(page.chosen, "a claim is selected")
            page.js("""
                window.acknowledged = [];
                const real = window.fetch;
                window.fetch = async (...all) => {
                  const response = await real(...all);
                  if (String(all[0]).endsWith("/decide") && response.ok) {
                    const decision = await response.clone().json();
                    window.acknowledged.push(decision.id);
                  }
                  return response;
                };
                window.pressing = setInterval(() => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true })), 3);
            """)
            threading.Timer(random.uniform(0.05, 0.4), server.process.kill).start()
            server.process.wait()
            server.process.stdout.close()
            time.sleep(0.1)
            acknowledged += page.js("clearInterval(window.pressing); return window.acknowledged")
        kept = {one["id"] for one in self.whole(run)}
        self.assertGreater(len(acknowledged), KILLS)
        self.assertEqual([one for one in acknowledged if one not in kept], [])
        # No request to a dead server is left for the next test to hear of.
        DRIVER.get("about:blank")
        page.complaints()
        print(f"killed {KILLS} times, {len(acknowledged)} decisions acknowledged, none lost")

    def whole(self, run):
        """The lines that are whole: what a kill has torn was never acknowledged."""
        import json
        for line in (run / "decisions.jsonl").read_text(encoding="utf-8").splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                pass


if __name__ == "__main__":
    unittest.main(verbosity=2)
