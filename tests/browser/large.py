#!/usr/bin/env python3
"""How fast the server of the page is on a large run: makes one of N articles (100,000, with some 1.2 million claims), and
measures from the start of the program, and each request as a page sends it.

usage: tests/browser/large.py WHOSAID FOLDER [N]     FOLDER keeps the run, which is made where it is not there
"""

import csv
import json
import random
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUTLETS = [f"The {place} {kind}" for place in ["Harbor", "Northern", "Valley", "Capital", "Island", "Lake"]
           for kind in ["Post", "Wire", "Ledger", "Times", "Herald"]]
SYLLABLES = ["ba", "den", "ko", "lar", "mi", "nov", "per", "ro", "sta", "ti", "ul", "ven", "wes", "zar"]


def corpus(path, number):
    """Articles of the fixtures, in each of them other surnames, outlets and dates."""
    chance = random.Random(1)
    surnames = ["".join(chance.choices(SYLLABLES, k=3)).capitalize() for _ in range(4000)]
    texts = []
    for file in sorted((ROOT / "fixtures/articles").glob("*.txt")):
        rows = csv.reader(file.with_suffix(".claims.tsv").open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)
        names = {row[2].split()[-1] for row in rows if len(row) > 2 and " " in row[2]}
        names = [re.escape(name) for name in names if name.isalpha()]
        texts.append((file.read_text(encoding="utf-8"), re.compile(rf"\b({'|'.join(names)})\b") if names else None))
    with path.open("w", encoding="utf-8") as out:
        for at in range(number):
            text, names = texts[at % len(texts)]
            new = {}
            if names:
                text = names.sub(lambda match: new.setdefault(match[0], chance.choice(surnames)), text)
            day = f"{2006 + at % 20}-{1 + chance.randrange(12):02}-{1 + chance.randrange(28):02}"
            article = {"id": f"a{at}", "text": text, "title": text.strip().split("\n")[0], "outlet": chance.choice(OUTLETS), "date": day}
            out.write(json.dumps(article, ensure_ascii=False) + "\n")


def main(whosaid, folder, number=100_000):
    folder = Path(folder)
    run = folder / "run"
    if not (run / "run.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        corpus(folder / "corpus.jsonl", int(number))
        subprocess.run([whosaid, "extract", folder / "corpus.jsonl", "-o", run, "-q", "--emit", "claims,mentions,articles"], check=True)
    begun = time.monotonic()
    server = subprocess.Popen([whosaid, "audit", "serve", run, "--annotator", "ana", "-q"], stdout=subprocess.PIPE, text=True)
    address = server.stdout.readline().strip()
    base, token = address.split("/?token=")

    def get(path):
        request = urllib.request.Request(f"{base}/{path}", headers={"x-whosaid-token": token})
        start = time.monotonic()
        with urllib.request.urlopen(request) as response:
            body = response.read()
        return (time.monotonic() - start) * 1000, json.loads(body) if path.startswith("api") else body

    def post(path, body):
        headers = {"x-whosaid-token": token, "origin": base, "content-type": "application/json"}
        request = urllib.request.Request(f"{base}/{path}", headers=headers, data=json.dumps(body).encode())
        start = time.monotonic()
        with urllib.request.urlopen(request) as response:
            response.read()
        return (time.monotonic() - start) * 1000

    def told(what, times):
        print(f"{what}: median {sorted(times)[len(times) // 2]:.1f} ms, most {max(times):.1f} ms")

    try:
        listening = time.monotonic() - begun
        get("")
        about = get("api/run")[1]
        first = get("api/claims?limit=50&stamp=1")[1]
        get(f"api/article?number={first['rows'][0]['article']}")
        print(f"{about['articles']:,} articles, {about['claims']:,} claims")
        print(f"page usable after {time.monotonic() - begun:.2f} s (listening after {listening:.2f} s)")
        reading = time.monotonic()

        def measure(when):
            searches = ["harbor", "the", "said", "said%20port", "%22opened%20to%20foreign%22", "zzzznothing", "grain%20tariffs"]
            filters = ["kind=direct", "type=person&class=statement", "outlet=The+Harbor+Post", "from=2010-01-01&to=2012-12-31", "queue=low",
                       "queue=nobody", "queue=random&seed=3", "queue=stratified&seed=3", "flag=nominal-unresolved&max=0.6", "sort=date", "rule=crf&min=0.9"]
            # A number of its own each, so that none is answered from a list that is kept.
            told(f"search, {when}", [get(f"api/claims?limit=50&q={q}&stamp={n}")[0] for n, q in enumerate(searches * 3, 10)])
            told(f"filter, {when}", [get(f"api/claims?limit=50&{f}&stamp={n}")[0] for n, f in enumerate(filters * 3, 100)])

        measure("articles still being read")
        while not (state := get("api/state")[1])["texts"]["over"]:
            time.sleep(0.2)
        print(f"all articles read after {time.monotonic() - reading:.1f} s more: {state['texts']['found']:,}")
        measure("articles read")
        begin = time.monotonic()
        get("api/article?number=5")
        print(f"first look for mentions: {(time.monotonic() - begin) * 1000:.0f} ms")
        rows = get("api/claims?limit=100&queue=random&seed=9&size=200&stamp=1")[1]["rows"]
        told("article of the next claim", [get(f"api/article?number={row['article']}")[0] for row in rows])
        told("decision saved", [post("api/decide", {"article": row["article"], "claim": row["number"], "verdict": "accept"}) for row in rows])
        called = get("api/speakers?limit=1")[1]["rows"][0]["called"]
        told("speaker page", [get(f"api/speaker?called={urllib.request.quote(called)}")[0] for _ in range(5)])
        peak = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{server.pid}/status").read_text())
        print(f"most memory: {int(peak[1]) / 1e6:.2f} GB")
    finally:
        server.send_signal(2)
        server.wait()
        (run / "decisions.jsonl").unlink(missing_ok=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
