"""The bodies of ROR that news may name: universities, institutes, agencies, NGOs, companies.

ROR lists every body that signs a paper under its own name in its own language. Taken are whole bodies that have an English
name, or a name that needs no translation, and that are known: to Wikidata, or by their age, or by their state.
"""

import re

from tables import items

HEADS = re.compile(r"\b(Universit(y|ies)|Institut(e|es|ion)|College|School|Academy|Ministry|Agency|Cent(er|re)|Council|"
                   r"Foundation|Department|Hospital|Museum|Library|Association|Society|Commission|Authority|Office|"
                   r"Bureau|Service|Laborator(y|ies)|Fund|Trust|Board|Observatory|Bank|Network|Union|Federation|"
                   r"Administration|Corporation|Command|Committee|Government|Survey|Alliance|Initiative|Organi[sz]ation|"
                   r"Parliament|Court|Embassy|Directorate|Programme?|Project|Clinic|Consortium|League|Group|Technion)\b")
FOREIGN = re.compile(r"\b(de|des|du|la|le|les|et|en|del|para|y|e|da|do|dos|das|di|della|für|der|die|das|und|van|voor|"
                     r"och|i|för|ve|dan|z|w|na|im|zu|Universidad[e]?|Universit[éàä]\w*|Institut[oa]?|École|Ecole|"
                     r"Hochschule|Fachhochschule|Ministerio|Ministério|Centro|Fundaci\w+|Fundaç\w+|Sociedad\w*|"
                     r"Associa[çz]\w+|Instituto|Nacional|Nationale|Föreningen)\b|[çğışřżłąęőűæøåßñãõÇĞİŞŻŁØÅ]|’")
PARTS = re.compile(r",|/|\(|\"|;|:| - | – |\b(Faculty|School of|Department of|Departments? |Campus|Hospital|Clinic|"
                   r"Laborator(y|ies)|College of|Institute of Medical|Glee|Junior College|Nursing|Pharmacy|Ayurved\w*|"
                   r"Dental|Homoeopath\w*|Polytechnic of|Division|Branch|Seminary|Conservator\w+|Teacher|Vocational|"
                   r"Botanical|Dendrological|Museum|Library|Archives?|Station|Sea Grant|Affiliated)\b")
FAMOUS = {"state/us", "state/gb", "state/ca", "state/au", "state/ie", "state/nz"}
NEWEST = 1970  # a university founded later in a state that English-language news seldom writes about is left out
WHOLE = re.compile(r"University of (the )?[A-Z][\w .'&-]+|[A-Z][\w.'&-]+( [A-Z][\w.'&-]+)* University|[A-Z][\w'-]+ College")
VAGUE = {"City", "Community", "State", "Open", "National", "Technical", "Free", "Women's", "Central", "International"}
SCHOOLS = re.compile(r"Universit|Institute of Technology|Polytechnic|College|Academy|École|School")


def english_name(row):
    """The name that English-language news would use, or an empty string."""
    for name in [row["canonical"], *items(row["aliases"])]:
        if HEADS.search(name) and not FOREIGN.search(name) and not PARTS.search(name):
            return name
    own = row["canonical"]
    needs_none = row["role"] in {"company", "nonprofit"} and not FOREIGN.search(own) and not PARTS.search(own)
    return own if needs_none else ""


def rank(row, factor):
    """How likely news is to name the body: its state, its age, whether Wikidata knows it."""
    founded = int(row["valid_from"][:4]) if row["valid_from"] else 2000
    age = 2 if founded < 1900 else 1.5 if founded < 1946 else 1 if founded <= NEWEST else 0
    return factor * 2 + age + 2 * bool(row["wikidata"]) + (row["role"] == "government") + (row["country"] in FAMOUS)


def chosen(rows, factors, hazards, most):
    """(row, English name, rank) of the `most` likeliest bodies, the likeliest first."""
    found = []
    for row in rows:
        name = english_name(row)
        founded = int(row["valid_from"][:4] or 0) if row["valid_from"] else 9999
        known_school = row["role"] == "education" and bool(row["wikidata"]) and founded <= 1965 and WHOLE.fullmatch(name) \
            and name.split()[0] not in VAGUE
        if not name or hazards.is_phrase(name) and not known_school or hazards.is_single(name) or hazards.is_personal(name):
            continue
        if name in hazards.places or row["valid_to"]:
            continue
        if row["role"] == "education" and not SCHOOLS.search(name):
            continue
        found.append((row, name, rank(row, factors.get(row["country"], 1.0))))
    found.sort(key=lambda entry: (-entry[2], entry[0]["id"]))
    return found[:most]
