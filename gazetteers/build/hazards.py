"""What a surface could also be: common words, somebody's name, a place. Asked before a name from a list is trusted."""

import re

from names import fold
from tables import GAZETTEERS, clean, items, read_rows, read_words

GENERIC = {"islamic", "islam", "muslim", "muslims", "christian", "christians", "jewish", "arab", "arabs", "friday", "marxist",
           "leninist", "maoist", "communist", "socialist", "catholic"}  # capitalised, and yet no names
FUNCTION_WORDS = {"of", "the", "for", "and", "on", "in", "to", "a", "an", "&", "at", "by", "with", "from"}


class Hazards:
    """The word and name lists of the facts, and our own list of the words that head an organization's name."""

    def __init__(self, facts):
        self.sizes = read_words(facts / "common-words.txt")
        self.given = {clean(row["name"]) for row in read_rows(facts / "given-names.tsv")}
        self.family = {clean(row["name"]) for row in read_rows(facts / "surnames.tsv")}
        self.everyday = (
            {clean(row["name"]) for row in read_rows(facts / "given-names.tsv")
             if float(row["us_census1990_pct"] or 0) >= 0.1},
            {clean(row["name"]) for row in read_rows(facts / "surnames.tsv")
             if int(row["us_census1990_rank"] or 99_999) <= 600})
        self.heads = {row["head"] for row in read_rows(GAZETTEERS / "lexicons" / "organization-heads.tsv")}
        self.places = set()
        for row in read_rows(facts / "cities.tsv"):
            self.places |= {clean(row["name"]), fold(clean(row["name"]))}
        for name in ("us-states.tsv", "seed-places.tsv"):
            for row in read_rows(facts / name):
                self.places |= {row["canonical"], *items(row.get("aliases", ""))}

        self.states = {name for row in read_rows(facts / "states.tsv")
                       for name in [row["canonical"], *items(row["demonyms"])] if " " not in name}

    def names_state(self, surface):
        """True for "Danish Navy", "Japan Display": words of SCOWL, and yet they say of which state."""
        return any(token in self.states for token in re.findall(r"[^\s/-]+", surface))

    def is_word(self, token, size=60):
        return self.sizes.get(token.lower(), 99) <= size

    def is_phrase(self, surface, size=60):
        """True where every word of the surface is an English word: it says what, but not which."""
        tokens = re.findall(r"[^\s/-]+", re.sub(r"'s?\b", "", surface))
        return all(token in FUNCTION_WORDS or token.lower() in GENERIC or self.is_word(token, size) for token in tokens)

    def is_personal(self, surface):
        """True for "Charles Schwab": a given name, perhaps more, and a surname, no head word."""
        tokens = surface.split()
        if not 2 <= len(tokens) <= 3 or not all(token[0].isupper() for token in tokens):
            return False
        return tokens[0] in self.given and tokens[-1] in self.family and not self.heads & set(tokens)

    def is_everyday(self, name):
        """True for "David Shaw": so many people are called so that the name alone tells of nobody."""
        tokens = [token for token in name.split() if len(token.strip(".")) > 1]
        return len(tokens) == 2 and tokens[0] in self.everyday[0] and tokens[1] in self.everyday[1]

    def is_single(self, surface):
        """True for one word that is also a word, a given name, a surname or a place."""
        return " " not in surface and (self.is_word(re.sub(r"'s?$", "", surface), 70) or surface in self.given or surface in self.family
                                       or surface in self.places)
