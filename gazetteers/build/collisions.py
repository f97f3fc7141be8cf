"""Which names stand for more than one thing, and what tells them apart. Called by wordlists.ambiguous.

A name that two rows of entities/ have is explained when one of these holds for each pair of the rows:
state   they belong to two states: the article's states decide
weight  one outweighs the other by MARGIN or more: it is meant unless something speaks for the other
date    their offices, or their existence, share no year: the article's date decides
Two rows of different types are told apart by weight only. Everything else gets a row in lexicons/ambiguous.tsv; a test of
the program holds the files to this.
"""

import re

from legal_forms import END
from tables import items

MARGIN = 3
PARTY_HEADS = re.compile(r"\b(Part(y|ies)|Movement|Alliance|Union|Front|Coalition|Congress|League|Democrats|Socialists|"
                         r"Liberals|Assembly|Bloc|Rally|Force|Forces|Council|Court|Tribunal|Parliament|Senate|Chamber|House|"
                         r"Army|Navy|Police|Guard|Ministry|Organi[sz]ation|Association|Federation|Group|Committee|Service|"
                         r"Directorate|Agency|Brigades?|Corps|Command|Development)\b")
DATES = re.compile(r"\[(\d{0,4})[\d-]*\.\.(\d{0,4})[\d-]*\]")


def surfaces_of(row):
    """The names of a row that a text may have, acronyms too."""
    return [row["canonical"], *items(row["aliases"]), *items(row.get("acronyms", ""))]


def years(row):
    """(first, last) year of a row's offices or existence; None where nothing is known."""
    if row["type"] == "person":
        spans = [(start, end) for start, end in DATES.findall(row["roles"])]
    else:
        spans = [(row["valid_from"][:4], row["valid_to"][:4])]
    spans = [(int(start or end), int(end or 9999)) for start, end in spans if start or end]
    if not spans or row["type"] != "person" and not row["valid_to"]:
        return None
    return min(start for start, _ in spans), max(end for _, end in spans)


def told_apart(one, other):
    """What tells two rows of one name apart, or an empty string."""
    if abs(int(one["weight"]) - int(other["weight"])) >= MARGIN:
        return "weight"
    if one["type"] != other["type"]:
        return ""
    if one["state"] and other["state"] and one["state"] != other["state"]:
        return "state"
    a, b = years(one), years(other)
    return "date" if a and b and (a[1] < b[0] or b[1] < a[0]) else ""


def unexplained(people, organizations):
    """The names of several rows that nothing in the rows tells apart."""
    owners = {}
    for row in (*people, *organizations):
        for surface in dict.fromkeys(surfaces_of(row)):
            owners.setdefault(surface, []).append(row)
    return {surface for surface, rows in owners.items() if len(rows) > 1 and any(
        not told_apart(one, other) for index, one in enumerate(rows) for other in rows[index + 1:])}


def suspicious(row, famous, hazards):
    """The same for a row of hand/bodies.tsv: short acronyms, names of persons, places, and dictionary words that do not say
    of which state."""
    canonical, found = row["canonical"], {}
    for surface in surfaces_of(row):
        if END.search(surface) and " " in surface:
            continue  # Target Corp
        short = len(surface.replace(".", "")) <= 3 and surface.upper() == surface
        if surface in famous:
            continue
        if short and surface != canonical and not (len(canonical) <= 4 and canonical.upper() == canonical):
            found[surface] = ("acronym", "full-name-first")
        elif short:
            found[surface] = ("acronym", "state-context" if row["state"] else "full-name-first")
        elif surface in hazards.places:
            found[surface] = ("place", "ambiguous")
        elif hazards.is_personal(surface) and surface.split()[0] not in hazards.states:
            found[surface] = ("given-name|surname", "full-name-first")
        elif " " in surface and not surface.startswith("The ") and row["state"] not in {"", "state/us"} \
                and hazards.is_phrase(surface) and not hazards.names_state(surface):
            found[surface] = ("word", "ambiguous" if hazards.heads & set(surface.split()) else "state-context")
    return found


def hazardous(people, organizations, hazards):
    """surface -> (what it is too, rule) of the names of several words that are words or places."""
    found = {}
    famous = {surface for row in organizations if int(row["weight"]) >= 7 for surface in surfaces_of(row)}
    for row in people:
        for surface in [row["canonical"], *items(row["aliases"])]:
            if " " not in surface or int(row["weight"]) >= 7:
                continue
            if surface in hazards.places:
                found[surface] = ("place", "needs-title")
            elif surface.split()[0] not in hazards.given and hazards.is_phrase(surface, 50):
                found[surface] = ("word", "needs-title")
    for row in organizations:
        if int(row["weight"]) == 6:
            found.update(suspicious(row, famous, hazards))
            continue
        of_a_state = re.search("party|armed|military|court|legislature", row["roles"]) and int(row["weight"]) < 7
        for surface in [row["canonical"], *items(row["aliases"])]:
            if surface in famous or " " not in surface and "party" not in row["roles"]:
                continue
            if " " not in surface:  # Vamos
                found[surface] = ("other", "state-context")
                continue
            if surface in hazards.places and int(row["weight"]) < 7:
                found[surface] = ("place", "ambiguous")
            elif of_a_state and hazards.is_phrase(surface) and not hazards.names_state(surface):
                found[surface] = ("word", "ambiguous" if PARTY_HEADS.search(surface) else "state-context")
    return found
