#!/usr/bin/env python3
"""Regenerates gazetteers/entities and the derived lexicons: build.py FACTS_DIR.

FACTS_DIR holds the source facts (see SOURCES.md there and gazetteers/SOURCES.md).
The output depends on the facts and on hand/*.tsv only: two runs give the same bytes.
"""

import sys
from pathlib import Path

import organizations
import people
import states
import wordlists
from hazards import Hazards
from tables import GAZETTEERS, items, write_table


def main(arguments):
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print(__doc__.split("\n")[0], file=sys.stderr)
        return 2
    facts = Path(arguments[0])
    entities, lexicons = GAZETTEERS / "entities", GAZETTEERS / "lexicons"

    def write(folder, name, comments, columns, rows):
        print(f"{name}\t{write_table(folder / name, comments, columns, rows)}")

    hazards = Hazards(facts)
    state_rows = states.build(facts, hazards)
    person_rows = people.build(facts, hazards)
    body_rows = organizations.build(facts, state_rows, person_rows, hazards)
    write(entities, "states.tsv", states.COMMENTS, states.COLUMNS, state_rows)
    write(entities, "people.tsv", people.COMMENTS, people.COLUMNS, person_rows)
    write(entities, "organizations.tsv", organizations.COMMENTS, organizations.COLUMNS, body_rows)

    words = wordlists.Words(facts)
    place_rows = wordlists.places(facts)
    place_names = {row["name"] for row in place_rows} | {row["canonical"] for row in state_rows}
    place_names |= {demonym for row in state_rows for demonym in items(row["demonyms"])}
    given = wordlists.given_names(facts, words, place_names)
    family = wordlists.surnames(facts, words, place_names)
    unclear = wordlists.ambiguous(state_rows, person_rows, body_rows, (given, family, place_rows), words, hazards)
    write(lexicons, "places.tsv", wordlists.PLACE_COMMENTS, ["name", "kind", "country", "population"], place_rows)
    write(lexicons, "given-names.tsv", wordlists.GIVEN_COMMENTS, ["name", "gender", "common"], given)
    write(lexicons, "surnames.tsv", wordlists.SURNAME_COMMENTS, ["name", "common"], family)
    write(lexicons, "common-words.tsv", wordlists.COMMON_COMMENTS, ["word"], wordlists.common_words(words))
    write(lexicons, "ambiguous.tsv", wordlists.AMBIGUOUS_COMMENTS, ["surface", "collides", "rule"], unclear)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
