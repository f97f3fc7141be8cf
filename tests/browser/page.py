"""The page in a real Chromium: starts `whosaid audit serve`, opens what it prints, presses keys."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
DRIVER = os.environ.get("CHROMEDRIVER") or shutil.which("chromedriver")
SCREENSHOTS = os.environ.get("WHOSAID_SCREENSHOTS")


def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars",
                     "--force-color-profile=srgb", "--disable-background-networking", "--no-first-run"]:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(service=Service(DRIVER), options=options)
    driver.set_script_timeout(10)
    return driver


class Server:
    """A server on a run; `port` and `address` are where it is."""

    def __init__(self, whosaid, run, annotator="ana", articles=None):
        command = [whosaid, "audit", "serve", str(run), "--annotator", annotator, "-q"]
        command += ["--articles", str(articles)] if articles else []
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()
        assert self.address.startswith("http://127.0.0.1:"), self.address

    def end(self):
        """Ctrl-C."""
        self.process.send_signal(2)
        code = self.process.wait(10)
        self.process.stdout.close()
        return code

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Page:
    """The page as its user has it."""

    def __init__(self, driver, width=1440, height=900):
        self.driver = driver
        self.size(width, height)

    def size(self, width, height, dark=False):
        command = self.driver.execute_cdp_cmd
        command("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
        command("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})

    def open(self, address):
        self.driver.get(address)
        self.until(lambda: self.js("return document.body.dataset.ready === 'true'"), "the page is ready")
        self.until(lambda: not self.text("#reading").startswith("reading"), "the articles are read")

    def js(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return self.js("return document.querySelector(arguments[0])?.innerText ?? ''", selector)

    def until(self, holds, what, seconds=8):
        end = time.monotonic() + seconds
        while True:
            value = holds()
            if value:
                return value
            assert time.monotonic() < end, f"not within {seconds} s: {what}; the page says {self.text('#message')!r}"
            time.sleep(0.02)

    def keys(self, *keys):
        for key in keys:
            ActionChains(self.driver).send_keys(key).perform()

    def go(self, place):
        """To another view, and until it is there."""
        self.js("location.hash = arguments[0]", place)
        time.sleep(0.15)

    def chosen(self):
        """The number of the selected claim."""
        return self.js("return document.querySelector('.claims [aria-selected=\"true\"]')?.id.slice(6) ?? null")

    def decide(self, key):
        """Presses a key that decides, and waits until another claim is selected."""
        before = self.chosen()
        self.keys(key)
        self.until(lambda: self.chosen() not in (before, None), f"{key} decides and goes on")
        return before

    def select(self, phrase):
        """Selects a phrase of the article's text, as a mouse would."""
        found = self.js(
            """
            const [phrase] = arguments;
            const leaves = [...document.querySelectorAll("#article .text [data-at]")];
            const all = leaves.map((leaf) => leaf.textContent).join("");
            const at = all.indexOf(phrase);
            if (at < 0) return false;
            const place = (offset, end) => {
              for (const leaf of leaves) {
                const length = leaf.textContent.length;
                if (offset < length || (end && offset === length)) return [leaf.firstChild, offset];
                offset -= length;
              }
            };
            const range = document.createRange();
            range.setStart(...place(at, false));
            range.setEnd(...place(at + phrase.length, true));
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            return true;
            """, phrase)
        assert found, f"{phrase!r} is not in the article"

    def shoot(self, name):
        """Screenshots, light and dark, wide and narrow, where they are wanted."""
        if not SCREENSHOTS:
            return
        folder = Path(SCREENSHOTS)
        folder.mkdir(parents=True, exist_ok=True)
        for width, height in [(1440, 900), (390, 844)]:
            for dark in [False, True]:
                self.size(width, height, dark)
                time.sleep(0.12)
                self.driver.save_screenshot(str(folder / f"{name}-{width}-{'dark' if dark else 'light'}.png"))
        self.size(1440, 900)

    def requests(self):
        """The addresses that have been asked for since the last look."""
        found = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                found.append(message["params"]["request"]["url"])
        return found

    def complaints(self):
        """What the browser has to complain of: errors of scripts, loads that the policy forbids."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


def decisions(run):
    path = Path(run) / "decisions.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
