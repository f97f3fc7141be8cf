#!/usr/bin/env python3
"""Checks every data file of gazetteers/: format, ids, states, hazards. Prints a table; exits 1 on any problem.

Usage: check.py [FACTS_DIR]. With FACTS_DIR the surfaces are also held against the English word list.
"""

import re
import sys
from pathlib import Path

from tables import GAZETTEERS, items, read_hand, read_rows, read_words

MAX_BYTES = 17_500_000
ID = {
    "states.tsv": re.compile(r"state/([a-z]{2}|x-[a-z-]+)"),
    "people.tsv": re.compile(r"wd/Q\d+|(us|ocd|uk|fb|px|seed|hand)/[\w-]+"),
    "organizations.tsv": re.compile(r"wd/Q\d+|(fb|us-gov|us-cong|ror|us-cik|isin|px|gov|seed|hand)/[\w.-]+"),
}
VALUES = {
    "ambiguous.tsv": ("rule", {"never", "full-name-first", "needs-title", "state-context", "not-before-surname",
                               "ambiguous"}),
    "given-names.tsv": ("gender", {"f", "m", "u"}),
    "nominals.tsv": ("refers", {"person", "group", "unnamed", "document", "organization"}),
    "organization-heads.tsv": ("position", {"start", "end", "both", "before"}),
    "people.tsv": ("gender", {"f", "m", ""}),
    "places.tsv": ("kind", {"us-state", "city", "place"}),
    "surnames.tsv": ("common", {"0", "1"}),
    "titles.tsv": ("kind", {"honorific", "office", "rank", "relation", "profession"}),
}
OTHERS = {"abbreviations.tsv", "bridge-verbs.tsv", "circumstances.tsv", "common-words.tsv", "cues.tsv",
          "function-words.tsv", "geographic-features.tsv", "irregular-forms.tsv", "name-parts.tsv",
          "organization-nouns.tsv", "owned-organizations.tsv", "role-words.tsv", "sentence-openers.tsv",
          "speech-verbs.tsv", "verb-endings.tsv", "word-groups.tsv"}  # kept with the code that reads them, which tests them
LISTS = ("aliases", "acronyms", "demonyms", "metonyms", "roles", "source", "country", "collides")
DATE = re.compile(r"(\d{3,4}(-\d\d(-\d\d)?)?)?")
ROLE = re.compile(r"[^|\[\]]+( \[(\d{4}(-\d\d){0,2})?\.\.(\d{4}(-\d\d){0,2})?\])?")


def format_problems(path):
    """Breaches of the common format of all files."""
    data = path.read_bytes()
    if b"\r" in data or not data.endswith(b"\n") or data.endswith(b"\n\n"):
        yield "line ends"
    lines = data.decode("utf-8").rstrip("\n").split("\n")
    comments = [line for line in lines if line.startswith("#")]
    if len(comments) < 2 or lines[: len(comments)] != comments:
        yield "comment lines missing or not at the top"
    columns = lines[len(comments)].split("\t")
    previous = None
    for line in lines[len(comments) + 1:]:
        cells = line.split("\t")
        if len(cells) != len(columns):
            yield f"{len(cells)} cells: {line[:60]}"
        if previous is not None and cells[0].encode() <= previous:
            yield f"unsorted or repeated: {cells[0]}"
        previous = cells[0].encode()
        for column, cell in zip(columns, cells):
            if cell != cell.strip() or "  " in cell:
                yield f"spaces: {cell!r}"
            if column in LISTS and cell and ("" in cell.split("|") or len(set(cell.split("|"))) < len(cell.split("|"))):
                yield f"empty or repeated list item: {cells[0]} {column}"
    if not all(line.strip() == line for line in comments):
        yield "spaces around a comment"


def value_problems(name, rows, states):
    """Bad ids, unknown states, values outside their set."""
    column, allowed = VALUES.get(name, (None, None))
    for row in rows:
        first = next(iter(row.values()))
        if name in ID and not ID[name].fullmatch(row["id"]):
            yield f"bad id: {row['id']}"
        if row.get("state") and row["state"] not in states:
            yield f"unknown state: {first} {row['state']}"
        for state in items(row.get("country", "")):
            if state not in states:
                yield f"unknown state: {first} {state}"
        if column and row[column] not in allowed:
            yield f"{column} {row[column]!r}: {first}"
        if "wikidata" in row and not re.fullmatch(r"(Q\d+)?", row["wikidata"]):
            yield f"wikidata: {first}"
        for date in ("valid_from", "valid_to"):
            if not DATE.fullmatch(row.get(date, "")):
                yield f"{date}: {first} {row[date]}"


def surface_problems(name, rows, stopwords, ambiguous, titles, words):
    """Names that would tag the wrong thing."""
    bare = {row["name"] for row in read_hand("bare-names.tsv")}
    for row in rows:
        surfaces = [row["canonical"], *items(row["aliases"])]
        for surface in [*surfaces, *items(row.get("acronyms", "")), *items(row.get("demonyms", ""))]:
            if surface.lower() in stopwords and surface not in ambiguous and surface not in {"US", "WHO", "ICE"}:
                yield f"stopword: {row['id']} {surface}"
            if len(surface) < 2 or not any(c.isupper() or c.isdigit() for c in surface):
                yield f"too short or lower case: {row['id']} {surface}"
        if name == "people.tsv":
            for surface in surfaces:
                if " " not in surface and surface not in bare:
                    yield f"single name: {row['id']} {surface}"
                if surface in titles:
                    yield f"title as name: {row['id']} {surface}"
            for role in items(row["roles"]):
                if not ROLE.fullmatch(role):
                    yield f"role: {row['id']} {role}"
        if name == "organizations.tsv":
            for acronym in items(row["acronyms"]):
                if len(acronym.replace(".", "")) < 3 and acronym not in ambiguous and acronym not in DECIDED:
                    yield f"short acronym without a rule: {row['id']} {acronym}"
            for surface in surfaces:
                if " " not in surface and surface.lower() in words and surface[1:].islower() \
                        and surface not in ambiguous and surface not in DECIDED:
                    yield f"common word: {row['id']} {surface}"


DECIDED = {row["surface"] for row in read_hand("ambiguous.tsv") if row["rule"] == "ok"}


def count_problems(path, rows):
    """SOURCES.md names every file with its number of rows."""
    text = (GAZETTEERS / "SOURCES.md").read_text(encoding="utf-8")
    name = f"{path.parent.name}/{path.name}"
    if f"| {name} | {len(rows):,} |" not in text:
        yield f"SOURCES.md lacks the line | {name} | {len(rows):,} |"


def main(arguments):
    words = {}
    if arguments:
        words = {w for w, size in read_words(Path(arguments[0]) / "common-words.txt").items() if size <= 60}
    lexicons, entities = GAZETTEERS / "lexicons", GAZETTEERS / "entities"
    paths = sorted([*entities.glob("*.tsv"), *lexicons.glob("*.tsv")])
    states = {row["id"] for row in read_rows(entities / "states.tsv")}
    stopwords = {row["word"].lower() for row in read_rows(lexicons / "not-names.tsv")
                 if row["reason"] in {"pronoun", "determiner", "sentence opener"}}
    ambiguous = {row["surface"] for row in read_rows(lexicons / "ambiguous.tsv")}
    titles = {row["title"] for row in read_rows(lexicons / "titles.tsv")}
    failed = False
    for path in paths:
        if path.name in OTHERS:
            continue
        rows = read_rows(path)
        problems = [*format_problems(path), *value_problems(path.name, rows, states)]
        if path.parent == entities:
            problems += surface_problems(path.name, rows, stopwords, ambiguous, titles, words)
        problems += count_problems(path, rows)
        print(f"{path.name}\t{len(rows)} rows\t{path.stat().st_size} bytes\t{len(problems)} problems")
        for problem in problems[:20]:
            print(f"    {problem}")
        failed = failed or bool(problems) or not rows
    total = sum(path.stat().st_size for path in GAZETTEERS.rglob("*") if path.is_file() and path.suffix != ".pyc")
    print(f"gazetteers/\t{total} bytes")
    if total > MAX_BYTES:
        print(f"    more than {MAX_BYTES} bytes")
        failed = True
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
