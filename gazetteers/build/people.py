"""entities/people.tsv: one row per person, merged from all people files.

The facts hold one row per person and office. Rows of one id are one person;
persons of different files are one when their names fold to the same key (or
the tokens of one name are part of the other's), the state is the same, and the
years in office are compatible. `wd/` ids win. Who is kept is decided in one
place: `people_weight.weight`.
"""

import re
from dataclasses import dataclass, field

from names import SUFFIX, NameCleaner, Variants, fold, key, loose_key
from people_weight import BUDGET, Weights, level
from tables import GAZETTEERS, clean, items, read_hand, read_rows, unique

COLUMNS = "id type canonical aliases weight gender roles state source".split()
COMMENTS = """
People who may be named in news, 1990-2026: heads of state and government, ministers, members of parliaments, legislators
and governors of the US states, leaders of parties and international bodies, candidates, spokespeople, executives. Origin
and licences: SOURCES.md (CC0, public domain and MIT facts; UK rows CC BY 4.0 mySociety; hand rows from general knowledge,
unverified). Chosen by weight (gazetteers/build/people_weight.py). Written by gazetteers/build/build.py; do not edit.
id: wd/ and the Wikidata identifier, us/ bioguide, ocd/ Open States, uk/ publicwhip, fb/ factbook slug, px/ Phoenix,
seed/ and hand/ by hand
type: person
canonical: full name as newspapers write it: the everyday form, without middle initials where the facts have one
aliases: other spellings of the full name; a single token only where hand/bare-names.tsv says why
weight: 0-9, how likely news means this person by the name: 1 legislators of US states and most parliaments, 2 legislators
of large states, 3 and 4 ministers and UK parliament, 5 foreign and finance ministers, 6 US Congress, 7 heads of state and
government, 8 and 9 those whom the lists made by hand name; below 7, two less for an everyday name (John Smith)
gender: f, m or empty
roles: `office [from..to]`, newest first, ISO dates possibly truncated, empty where unknown; an empty end means that no end
is known, not "today". The first and the last of these dates are those of the row
state: id in states.tsv; empty for international bodies
source: the files that name the person
A name that several rows have is explained: by their states (the article's decides), by their weight (a difference of 3 or
more decides), by the years of their offices (the article's date decides), or by a row of lexicons/ambiguous.tsv.
"""
FILES = (
    "people-ministers", "people-us-federal", "people-legislators-world", "people-us-state", "people-uk",
    "people-leaders-factbook2026", "people-leaders-factbook-archive", "people-candidates-factbook",
    "people-party-leaders-factbook-archive", "people-phoenix", "seed-people",
)
STATES = {"state/gb-sct": "state/x-scotland", "state/gb-wls": "state/x-wales",
          "state/gb-nir": "state/x-northern-ireland", "org/eu": ""}
UNITED_KINGDOM = {"state/x-scotland", "state/x-wales", "state/x-northern-ireland"}
FAMILY_NAME_FIRST = {"state/cn", "state/kr", "state/kp", "state/tw", "state/hk", "state/vn"}
REGIONS = {row["canonical"] for row in read_hand("us-regions.tsv")}
DIFFERENT = {(row["id"], row["other"]) for row in read_hand("different-people.tsv")}
MAX_ALIASES = 14
MAX_ALIASES_OBSCURE = 5  # below weight 3; no spellings are made for these
MAX_ROLES, MAX_ROLES_OBSCURE = 5, 2


@dataclass
class Person:
    """A person while rows are gathered."""

    id: str
    name: str
    state: str
    aliases: list = field(default_factory=list)
    gender: str = ""
    tenures: list = field(default_factory=list)  # (from, to, role)
    states: dict = field(default_factory=dict)  # state -> offices; lists made by hand count more
    sources: list = field(default_factory=list)
    wikidata: str = ""
    weight: float = 0.0
    ids: set = field(default_factory=set)  # of all files

    def regions(self):
        """The US states that the offices name, for people of the United States."""
        return {name for _, _, role in self.tenures for name in REGIONS if name in role}

    def names(self):
        return [self.name, *self.aliases]

    def home(self):
        return "state/gb" if self.state in UNITED_KINGDOM else self.state

    def years(self):
        """(first, last) year in office, or None."""
        years = [int(date[:4]) for start, end, _ in self.tenures for date in (start, end) if date]
        if not years:
            return None
        open_ended = any(start and not end for start, end, _ in self.tenures)
        return min(years), max(years) + (8 if open_ended else 0)

    def settle(self):
        """The state of most offices."""
        self.state = max(self.states, key=lambda s: (self.states[s], s == self.state, s), default="")

    def absorb(self, other):
        """Takes over names and offices of the same person from another file."""
        self.aliases = unique([*self.aliases, *other.names()])
        self.tenures += other.tenures
        self.ids |= other.ids
        self.sources = unique([*self.sources, *other.sources])
        self.gender = self.gender or other.gender
        self.wikidata = self.wikidata or other.wikidata
        for state, count in other.states.items():
            self.states[state] = self.states.get(state, 0) + count
        self.settle()
        if set(other.sources) & {"seed", "hand"}:
            self.aliases, self.name = unique([self.name, *self.aliases]), other.name


def gap(one, other):
    """Years between two spans in office; 0 where they overlap or are unknown."""
    a, b = one.years(), other.years()
    if not a or not b:
        return 0
    return max(0, a[0] - b[1], b[0] - a[1])


def role_text(role):
    """An office in our notation; empty for what names no office."""
    role = clean(re.sub(r"[\[\]|]", " ", role))
    role = re.sub(r"\s*\([^)]*check 2026[^)]*\)", "", role)
    role = re.sub("^london-assembly-member", "Member of the London Assembly", role)
    role = re.sub(r"^Deputy Prime Ministers$", "Deputy Prime Minister", role)
    return "" if role in {"head of government", "chief of state", "government"} else role


def scheme(id):
    """The file that gave an id, where its ids tell people apart."""
    prefix = id.partition("/")[0]
    return prefix if prefix in {"ocd", "uk", "us"} else ""


def are_two(one, other, hazards):
    """True where the files say that two people of one name are two: two ids of one scheme, two US states, or by hand."""
    if any(id in one.ids and other_id in other.ids for id, other_id in DIFFERENT):
        return True
    if {scheme(id) for id in one.ids} & {scheme(id) for id in other.ids} - {""}:
        return True
    if "openstates" not in {*one.sources, *other.sources}:
        return False
    regions = one.regions(), other.regions()
    return not regions[0] & regions[1] and (all(regions) or hazards.is_everyday(one.name))


def middle_initials(person):
    """First letters of the first middle names in the person's names."""
    tokens = [SUFFIX.sub("", fold(name)).split() for name in person.names()]
    return {parts[1][0].lower() for parts in tokens if len(parts) > 2}


def suffixes(person):
    """Which of Jr., II, ... the person's names carry."""
    found = (SUFFIX.search(name) for name in person.names())
    return {(match[1] or match[2]) for match in found if match}


def may_be_same(one, other):
    """False where middle names or suffixes contradict each other (George W. and George H. W. Bush)."""
    a, b = middle_initials(one), middle_initials(other)
    if a and b and not a & b and key(one.name) != key(other.name):
        return False
    if a and b and not a & b and len(key(one.name).split()) == 2:
        return False
    by_hand = {"hand", "seed"} & {*one.sources, *other.sources}
    return not by_hand or bool(suffixes(one)) == bool(suffixes(other))


class Reader:
    """Gathers persons of one file by id."""

    def __init__(self, dependent):
        self.dependent = dependent  # states whose head of state is that of another state
        self.full_only = {row["state"] for row in read_hand("full-names-only.tsv")}
        self.cleaner = NameCleaner()
        self.titles = {row["title"] for row in read_rows(GAZETTEERS / "lexicons" / "titles.tsv")}
        self.single = {row["name"] for row in read_hand("bare-names.tsv")}
        self.not_people = {(row["id"], row["valid_from"]) for row in read_hand("people-drop.tsv")}

    def read(self, rows):
        people = {}
        for row in rows:
            if self.not_people & {(row["id"], ""), (row["id"], row["valid_from"])}:
                continue
            if row.get("kind") == "chief of state" and row["country"] in self.dependent:
                continue
            raw = clean(row["canonical"])
            by_hand = row["source"] in {"seed", "hand"}
            name, extra = (raw, []) if by_hand else self.cleaner.clean(raw)
            if not name or name in self.titles:
                continue
            person = people.get(row["id"])
            state = STATES.get(row["country"], row["country"])
            if not person:
                person = people[row["id"]] = Person(row["id"], name, state, ids={row["id"]})
                if row["id"].startswith("wd/"):
                    person.wikidata = row["id"][3:]
            aliases = [alias for raw in items(row["aliases"]) for alias in self.alias(raw)]
            if row["source"] == "phoenix":  # its aliases are often those of somebody else
                aliases, extra = [], []
            if not by_hand:  # a title or another person's name in the alias column
                aliases = [a for a in aliases if set(key(a).split()) & set(key(name).split())]
            if state in self.full_only and row["source"] in {"fbarch", "factbook"}:
                aliases = [a for a in aliases if not set(key(a).split()) < set(key(name).split())]
            person.aliases = unique([*person.aliases, *extra, *aliases])
            person.gender = person.gender or row.get("gender", "")[:1].replace("n", "")
            person.sources = unique([*person.sources, row["source"]])
            if state:
                person.states[state] = person.states.get(state, 0) + (20 if row["source"] in {"seed", "hand"} else 1)
            person.settle()
            role = role_text(row["role"])
            if row.get("party") and row["source"] == "congress" and role.startswith("U.S. "):
                role = f"{role} ({row['party']})"
            end = row["valid_from"] if role == "presidential candidate" else row["valid_to"]
            person.tenures.append((row["valid_from"], end, role))
        return people

    def alias(self, raw):
        if raw in self.single:
            return [raw]
        if raw in self.titles:
            return []
        name, extra = self.cleaner.clean(raw)
        return [form for form in (name, *extra) if form]


class Merger:
    """Persons known so far, found again by name, state and years."""

    def __init__(self, hazards):
        self.hazards = hazards
        self.people = {}
        self.by_name = {}
        self.by_token = {}
        self.nicknames = Variants().shortest()

    def add(self, person):
        self.people[person.id] = person
        self.index(person)

    def index(self, person):
        for name in person.names():
            folded = key(name)
            self.by_name.setdefault((self.state_key(name, person), person.home()), {})[person.id] = person
            self.by_name.setdefault((folded, None), {})[person.id] = person
            for token in set(folded.split()):
                self.by_token.setdefault((token, person.home()), {})[person.id] = person

    def state_key(self, name, person):
        """The key within a state; strict where short syllables make loose spellings collide."""
        return key(name) if person.home() in FAMILY_NAME_FIRST else loose_key(name, self.nicknames)

    def find(self, person):
        """The same person among those known, or None."""
        found = {}
        for name in person.names():
            if len(name.split()) > 1:
                loose = self.state_key(name, person)
                if person.home():
                    found.update(self.by_name.get((loose, person.home()), {}) or self.by_name.get((loose, ""), {}))
                else:
                    found.update(self.by_name.get((key(name), None), {}))
        found = [other for other in found.values() if gap(person, other) <= 12 and may_be_same(person, other)
                 and not are_two(person, other, self.hazards)]
        if not found and person.home() and person.sources != ["phoenix"]:
            found = self.find_by_part(person)
            if len(found) > 1:
                return None
        return min(found, key=lambda other: (gap(person, other), -len(other.tenures), other.id), default=None)

    def find_by_part(self, person):
        """Persons in office in the same state and years, one name being part of the other."""
        tokens = set(key(person.name).split())
        near = {}
        for token in tokens:
            near.update(self.by_token.get((token, person.home()), {}))
        found = []
        for other in near.values():
            theirs = set(key(other.name).split())
            shared = {token for token in tokens & theirs if len(token) > 2}
            if not are_two(person, other, self.hazards) and len(shared) >= 2 and (tokens <= theirs or theirs <= tokens) and person.years() \
                    and other.years() and gap(person, other) == 0:
                found.append(other)
        return found

    def take(self, person):
        known = self.find(person)
        if known:
            known.absorb(person)
            self.index(known)
        else:
            self.add(person)


def gather(facts, hazards):
    """All persons of all files, merged."""
    dependent = {row["id"] for row in read_rows(facts / "states.tsv") if row["parent"] or row["status"] != "sovereign"}
    dependent |= {row["state"] for row in read_hand("realms.tsv")}
    reader, merger = Reader(dependent), Merger(hazards)
    files = [reader.read(read_rows(facts / f"{name}.tsv")) for name in FILES]
    files.append(reader.read(hand_rows()))
    by_wikidata = [(id, p) for people in files for id, p in people.items() if id.startswith("wd/")]
    for id, person in by_wikidata:
        if id in merger.people:
            merger.people[id].absorb(person)
            merger.index(merger.people[id])
        else:
            merger.add(person)
    for people in [*files[-2:], *files[:-2]]:  # the hand-made lists first: they know most spellings
        for id, person in people.items():
            if not id.startswith("wd/"):
                merger.take(person)
    for row in read_hand("same-person.tsv"):
        if row["id"] in merger.people and row["same_as"] in merger.people:  # either may be merged already
            merger.people[row["same_as"]].absorb(merger.people.pop(row["id"]))
    return list(merger.people.values())


def hand_rows():
    """hand/people.tsv in the shape of the facts: one row per office."""
    for row in read_hand("people.tsv"):
        slug = re.sub(r"[^a-z0-9]+", "-", fold(row["canonical"]).lower()).strip("-")
        for role in items(row["roles"]) or [""]:
            match = re.fullmatch(r"(.*?)(?: \[([\d-]*)\.\.([\d-]*)\])?", role)
            yield {"id": f"hand/{slug}", "canonical": row["canonical"], "aliases": row["aliases"],
                   "gender": row["gender"], "role": match[1], "valid_from": match[2] or "",
                   "valid_to": match[3] or "", "country": row["state"], "source": "hand"}


class Genders:
    """Gender of a given name where at least 98 % of its bearers share it."""

    def __init__(self, people, facts):
        counts = {}
        for person in people:
            if person.gender in {"f", "m"}:
                count = counts.setdefault(fold(person.name.split()[0]), {"f": 0, "m": 0})
                count[person.gender] += 1
        self.gender = {}
        for row in read_rows(facts / "given-names.tsv"):
            count = counts.get(fold(row["name"]), {"f": 0, "m": 0})
            if row["gender"] in {"f", "m"} and not count[{"f": "m", "m": "f"}[row["gender"]]]:
                self.gender[fold(row["name"])] = row["gender"]
        for name, count in counts.items():
            total = count["f"] + count["m"]
            if total >= 10:
                best = max(count, key=count.get)
                self.gender[name] = best if count[best] >= 0.98 * total else ""

    def of(self, person):
        if person.gender:
            return person.gender
        if person.state in FAMILY_NAME_FIRST:
            return ""  # the first token is no given name
        return self.gender.get(fold(person.name.split()[0]), "")


def join_editions(tenures):
    """Joins the year-long pieces of one office that yearly handbooks report."""
    joined = []
    for start, end, role in sorted(tenures, key=lambda t: (t[2], t[0])):
        last = joined[-1] if joined else None
        if last and last[2] == role and last[1] and start and int(start[:4]) - int(last[1][:4]) in {0, 1} \
                and len(start) == 4:
            joined[-1] = (last[0], end, role)
        else:
            joined.append((start, end, role))
    return joined


def roles_cell(person, obscure):
    """The newest offices of a person, newest first, without repeats; dates of the obscure to the month."""
    ends = {start: end for start, end, _ in person.tenures if len(start) == 10 and end}
    sits_in_congress = "congress" in person.sources
    tenures = {}
    for start, end, role in person.tenures:
        if sits_in_congress and re.match("United States (representative|senator)", role):
            continue  # the congress file says the same, and more
        end = end or ends.get(start, "")
        if end:
            role = re.sub("^former ", "", role)
        same = tenures.get((role, start[:4]))
        if role and (same is None or len(start) > len(same[0])):
            tenures[role, start[:4]] = (start, end, role)
    tenures = join_editions(tenures.values())
    ordered = sorted(tenures, key=lambda t: (t[0] or t[1] or "0", t[1] or "9999", t[2]), reverse=True)
    ordered = [t for t in ordered if not any(
        other[0][:4] == t[0][:4] and t[2] in other[2] and t[2] != other[2] for other in ordered)]
    most, digits = (MAX_ROLES_OBSCURE, 7) if obscure else (MAX_ROLES, 10)
    return "|".join(f"{role} [{start[:digits]}..{end[:digits]}]" if start or end else role
                    for start, end, role in ordered[:most])


def names_another(alias, person, canonical, nicknames):
    """True for an alias that is another person's full name and no spelling of this one's: a slip of the source."""
    mine, theirs = set(loose_key(person.name, nicknames).split()), set(loose_key(alias, nicknames).split())
    return bool(canonical.get(alias, set()) - {person.id}) and not (mine <= theirs or theirs <= mine)


INITIALS = re.compile(r"( [A-Z]\.)+(?= )|^[A-Z]\. ")


class Everyday:
    """The name that newspapers use, where the facts put a formal one first: Dick Durbin, not Richard J. Durbin."""

    def __init__(self):
        self.by_hand = {(row["name"], row["state"]): row["everyday"] for row in read_hand("everyday-names.tsv")}
        self.english = {row["state"] for row in read_hand("english-speaking.tsv")}

    def of(self, person):
        known = self.by_hand.get((person.name, person.state))
        if known:
            return known
        if {"hand", "seed"} & set(person.sources) or person.home() not in self.english:
            return person.name
        bare = SUFFIX.sub("", person.name)
        if not INITIALS.search(bare):
            return person.name
        first, last = bare.split()[0], bare.split()[-1]
        short = [name for name in person.aliases if len(name.split()) == 2 and name.split()[1] == last
                 and not INITIALS.search(name) and len(name.split()[0].strip(".")) > 1]
        nicknames = [name for name in short if fold(name.split()[0]) != fold(first)]
        if "congress" in person.sources and nicknames:
            return nicknames[0]
        return next(iter(short), person.name)


def build(facts, hazards):
    """Rows of people.tsv: the BUDGET heaviest persons."""
    people = gather(facts, hazards)
    everyday = Everyday()
    for person in people:
        name = everyday.of(person)
        if name != person.name:
            person.aliases, person.name = unique([person.name, *person.aliases]), name
    weights, variants = Weights(), Variants()
    for person in people:
        person.weight = weights.weight(person)
    genders = Genders(people, facts)
    bare = {}
    for row in read_hand("bare-names.tsv"):
        bare.setdefault((key(row["person"]), row["state"]), []).append(row["name"])
    kept = sorted((p for p in people if p.weight > 0), key=lambda p: (-p.weight, p.id))[:BUDGET]
    canonical = {}
    for person in kept:
        canonical.setdefault(person.name, set()).add(person.id)
    rows, nicknames = [], variants.shortest()
    for person in kept:
        weight = level(person.weight)
        if weight < 7 and any(hazards.is_everyday(name) for name in (person.name, *variants.of(person.name, person.home()))):
            weight = max(weight - 2, 0)
        obscure = weight < 3
        single = bare.pop((key(person.name), person.state), [])
        known = unique([form for name in person.names() for form in (name, fold(name))])
        known = [form for form in known if len(form.split()) > 1]
        made = [] if obscure else variants.of(person.name, person.home())
        made = [v for v in made if not canonical.get(v, set()) - {person.id}]
        aliases = unique([*known, *made])  # a made spelling never takes the name of another person
        aliases = [alias for alias in aliases if alias != person.name
                   and not names_another(alias, person, canonical, nicknames)]
        aliases = aliases[:MAX_ALIASES_OBSCURE if obscure else MAX_ALIASES]
        rows.append({"id": person.id, "type": "person", "canonical": person.name,
                     "aliases": "|".join(name for name in unique([*aliases, *single]) if name != person.name), "weight": weight, "gender": genders.of(person),
                     "roles": roles_cell(person, obscure), "state": person.state,
                     "source": "|".join(sorted(person.sources))})
    if bare:
        raise ValueError(f"hand/bare-names.tsv names nobody kept: {sorted(bare)}")
    return rows
