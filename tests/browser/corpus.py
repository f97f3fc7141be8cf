"""Makes the runs that the page is tested with: one of the fixtures, one that is hostile in every field."""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUTLETS = ["The Harbor Post", "Northern Wire", "Daily Ledger"]
EMOJI = (
    "Harbor festival 🎉 opens\n\n"
    "HARBOR CITY 🙂 — “We are ready 🚢🚢,” Mayor Ada Voss said on Monday. 👩‍💻 Volunteers cheered.\n\n"
    "The mayor added 🎈 that the harbor 🌊 would stay open. Chief Pilot Bo Lindqvist promised calm seas 🙃 for the weekend.\n"
)


def injections():
    lines = (Path(__file__).parent / "injections.txt").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines if not line.startswith("#")]
    assert len(found) >= 60, len(found)
    return found


def extract(whosaid, corpus, folder, *options):
    command = [whosaid, "extract", corpus, "-o", folder, "-q", "--emit", "claims,mentions,articles", *options]
    subprocess.run(command, check=True)
    return folder


def write(path, records):
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_text(text, encoding="utf-8", newline="")


def read(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def fixtures_run(whosaid, folder):
    """The articles of the fixtures, each in several outlets over some months, and one with emoji."""
    articles = []
    paths = sorted((ROOT / "fixtures/articles").glob("*.txt"))
    for at, path in enumerate(paths):
        text = path.read_bytes().decode("utf-8")
        title = text.strip().split("\n")[0].strip()
        for copy, outlet in enumerate(OUTLETS[: 1 + at % 3]):
            month = 1 + (at * 5 + copy * 2) % 12
            articles.append({
                "id": f"{path.stem}-{copy}", "text": text, "title": title, "outlet": outlet,
                "date": f"2026-{month:02}-{1 + at:02}", "url": f"https://example.org/{path.stem}/{copy}", "author": "A. Writer",
            })
    articles.append({"id": "emoji", "text": EMOJI, "title": "Harbor festival 🎉 opens", "outlet": OUTLETS[0],
                     "date": "2026-06-01", "url": "ftp://example.org/x"})
    write(folder / "corpus.jsonl", articles)
    run = extract(whosaid, folder / "corpus.jsonl", folder / "run")
    write(run / "conflicts.jsonl", conflicts(run))
    return run


def conflicts(run):
    """A conflict of each class between claims that the run has, in the form that docs/audit.md gives."""
    articles = {article["doc"]: article for article in read(run / "articles.jsonl")}

    def quote(claim, text=None, speaker=True):
        article = articles[claim["doc"]]
        who = claim["speaker"] if speaker else None
        named = who and {"id": who.get("id"), "name": who.get("name"), "type": who["type"]}
        return {"claim": claim["id"], "doc": claim["doc"], "title": article["title"], "outlet": article["outlet"],
                "date": article["date"], "url": article["url"], "speaker": named, "kind": "direct",
                "text": text or claim["content"]["text"], "spans": claim["content"]["spans"]}

    def conflict(number, kind, quotes, **more):
        return {"schema": "whosaid/1", "record": "conflict", "id": f"{number:024x}", "class": kind, "quotes": quotes,
                "omitted": 0, "speakers": [], "majority": None, "first": 0, "change": None, "diff": [], "proposal": None, **more}

    named = [claim for claim in read(run / "claims.jsonl") if (claim["speaker"] or {}).get("name")]
    one = named[0]
    other = next(claim for claim in named if claim["speaker"]["name"] != one["speaker"]["name"])
    who = quote(one)["speaker"]
    diff = [{"from": "We will open the port in", "to": "We will open the port in", "change": None},
            {"from": "three", "to": "five", "change": "number"}, {"from": "weeks", "to": "weeks", "change": None}]
    return [
        conflict(1, "misattribution", [quote(one), {**quote(other), "text": one["content"]["text"]}], majority=who),
        conflict(2, "alteration", [quote(one, "We will open the port in three weeks"), quote(one, "We will open the port in five weeks")],
                 change="number", diff=diff),
        conflict(3, "orphan", [quote(one, speaker=False), quote(one)], proposal={"speaker": who, "quotes": 2, "against": 1}),
        conflict(4, "first-seen", [quote(named[1]), quote(named[2])]),
    ]


def hostile_run(whosaid, folder):
    """A run in which every text that comes from outside is an injection."""
    strings = injections()
    # The reader of JSON Lines decides what an article may hold; NUL is text like any other.
    articles = [{
        "id": f"hostile-{at}-{string}", "text": f"{string} said that {string} is so, {string} and “{string}”.\n\n{string}\n",
        "title": string, "outlet": string, "url": string, "author": string, "date": f"2026-01-02 {string}",
    } for at, string in enumerate(strings)]
    write(folder / "corpus.jsonl", articles)
    run = extract(whosaid, folder / "corpus.jsonl", folder / "run", "--no-mend")
    claims, mentions, quotes = [], [], []
    for at, (article, string) in enumerate(zip(articles, strings)):
        length = len(string)
        start = length + len(" said that ")

        def part(begin, end):
            return {"text": article["text"][begin:end], "spans": [{"start": begin, "end": end}]}

        claims.append({
            "schema": "whosaid/1", "record": "claim", "id": f"{at:024x}", "doc": article["id"], "kind": "direct",
            "source": {**part(0, length), "form": "name"},
            "speaker": {"id": f"local/{string}", "name": string, "type": "person", "role": string},
            "cue": {**part(length + 1, length + 5), "lemma": string, "class": "statement"},
            "addressee": part(start, start + length), "occasion": None, "content": part(start, start + length),
            "sentence": 0, "paragraph": 0, "negated": False, "mentions": [string], "confidence": 0.5 + at / 1000, "by": string,
            "flags": ["ambiguous-speaker"],
        })
        mentions.append({
            "schema": "whosaid/1", "record": "mention", "doc": article["id"], "text": string, "start": 0, "end": length,
            "type": "person", "entity": f"local/{string}", "name": string, "form": "name", "confidence": 0.9, "candidates": [string],
            "by": string,
        })
        quotes.append({"claim": f"{at:024x}", "doc": article["id"], "title": string, "outlet": string, "date": string, "url": string,
                       "speaker": {"id": string, "name": string, "type": "person"}, "kind": "direct", "text": string, "spans": []})
    write(run / "claims.jsonl", claims)
    write(run / "mentions.jsonl", mentions)
    write(run / "conflicts.jsonl", [
        {"schema": "whosaid/1", "record": "conflict", "id": f"{at:024x}", "class": "alteration", "quotes": quotes[at : at + 2], "omitted": 0,
         "speakers": [], "majority": quotes[at]["speaker"], "first": 0, "change": "number",
         "diff": [{"from": strings[at], "to": strings[at], "change": None}, {"from": strings[at], "to": strings[-1], "change": "number"}],
         "proposal": {"speaker": quotes[at]["speaker"], "quotes": 1, "against": 0}}
        for at in range(0, len(strings), 2)])
    return run
