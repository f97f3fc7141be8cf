"""Spellings of personal names: folding, cleaning, and the variants newspapers use."""

import re
import unicodedata

from tables import clean, items, read_hand, unique

LETTERS = str.maketrans({
    "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
    "þ": "th", "Þ": "Th", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ß": "ss",
    "ı": "i", "ə": "a", "Ə": "A", "ħ": "h", "Ħ": "H", "ŋ": "n", "ĸ": "k",
})
SUFFIX = re.compile(r",? (Jr|Sr)\.?$|,? (II|III|IV)$")
BODIES = {"Council", "Committee", "Commission", "Board", "Department", "Office", "Association", "Party", "Vacant"}
LOWER_PARTICLES = {
    "al", "ap", "av", "bin", "bint", "ben", "bat", "da", "dal", "das", "de", "del", "della", "den", "der",
    "di", "do", "dos", "du", "e", "ed", "el", "i", "ibn", "la", "las", "le", "los", "of", "ould", "ten",
    "ter", "the", "und", "v", "van", "vom", "von", "y", "zu", "zum", "zur", "á", "à", "op", "t",
}


def fold(text):
    """ASCII spelling of a surface (é -> e); anything without one stays."""
    text = unicodedata.normalize("NFD", text.translate(LETTERS))
    return "".join(c for c in text if not unicodedata.combining(c))


def key(name):
    """What two spellings of one name share: folded, lower case, no initials, no suffix."""
    name = SUFFIX.sub("", fold(name)).lower().replace("'", "")
    name = re.sub(r"\b[a-z]\.(?=\s|[a-z]\.|$)", " ", name)
    return " ".join(re.findall(r"[^\W_]+", name))


def loose_key(name, nicknames):
    """A key that also ignores nicknames, particles and the usual differences of transliteration.

    Only good within one state and time: it brings spellings of one person together, and some of two.
    """
    tokens = [token for token in key(name).split() if token not in LOWER_PARTICLES]
    return " ".join(_sound(nicknames.get(token, token)) for token in tokens)


def _sound(token):
    token = re.sub(r"^m[ou]hamm?[ae]d$", "mohamed", token)
    for pattern, plain in (("(iy|yy|ii|yi|ij|i|ey|y)$", "i"), ("ou|oo", "u"), ("ee", "i"), ("yu|iu|ju", "u"),
                           ("ya|ia|ja", "a"), ("ye|ie|je", "e"), ("ph", "f"), ("[qk]h?|ck|c(?=[aou])", "k"), ("w", "v"),
                           (r"(.)\1", r"\1"), ("y|j", "i")):
        token = re.sub(pattern, plain, token)
    return token


class NameCleaner:
    """Cuts titles and nicknames out of names and rejects what is no personal name."""

    def __init__(self):
        self.prefixes = sorted((row["prefix"] for row in read_hand("name-prefixes.tsv")), key=len, reverse=True)

    def clean(self, raw):
        """(name, nickname forms) of a raw name; the name is empty when it is junk."""
        name = clean(raw.replace("“", '"').replace("”", '"'))
        name = re.sub(r",\s*(Jr|Sr)\b\.?", r" \1.", name)
        name = re.sub(r"\b(Jr|Sr)(?![.\w])", r"\1.", name)
        name = re.sub(r",.*$| of the (Us|Uk|UK)$", "", name)
        nick = re.search(r"""["(']([^"()']{2,})["')](?=\s|$)""", name)
        extra = []
        if nick:
            name = clean(name[:nick.start()] + " " + name[nick.end():])
            if re.fullmatch(r"[A-Z][\w.'-]+", nick.group(1)) and len(name.split()) >= 2:
                rest = name.split()[1:]
                rest = rest[1:] if len(rest) > 1 and re.fullmatch(r"[A-Z]\.", rest[0]) else rest
                extra.append(" ".join([nick.group(1), *rest]))
        cut = True
        while cut:
            cut = False
            for prefix in self.prefixes:
                if name.startswith(prefix + " "):
                    name, cut = name[len(prefix) + 1:], True
        return (name, extra) if is_name(name) else ("", [])


def is_name(name):
    """True for two to seven tokens that look like a personal name."""
    tokens = name.split()
    if not 2 <= len(tokens) <= 7 or not re.fullmatch(r"[^\W\d_][\w .'\-]*", name) or re.search(r"\d|_", name):
        return False
    if sum(len(token.strip(".")) > 1 for token in tokens) < 2 or tokens[-1] in BODIES:
        return False
    return all(token[0].isupper() or fold(token).lower() in LOWER_PARTICLES
               or re.match(r"(al|el|as|ad|an|ar|at|ash|az|d|l|n|t|ul|ur|us|uz|ud|un)['-]|['’]", token, re.I)
               or re.match(r"[a-z]+[A-Z]", token) for token in tokens)


class Variants:
    """Other spellings of a full name, from the hand-made spelling tables."""

    def __init__(self):
        self.given = {}
        for row in read_hand("spelling-variants.tsv"):
            forms = items(row["forms"])
            for form in forms:
                self.given.setdefault(form, []).append((set(items(row["states"])), forms))
        self.nicknames = {}
        for row in read_hand("nicknames.tsv"):
            self.nicknames.setdefault(row["formal"], []).append(row["nickname"])
            if row["both_ways"] == "1":
                self.nicknames.setdefault(row["nickname"], []).append(row["formal"])
        self.english = {row["state"] for row in read_hand("english-speaking.tsv")}

    def shortest(self):
        """Formal given name -> nickname, in lower case, for `loose_key`."""
        return {formal.lower(): nicks[0].lower() for formal, nicks in self.nicknames.items()
                if len(nicks[0]) < len(formal)}

    def of(self, name, state):
        """Variants of `name` for a person of `state`, best known first, without `name`."""
        forms = [name]
        bare = SUFFIX.sub("", name)
        if len(bare.split()) < 2:
            return [form for form in [fold(name)] if form != name]  # Elizabeth II, single names
        if bare != name and state in self.english:
            forms.append(bare)
        if state in self.english:
            initial = re.fullmatch(r"(\S+) [A-Z]\. (\S+(?: (?:Jr|Sr)\.)?)", name)
            if initial and len(initial[1].strip(".")) > 1:
                forms.append(f"{initial[1]} {initial[2]}")
            for form in list(forms):
                first, _, rest = form.partition(" ")
                if not re.match(r"[A-Z]\. ", rest):
                    forms += [f"{other} {rest}" for other in self.nicknames.get(first, [])]
        for form in list(forms):
            first, _, rest = form.partition(" ")
            for states, others in self.given.get(first, []):
                if not states or state in states:
                    forms += [f"{other} {rest}" for other in others]
        if state in {"state/ru", "state/ua", "state/by"}:
            forms += [re.sub(r"(?<=[sc]k)(yy|yi|iy|ii|yj|y)$", "y", form) for form in list(forms)]
        if state in {"state/kr", "state/kp", "state/tw", "state/hk"}:
            for form in list(forms):
                match = re.fullmatch(r"([A-Z]\w+) ([A-Z]\w+)[ -](\w+)", form)
                if match:
                    forms.append(f"{match[1]} {match[2]}-{match[3].lower()}")
                    if state in {"state/kr", "state/kp"}:
                        forms.append(f"{match[1]} {match[2]} {match[3].capitalize()}")
        for form in list(forms):
            if re.search(r" [ae]l-", form):
                forms.append(re.sub(r" ([ae])l-", lambda m: f" {m[1].upper()}l-", form))
            elif re.search(r" [AE]l-", form):
                forms.append(re.sub(r" ([AE])l-", lambda m: f" {m[1].lower()}l-", form))
        forms = [spelled for form in forms for spelled in (form, fold(form))]
        return [form for form in unique(forms) if form != name]
