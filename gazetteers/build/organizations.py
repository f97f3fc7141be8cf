"""entities/organizations.tsv: bodies that news names as sources.

Rows come in the order of `SOURCES`; a body that an earlier source has already
(same state, and one's name among the other's) adds its names to that row. What
is taken from each file is decided by the small functions below, one per file.
"""

import re

from names import fold
from states import without_article
from tables import clean, items, read_hand, read_rows, unique

COLUMNS = "id type canonical aliases acronyms roles state wikidata valid_from valid_to source".split()
COMMENTS = """
Organizations of weight in news: international bodies, parliaments, courts, ministries, armed forces and armed groups,
parties of large states, US federal bodies, central banks, news outlets, NGOs, think tanks, companies, universities.
Origin and licences: SOURCES.md. Chosen by the rules in gazetteers/build/organizations.py. Written by
gazetteers/build/build.py; do not edit.
id: fb/ factbook, us-gov/, ror/, us-cik/, isin/, px/ Phoenix, gov/ made from hand/ministries.tsv, seed/ and hand/ by hand
type: organization
canonical: name without article, unless the article is part of the name
aliases: other names; one that several states share (Supreme Court) stands in each row
acronyms: matched case-sensitively only
roles: kind of body
state: id in states.tsv; empty for international bodies
wikidata: identifier where known
valid_from, valid_to: years where known
source: the files that name the body
"""
STATES = {"state/gb-sct": "state/x-scotland", "state/gb-wls": "state/x-wales",
          "state/gb-nir": "state/x-northern-ireland", "org/eu": ""}
LEGAL = re.compile(r",? (Inc|Corp|Corporation|Company|Co|Ltd|Limited|plc|PLC|LLC|AG|SE|S\.?A|N\.?V|Group|SpA|S\.p\.A|ASA|AB|"
                   r"Oyj|A/S|KGaA|Holdings?|Public|Tbk|Bhd|Berhad|Incorporated|\(publ\)|GmbH|L\.?P|Nyrt)\.?$")
UNIVERSITY = re.compile(r"University of [A-Z][\w .'&-]+|[A-Z][\w .'&-]+ University|[A-Z][\w .'-]+ Institute of Technology"
                        r"|[A-Z][\w'-]+ College")
ARTICLE_IN_NAME = re.compile(r"The (New York|Washington|Wall Street|Guardian|Economist|Hill|Atlantic|Independent|Hindu|"
                             r"Globe|Straits|Moscow|Kyiv|Associated|Canadian|Sydney|Jerusalem|Daily|Sunday|New Yorker|"
                             r"Boston|Dallas|Denver|Arizona|Verge|Intercept|Federalist|Blaze|Nation|New Republic|"
                             r"Daily Beast|Weekly|American|Indian|Irish|Scotsman|Age|Australian|Post|Oregonian|"
                             r"Philadelphia|Seattle|Miami|Baltimore|Huffington|Greens|Republicans|Left|Times of)")
ACRONYM = re.compile(r"[A-Z][A-Za-z0-9&/+-]*[A-Z0-9+][A-Za-z0-9]*|[A-Z](\.[A-Z])+\.?")


def is_acronym(surface):
    """True for what is written with capitals throughout, or nearly so."""
    capitals = sum(c.isupper() for c in surface)
    return bool(ACRONYM.fullmatch(surface)) and len(surface) <= 10 and capitals * 2 > len(surface)


def surface_ok(surface):
    """True for what may stand as a name of an organization."""
    if len(surface) < 3 or not any(c.isupper() for c in surface):
        return False
    first = surface.split()[0]
    if not (first[0].isupper() or first[0].isdigit() or re.match(r"(al|an|e|i|u|x|d|de|uM)[-A-Z]?", first)):
        return False
    if " " in surface and surface.split()[-1].islower():
        return False  # a description ("Iranian parliament"), not a name
    return not re.search(r"[;:\[\]()\"]| or |\bformerly\b", surface)


def make(id, canonical, names, acronyms, role, state, row, source):
    """One row before merging."""
    names = [clean(name) for name in names]
    names = [name if ARTICLE_IN_NAME.match(name) else without_article(name) for name in names]
    canonical = clean(canonical)
    if not ARTICLE_IN_NAME.match(canonical):
        canonical = without_article(canonical)
    acronyms = unique([clean(a) for a in acronyms] + [name for name in names if is_acronym(name)])
    names = [name for name in names if not is_acronym(name) and surface_ok(name)]
    if ARTICLE_IN_NAME.match(canonical) and len(canonical.split()) > 2:
        names.append(without_article(canonical))
    prefix, _, slug = id.partition("/")
    return {"id": f"{prefix}/{slug.replace('/', '-')}", "type": "organization", "canonical": canonical, "aliases": unique(names), "acronyms": acronyms,
            "roles": unique([role]), "state": STATES.get(state, state), "wikidata": row.get("wikidata", ""),
            "valid_from": row.get("valid_from", ""), "valid_to": row.get("valid_to", ""), "source": [source]}


def from_hand(facts):
    for row in read_hand("organizations.tsv"):
        slug = re.sub(r"[^a-z0-9]+", "-", fold(row["canonical"]).lower()).strip("-")
        yield make(f"hand/{slug}", row["canonical"], items(row["aliases"]), items(row["acronyms"]), row["role"],
                   row["state"], row, "hand")


def from_seed(facts):
    for row in read_rows(facts / "seed-orgs.tsv"):
        yield make(row["id"], row["canonical"], items(row["aliases"]), items(row["acronyms"]), row["role"],
                   row["country"], row, "seed")


def from_federal(facts):
    for row in read_rows(facts / "orgs-us-federal.tsv"):
        role = re.sub(r" \(.*", "", row["role"])
        yield make(row["id"], row["canonical"], items(row["aliases"]), items(row["acronyms"]), role,
                   row["country"], row, row["source"])


def from_ministries(facts, states, factors):
    """Foreign, defence, finance and other ministries of the sovereign states, named by demonym."""
    patterns = read_hand("ministries.tsv")
    for state in states:
        demonym = next((d for d in items(state["demonyms"]) if adjective(d)), "")
        if state["status"] != "sovereign" or not demonym or state["id"] in {"state/us", "state/gb"}:
            continue
        for pattern in patterns:
            if factors.get(state["id"], 1.0) < float(pattern["least_state_factor"]):
                continue

            def fill(text):
                return text.format(demonym=adjective_of(state), state=state["canonical"])
            yield make(f"gov/{state['id'][6:]}-{pattern['key']}", fill(pattern["canonical"]),
                       [fill(alias) for alias in items(pattern["aliases"])], [], "ministry", state["id"], {}, "hand")


def adjective(demonym):
    return not demonym.endswith("s") or demonym.endswith(("ese", "ois"))


def adjective_of(state):
    """The adjective of a state among its demonyms (Danish, not Dane)."""
    listed = {row["state"]: row["adjective"] for row in read_hand("adjectives.tsv")}
    return listed.get(state["id"]) or next(d for d in items(state["demonyms"]) if adjective(d))


def from_factbook(facts, factors, adjectives):
    kinds = {"political party": 1.1, "military/security": 1.3, "court": 0.6, "legislature": 0.5, "armed group": 0.0}
    generic = {row["surface"] for row in read_hand("generic-bodies.tsv")}
    for row in read_rows(facts / "orgs-factbook.tsv"):
        role = row["role"]
        least = kinds[re.sub(r" \(.*", "", role)]
        if factors.get(row["country"], 1.0) < least:
            continue
        names, name = items(row["aliases"]), row["canonical"]
        if not surface_ok(name) or len(name.split()) == 1 and role == "political party":
            continue
        if re.search(r" - |,|/|\binclude\b|-Khorasan", name) and role in {"armed group", "military/security"}:
            continue
        if name in generic and row["country"] in adjectives:
            if role != "military/security":  # "the Navy" is not said of every navy
                names.append(name)
            name = f"{adjectives[row['country']]} {name}"
        yield make(row["id"], name, names, [], re.sub(r"/security", "", role), row["country"], row, row["source"])


def from_phoenix(facts):
    for row in read_rows(facts / "orgs-phoenix-international.tsv"):
        foreign = re.search(r"/|\b(de|des|du|la|les|et|en|del|para|y)\b", row["canonical"], re.I)
        if row["role"] == "igo" and len(row["canonical"].split()) > 1 and not foreign:
            yield make(row["id"], row["canonical"], items(row["aliases"]), [], "igo", "", row, row["source"])


def from_sp500(facts):
    for row in read_rows(facts / "orgs-companies-sp500.tsv"):
        yield make(row["id"], row["canonical"], items(row["aliases"]), [], "company", row["country"], row, "sp500")


def from_large_companies(facts):
    """Those named in hand/large-companies.tsv: the file is full of funds, notes and local listings."""
    household = {row["name"] for row in read_hand("large-companies.tsv")}
    for row in read_rows(facts / "orgs-companies-large-intl.tsv"):
        short = row["canonical"]
        while LEGAL.search(short):
            short = LEGAL.sub("", short)
        if row["id"].startswith("isin/") and row["country"] and short in household:
            yield make(row["id"], short, [a for a in items(row["aliases"]) if len(a.split()) > 1], [], "company",
                       row["country"], row, "findb")


def from_universities(facts):
    countries = {"state/us", "state/gb", "state/ca", "state/au", "state/nz", "state/ie", "state/in", "state/za",
                 "state/il", "state/de", "state/fr", "state/nl", "state/se", "state/ch", "state/jp", "state/cn",
                 "state/kr", "state/sg", "state/hk", "state/it", "state/es", "state/dk", "state/no", "state/at"}
    english = {"state/us", "state/gb", "state/ca", "state/au", "state/nz", "state/ie"}
    for row in read_rows(facts / "orgs-ror.tsv"):
        name = row["canonical"]
        if row["role"] != "education" or row["country"] not in countries or not row["wikidata"]:
            continue
        newest = 1965 if row["country"] in english else 1930
        if not row["valid_from"] or int(row["valid_from"][:4]) > newest or not UNIVERSITY.fullmatch(name):
            continue
        names = [a for a in items(row["aliases"]) if UNIVERSITY.fullmatch(a)]
        yield make(row["id"], name, names, [], "university", row["country"], row, "ror")


def body_key(name):
    """What two spellings of one body share."""
    name = re.sub(r"^(The|U\.S\.|US|United States) ", "", fold(name))
    name = re.sub("hizb[ua]llah", "hezbollah", name.lower().replace("organisation", "organization"))
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"'s\b|'", "", name)))


class Merger:
    """Rows so far, found again by name within a state; rows without a state match any."""

    def __init__(self, generic):
        self.rows, self.index, self.generic = [], {}, generic

    def distinctive(self, row):
        names = [row["canonical"], *row["aliases"]]
        return [name for name in names if name not in self.generic]

    def find(self, row):
        """A row that is the same body, or None."""
        for name in [row["canonical"], *row["aliases"]]:  # one Senate, one Republican Party to a state
            if name in self.generic:
                for other in self.index.get(body_key(name), []):
                    if other["state"] == row["state"] and row["state"]:
                        return other
        for name in self.distinctive(row)[:1]:
            for other in self.index.get(body_key(name), []):
                if row["state"] == other["state"] or (
                        "" in {row["state"], other["state"]} and (" " in name or row["id"][:3] == "fb/")):
                    return other
        for name in self.distinctive(row)[1:]:
            for other in self.index.get(body_key(name), []):
                if row["state"] == other["state"] and body_key(other["canonical"]) == body_key(name):
                    return other
        return None

    def take(self, row):
        known = self.find(row)
        if known:
            known["aliases"] = unique([*known["aliases"], row["canonical"], *row["aliases"]])
            known["acronyms"] = unique([*known["acronyms"], *row["acronyms"]])
            known["source"] = unique([*known["source"], *row["source"]])
            for column in ("wikidata", "valid_from"):
                known[column] = known[column] or row[column]
        else:
            self.rows.append(row)
        for name in {body_key(name): name for name in [row["canonical"], *row["aliases"]]}.values():
            self.index.setdefault(body_key(name), []).append(known or row)


def trusted(row):
    """True where names and acronyms were written or checked by hand."""
    return bool({"hand", "seed", "dotgov", "acronym", "congress"} & set(row["source"]))


def build(facts, states):
    """Rows of organizations.tsv."""
    factors = {row["state"]: float(row["factor"]) for row in read_hand("state-weights.tsv")}
    adjectives = {s["id"]: adjective_of(s) for s in states if any(adjective(d) for d in items(s["demonyms"]))}
    generic = {row["surface"] for row in read_hand("generic-bodies.tsv")}
    for pattern in read_hand("ministries.tsv"):
        generic.update(alias for alias in items(pattern["aliases"]) if "{" not in alias)
    merger = Merger(generic)
    sources = (from_hand(facts), from_seed(facts), from_federal(facts), from_factbook(facts, factors, adjectives),
               from_ministries(facts, states, factors), from_phoenix(facts), from_sp500(facts), from_large_companies(facts),
               from_universities(facts))
    drops = {(row["id"], row["surface"]) for row in read_hand("organizations-drop.tsv")}
    state_surfaces = {s for state in states for column in ("canonical", "aliases", "demonyms")
                      for s in items(state[column])}
    taken = set()
    for source in sources:
        for row in source:
            if (row["id"], "") in drops or row["id"] in taken or not surface_ok(row["canonical"]):
                continue
            taken.add(row["id"])
            merger.take(row)
    out = []
    sure = {a for row in merger.rows if trusted(row) for a in row["acronyms"]}
    sure |= {a for state in states for a in items(state["acronyms"])}
    for row in merger.rows:
        if trusted(row):  # F.B.I., as some newspapers write
            row["acronyms"] = unique([*row["acronyms"], *(".".join(a) + "." for a in row["acronyms"]
                                                          if re.fullmatch("[A-Z]{3,5}", a))])
        else:  # acronyms of small bodies: no short ones, none that a well-known body has
            row["acronyms"] = [a for a in row["acronyms"] if len(a) > 2 and a not in sure]

        def kept(surfaces, row=row):
            return [s for s in surfaces if (row["id"], s) not in drops and ("*", s) not in drops
                    and s not in state_surfaces]
        if row["canonical"] in state_surfaces:
            continue
        aliases = [a for a in row["aliases"] if a != row["canonical"] and a not in row["acronyms"]]
        aliases = unique(form for alias in [row["canonical"], *aliases] for form in (alias, fold(alias)))[1:]
        aliases = [a for a in kept(aliases) if a != row["canonical"]]
        acronyms = [a for a in kept(row["acronyms"]) if a != row["canonical"] and len(a) > 1]
        out.append({**row, "aliases": "|".join(aliases), "acronyms": "|".join(acronyms),
                    "roles": "|".join(row["roles"]), "source": "|".join(row["source"])})
    return out
