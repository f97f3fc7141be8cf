"""entities/organizations.tsv: bodies that news names as sources.

Rows come in the order of `SOURCES`; a body that an earlier source has already
(same state, and one's name among the other's) adds its names to that row. What
is taken from each file is decided by the small functions below, one per file.
"""

import re

from kinds import industry, kinds
from legal_forms import END, with_legal_forms
from names import fold
from research_organizations import HEADS, chosen
from states import without_article
from wordlists import UNSURE
from tables import GAZETTEERS, clean, iso_year, items, read_hand, read_rows, unique

COLUMNS = "id type canonical aliases acronyms weight roles state wikidata valid_from valid_to source".split()
COMMENTS = """
Organizations that may be named in news: international bodies, parliaments, courts, ministries, armed forces and armed
groups, parties, US federal bodies, central banks, news outlets, NGOs, think tanks, companies, universities, institutes.
Origin and licences: SOURCES.md. Chosen by the rules in gazetteers/build/organizations.py. Written by
gazetteers/build/build.py; do not edit.
id: fb/ factbook, us-gov/, ror/, us-cik/, isin/, px/ Phoenix, gov/ made from hand/ministries.tsv and hand/state-bodies.tsv,
seed/ and hand/ by hand
type: organization
canonical: name without article, unless the article is part of the name
aliases: other names; one that several states share (Supreme Court) stands in each row
acronyms: matched case-sensitively only; those of rows below weight 4 only after the full name was seen
weight: 0-9, how likely news means this body by the name: 7 and 8 lists made by hand, 6 the long list of bodies made by hand,
5 US federal bodies, ministries and parties of large states, large companies, 4 other parties of large states, 3 other
parties, armed groups, older universities, 2 other NGOs, agencies and universities, 1 the rest
roles: kinds of body, the general one first: `company|airline`, `sports club|football club`, `news site|website`
state: id in states.tsv; empty for international bodies
wikidata: identifier where known
valid_from, valid_to: years where known
source: the files that name the body
A name that several rows have is explained: by their states (the article's decides), by their weight (a difference of 3 or
more decides), by the years in which they existed, or by a row of lexicons/ambiguous.tsv.
"""
MAX_RESEARCH_BODIES = 9_500
FROM_BODIES = 6  # the weight of hand/bodies.tsv
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
    if " " in surface and surface.split()[-1].islower() and not surface.split()[-1][0].isdigit():
        return False  # a description ("Iranian parliament"), not a name
    return not re.search(r"[;:\[\]()\"«»]| or |\bformerly\b", surface)


def make(id, canonical, names, acronyms, role, state, row, source, weight, as_written=False):
    """One row before merging. `as_written`: an article belongs to the name."""
    names = [clean(name) for name in names]
    canonical = clean(canonical)
    if not as_written:
        names = [name if ARTICLE_IN_NAME.match(name) else without_article(name) for name in names]
        if not ARTICLE_IN_NAME.match(canonical):
            canonical = without_article(canonical)
    acronyms = unique([clean(a) for a in acronyms] + [name for name in names if is_acronym(name)])
    names = [name for name in names if not is_acronym(name) and surface_ok(name)]
    if ARTICLE_IN_NAME.match(canonical) and len(canonical.split()) > 2:
        names.append(without_article(canonical))
    prefix, _, slug = id.partition("/")
    return {"id": f"{prefix}/{slug.replace('/', '-')}", "type": "organization", "canonical": canonical, "aliases": unique(names), "acronyms": acronyms,
            "weight": weight, "roles": items(role), "state": STATES.get(state, state), "wikidata": row.get("wikidata", ""),
            "valid_from": iso_year(row.get("valid_from", "")), "valid_to": iso_year(row.get("valid_to", "")),
            "source": [source]}


def from_hand(facts):
    for row in read_hand("organizations.tsv"):
        slug = re.sub(r"[^a-z0-9]+", "-", fold(row["canonical"]).lower()).strip("-")
        yield make(f"hand/{slug}", row["canonical"], items(row["aliases"]), items(row["acronyms"]), row["role"],
                   row["state"], row, "hand", 7)


def from_bodies(facts, hazards):
    """The long list by hand: less well known than those of hand/organizations.tsv, and looked at with more suspicion."""
    for row in read_hand("bodies.tsv"):
        state = row["state"] and "-" + row["state"][6:]
        slug = re.sub(r"[^a-z0-9]+", "-", fold(row["canonical"]).lower()).strip("-")
        names = items(row["aliases"])
        for name in [row["canonical"], *names]:
            bare = name.removeprefix("The ")
            if bare != name and " " in bare and not hazards.is_phrase(bare):
                names.append(bare)
        names = [name for name in names if " " in name or name not in hazards.places]
        canonical, short = row["canonical"], END.sub("", row["canonical"])
        if row["role"].startswith("company") and short != canonical and not hazards.is_word(short) and len(short) > 3 \
                and not short.endswith("&"):
            canonical, names = short, [canonical, *names]  # one row with "Mattel"
        yield make(f"hand/{slug}{state}", canonical, names, items(row["acronyms"]), row["role"], row["state"], row,
                   "hand", FROM_BODIES, as_written=True)


def from_seed(facts):
    for row in read_rows(facts / "seed-orgs.tsv"):
        yield make(row["id"], row["canonical"], items(row["aliases"]), items(row["acronyms"]), row["role"],
                   row["country"], row, "seed", 8 if row["role"].startswith("igo") else 7)


def from_federal(facts):
    for row in read_rows(facts / "orgs-us-federal.tsv"):
        role = re.sub(r" \(.*", "", row["role"])
        yield make(row["id"], row["canonical"], items(row["aliases"]), items(row["acronyms"]), role,
                   row["country"], row, row["source"], 5)


def from_ministries(facts, states, factors):
    """Foreign, defence, finance and other ministries of the sovereign states, named by demonym."""
    patterns = [*read_hand("ministries.tsv"), *read_hand("state-bodies.tsv")]
    for state in states:
        demonym = next((d for d in items(state["demonyms"]) if adjective(d)), "")
        if state["status"] != "sovereign" or not demonym:
            continue
        for pattern in patterns:
            role = pattern.get("role", "ministry")
            if state["id"] in {"state/us", "state/gb"} and role != "embassy":
                continue
            factor = factors.get(state["id"], 1.0)
            bare = factor >= float(pattern.get("least_state_factor_bare", 0))
            if factor < float(pattern.get("least_state_factor", 0)):
                continue

            def fill(text):
                return text.format(demonym=adjective_of(state), state=state["canonical"])
            yield make(f"gov/{state['id'][6:]}-{pattern['key']}", fill(pattern["canonical"]),
                       [fill(alias) for alias in items(pattern["aliases"]) if bare or "{" in alias], [], role,
                       state["id"], {}, "hand", 5 if factor >= 1.1 else 4)


def adjective(demonym):
    return not demonym.endswith("s") or demonym.endswith(("ese", "ois"))


def adjective_of(state):
    """The adjective of a state among its demonyms (Danish, not Dane)."""
    listed = {row["state"]: row["adjective"] for row in read_hand("adjectives.tsv")}
    return listed.get(state["id"]) or next(d for d in items(state["demonyms"]) if adjective(d))


def from_factbook(facts, factors, adjectives, hazards):
    """Parties, forces, parliaments, courts and armed groups of all states."""
    generic = {row["surface"] for row in read_hand("generic-organizations.tsv")}
    for row in read_rows(facts / "orgs-factbook.tsv"):
        role = row["role"]
        factor = factors.get(row["country"], 1.0)
        names, name = items(row["aliases"]), row["canonical"]
        if not surface_ok(name):
            continue
        if re.search(r" - |,|/|\binclude\b|-Khorasan", name) and role in {"armed group", "military/security"}:
            continue
        if re.search(r"\b(is|has|are)\b", name):
            continue  # a sentence
        which = not hazards.is_phrase(name) or role == "political party"
        if (name in generic or not which) and row["country"] in adjectives:
            if role != "military/security":  # "the Navy" is not said of every navy
                names.append(name)
            name = f"{adjectives[row['country']]} {name}"
        weight = 5 if factor >= 1.3 or role == "armed group" else 4 if factor >= 1.1 or role != "political party" else 3
        yield make(row["id"], name, names, [], re.sub(r"/security", "", role), row["country"], row, row["source"], weight)


def from_phoenix(facts):
    """International bodies and NGOs with English names."""
    for row in read_rows(facts / "orgs-phoenix-international.tsv"):
        foreign = re.search(r"/|\b(de|des|du|la|les|et|en|del|para|y|un|une|internacional|pour|fur|der)\b", row["canonical"], re.I)
        long = len(row["canonical"].split()) > (1 if row["role"] == "igo" else 2)
        if row["role"] in {"igo", "ngo"} and long and not foreign:
            yield make(row["id"], row["canonical"], items(row["aliases"]) if row["role"] == "igo" else [], [],
                       row["role"], "", row, row["source"], 3 if row["role"] == "igo" else 2)


def from_phoenix_armed(facts):
    """Armed groups; the state of those that act in several is not known to the file."""
    for row in read_rows(facts / "orgs-phoenix-armed.tsv"):
        state = "" if "international" in row["role"] else row["country"]
        name = row["canonical"]
        if len(name.split()) > 1 and not re.search(r"/|\bLeader\b|\bCommander\b", name):
            yield make(row["id"], name, items(row["aliases"]), [], "armed group", state, row, row["source"], 3)


def from_sp500(facts):
    for row in read_rows(facts / "orgs-companies-sp500.tsv"):
        yield make(row["id"], row["canonical"], items(row["aliases"]), [], industry(row["role"]), row["country"], row, "sp500", 5)


def from_large_companies(facts):
    """Those named in hand/large-companies.tsv are household names; of the others, those whose name is one only."""
    household = {row["name"] for row in read_hand("large-companies.tsv")}
    for row in read_rows(facts / "orgs-companies-large-intl.tsv"):
        short = row["canonical"]
        while LEGAL.search(short):
            short = LEGAL.sub("", short)
        paper = re.search(r"\b(Units|Class|Fund|ETF|Notes|Pref|Bond|Trust|DRN|SA|Cdrn|Index|Drc)\b|drn$|\d|[A-Z]{5}", short)
        if row["id"].startswith("isin/") and row["country"] and not paper and row["size"] in {"Large Cap", "Mega Cap"}:
            yield make(row["id"], short, [a for a in items(row["aliases"]) if len(a.split()) > 1], [],
                       industry(row["role"]), row["country"], row, "findb", 5 if short in household else 2)


def from_research(facts, factors, hazards):
    """Universities, institutes, agencies, NGOs and companies of ROR."""
    rows = read_rows(facts / "orgs-ror.tsv")
    for row, name, rank in chosen(rows, factors, hazards, MAX_RESEARCH_BODIES):
        words = {word for word in fold(name).split() if word[0].isupper()} - hazards.heads
        aliases = [alias for alias in items(row["aliases"]) if words & set(fold(alias).split())]  # no predecessors
        aliases = [alias for alias in aliases if not is_acronym(alias) and len(alias.split()) > 1
                   and bool(HEADS.search(alias)) >= bool(HEADS.search(name))][:4]  # Iowa State is no university
        role = "university" if row["role"] == "education" else row["role"].replace("other", "association")
        yield make(row["id"], name, aliases, items(row["acronyms"])[:2], role, row["country"], row, "ror",
                   3 if rank >= 7.5 else 2 if rank >= 5 else 1)


def body_key(name):
    """What two spellings of one body share."""
    name = re.sub(r"^(The|U\.S\.|US|United States) ", "", fold(name))
    name = re.sub("hizb[ua]llah", "hezbollah", name.lower().replace("organisation", "organization"))
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"'s\b|'", "", name)))


class Merger:
    """Rows so far, found again by name within a state; rows without a state match any."""

    def __init__(self, generic):
        self.rows, self.index, self.generic = [], {}, generic
        self.companies = {}  # (state, name without legal form) -> row

    def company_key(self, row):
        """State and name without legal form of a company; None for other bodies."""
        if row["roles"][:1] != ["company"]:
            return None
        return row["state"], body_key(END.sub("", row["canonical"]))

    def distinctive(self, row):
        names = [row["canonical"], *row["aliases"]]
        return [name for name in names if name not in self.generic]

    def find(self, row):
        """A row that is the same body, or None."""
        if self.company_key(row) in self.companies:
            return self.companies[self.company_key(row)]
        if row["id"].startswith("gov/") and row["roles"] == ["central bank"]:  # the Bank of Russia
            for other in self.rows:
                if other["state"] == row["state"] and other["roles"][:1] == ["central bank"] and trusted(other):
                    return other
        if is_acronym(row["canonical"]):  # IBM
            for other in self.index.get(body_key(row["canonical"]), []) + self.rows:
                if other["state"] == row["state"] and trusted(other) and row["canonical"] in other["acronyms"]:
                    return other
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
            known["weight"] = max(known["weight"], row["weight"])
            if known["roles"][:1] == row["roles"][:1]:
                known["roles"] = unique([*known["roles"], *row["roles"]])
            for column in ("wikidata", "valid_from"):
                known[column] = known[column] or row[column]
        else:
            self.rows.append(row)
        if self.company_key(row) and (known or row)["roles"][0] == "company":
            self.companies.setdefault(self.company_key(row), known or row)
        for name in {body_key(name): name for name in [row["canonical"], *row["aliases"]]}.values():
            self.index.setdefault(body_key(name), []).append(known or row)


def trusted(row):
    """True where names and acronyms were written or checked by hand."""
    return bool({"hand", "seed", "dotgov", "acronym", "congress"} & set(row["source"]))


def seats_of_one_body(facts, states, merger, hazards):
    """Gives the metonyms of one body to it: Scotland Yard to the Metropolitan Police. Places and the seats that states.tsv
    has keep to themselves."""
    of_states = {surface for state in states for surface in items(state["metonyms"])}
    for row in read_rows(facts / "metonyms.tsv"):
        surface = without_article(row["surface"])
        kinds = {"agency", "central bank", "church", "court", "legislature", "ministry", "party", "police"}
        if row["kind"] not in kinds or surface in of_states or surface in hazards.places or hazards.is_single(surface):
            continue
        for body in merger.index.get(body_key(row["stands_for_org"]), []):
            if body["state"] == row["country"] and body["canonical"] != surface:
                body["aliases"] = unique([*body["aliases"], surface])
                break


def distinctive(surface, row, hazards):
    """True where a surface from a list says which body it is, and is no word, no person and no place."""
    if trusted(row):
        return True
    if row["weight"] >= UNSURE and surface == row["canonical"]:
        return True
    if is_acronym(surface) and len(surface) < 5 and surface == row["canonical"]:
        return False
    if "university" in row["roles"] and surface == row["canonical"]:
        return True  # chosen with more care: Temple University
    if row["weight"] >= UNSURE:
        return not hazards.is_single(surface)
    if hazards.is_single(surface) or hazards.is_personal(surface) or surface in hazards.places:
        return False
    return "political party" in row["roles"] or not hazards.is_phrase(surface)


def build(facts, states, people, hazards):
    """Rows of organizations.tsv; `people` are those of people.tsv, whose names no list may take."""
    persons = {surface for row in people for surface in [row["canonical"], *items(row["aliases"])]}
    factors = {row["state"]: float(row["factor"]) for row in read_hand("state-weights.tsv")}
    adjectives = {s["id"]: adjective_of(s) for s in states if any(adjective(d) for d in items(s["demonyms"]))}
    generic = {row["surface"] for row in read_hand("generic-organizations.tsv")}
    for pattern in read_hand("ministries.tsv"):
        generic.update(alias for alias in items(pattern["aliases"]) if "{" not in alias)
    merger = Merger(generic)
    sources = (from_hand(facts), from_seed(facts), from_bodies(facts, hazards), from_federal(facts), from_factbook(facts, factors, adjectives, hazards),
               from_ministries(facts, states, factors), from_phoenix(facts), from_phoenix_armed(facts), from_sp500(facts),
               from_large_companies(facts), from_research(facts, factors, hazards))
    drops = {(row["id"], row["surface"]) for row in read_hand("organizations-drop.tsv")}
    state_surfaces = {s for state in states for column in ("canonical", "aliases", "demonyms")
                      for s in items(state[column])}
    taken = set()
    for source in sources:
        for row in source:
            if (row["id"], "") in drops or row["id"] in taken or not surface_ok(row["canonical"]):
                continue
            listed = not trusted(row)
            if not distinctive(row["canonical"], row, hazards) or listed and row["canonical"] in persons:
                continue
            row["aliases"] = [a for a in row["aliases"] if distinctive(a, row, hazards) and not (
                listed and (a in persons or hazards.is_personal(a)))]
            taken.add(row["id"])
            merger.take(row)
    seats_of_one_body(facts, states, merger, hazards)
    famous = {name: state["id"] for state in states for column in ("canonical", "aliases", "acronyms", "demonyms", "metonyms")
              for name in items(state[column])}
    for row in merger.rows:
        if row["weight"] > FROM_BODIES:
            famous.update((name, row["id"]) for name in [row["canonical"], *row["aliases"], *row["acronyms"]])
    merger.rows = [row for row in merger.rows if row["weight"] != FROM_BODIES or row["canonical"] not in famous]
    for row in merger.rows:  # a namesake never makes a well-known body unsure
        if row["weight"] == FROM_BODIES:
            for column in ("aliases", "acronyms"):
                row[column] = [name for name in row[column] if name not in famous]
    out = []
    sure = {a for row in merger.rows if trusted(row) for a in row["acronyms"]}
    sure |= {name for row in merger.rows if row["weight"] >= UNSURE for name in [row["canonical"], *row["aliases"]]}
    sure |= {a for state in states for a in items(state["acronyms"])}
    stopwords = {row["word"].upper() for row in read_rows(GAZETTEERS / "lexicons" / "not-names.tsv")}
    owners = {}
    taken_names = {name for row in merger.rows for name in [row["canonical"], *row["aliases"]]}
    for row in merger.rows:
        for acronym in row["acronyms"]:
            owners.setdefault(acronym, []).append(row["weight"])
    for row in merger.rows:
        if trusted(row) and row["weight"] == FROM_BODIES:
            pass  # as the list has them
        elif trusted(row):  # F.B.I., as some newspapers write
            row["acronyms"] = unique([*row["acronyms"], *(".".join(a) + "." for a in row["acronyms"]
                                                          if re.fullmatch("[A-Z]{3,5}", a))])
        else:  # acronyms of small bodies: no short ones, none that a better-known body has
            row["acronyms"] = [a for a in row["acronyms"] if len(a.replace(".", "")) > 2 and a not in sure
                               and (row["weight"] >= UNSURE or max(owners[a]) < UNSURE) and not hazards.is_word(a)
                               and a not in stopwords and a not in persons
                               and not (hazards.is_single(a.title()) and row["weight"] < UNSURE)]

        def kept(surfaces, row=row):
            return [s for s in surfaces if (row["id"], s) not in drops and ("*", s) not in drops
                    and s not in state_surfaces]
        if row["canonical"] in state_surfaces or row["weight"] < UNSURE and row["canonical"] in sure:
            continue  # IBM in Canada
        aliases = [a for a in row["aliases"] if a != row["canonical"] and a not in row["acronyms"]]
        aliases = unique(form for alias in [row["canonical"], *aliases] for form in (alias, fold(alias)))[1:]
        aliases = [a for a in kept(aliases) if a != row["canonical"]]
        row["roles"] = kinds(row)
        aliases = with_legal_forms(row, aliases, taken_names)
        acronyms = [a for a in kept(row["acronyms"]) if a != row["canonical"] and a not in aliases and len(a) > 1]
        out.append({**row, "aliases": "|".join(aliases), "acronyms": "|".join(acronyms),
                    "roles": "|".join(row["roles"]), "source": "|".join(row["source"])})
    return out
