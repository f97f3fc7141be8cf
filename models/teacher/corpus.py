"""Annotated texts as the teacher reads them: word pieces, words, and windows that fit the encoder."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from glob import escape
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

# Word pieces that one window holds, with the two marks around it.
WINDOW = 288
# Labels of a word in the reading of one cue; the first word of a run and the others.
OUTSIDE, SOURCE, IN_SOURCE, CONTENT, IN_CONTENT = range(5)

Spans = list[tuple[int, int]]


@dataclass
class Attribution:
    """Who said what: spans in code points, half-open."""

    cue: Spans
    source: Spans
    content: Spans
    confidence: float = 1.0


@dataclass
class Text:
    """A text as the encoder sees it. `pieces` and the three features have an entry for each word piece; words are given by the index
    of their first piece and by their span."""

    name: str
    text: str
    pieces: np.ndarray
    case: np.ndarray
    paragraph: np.ndarray
    quote: np.ndarray
    first_piece: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    weight: float = 1.0
    # Cue, source and content of each attribution, as word indices.
    targets: list[tuple[list[int], list[int], list[int]]] = field(default_factory=list)

    def words(self, first: int, end: int) -> tuple[int, int]:
        """The words that begin in these pieces."""
        return bisect_left(self.first_piece, first), bisect_left(self.first_piece, end)

    def word_start(self, piece: int) -> int:
        """The first piece of the word that `piece` is in; the end of the text stays."""
        if piece >= len(self.pieces):
            return len(self.pieces)
        return int(self.first_piece[max(0, bisect_right(self.first_piece, piece) - 1)])


def load_tokenizer(path: Path) -> Tokenizer:
    """The encoder's tokenizer, which neither cuts nor pads."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def read_brat(folder: Path) -> list[tuple[str, str, list[Attribution]]]:
    """Name, text and attributions of each text in `text/NAME.txt` with `attributions/NAME_ANNOTATOR.ann`; the first annotator counts."""
    texts = []
    for path in sorted((folder / "text").glob("*.txt")):
        annotations = sorted((folder / "attributions").glob(escape(path.stem) + "_*.ann"))
        if annotations:
            text = path.read_bytes().decode()
            texts.append((path.stem, text, attributions(annotations[0].read_bytes().decode())))
    return texts


def attributions(standoff: str) -> list[Attribution]:
    """The events of a standoff file that have a cue and a content."""
    spans: dict[str, Spans] = {}
    lines = standoff.split("\n")
    for line in lines:
        if re.match(r"T\d+\t", line):
            name, mention = line.split("\t")[:2]
            ranges = mention.split(" ", 1)[1].split(";")
            spans[name] = [(int(start), int(end)) for start, end in (one.split() for one in ranges)]
    found = []
    for line in lines:
        if not re.match(r"E\d+\t", line):
            continue
        roles: dict[str, Spans] = {}
        for part in line.split("\t")[1].split():
            role, name = part.split(":")
            roles.setdefault(role.rstrip("0123456789"), []).extend(spans.get(name, []))
        if roles.get("Cue") and roles.get("Content"):
            found.append(Attribution(roles["Cue"], roles.get("Source", []), roles["Content"]))
    return found


def write_brat(folder: Path, name: str, text: str, found: list[Attribution]) -> None:
    """Writes a text and its attributions as `read_brat` reads them."""
    for part in ("text", "attributions"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / "text" / f"{name}.txt").write_bytes(text.encode())
    mentions: list[str] = []
    events: list[str] = []
    for number, one in enumerate(found, 1):
        roles = []
        for role, spans in (("Cue", one.cue), ("Source", one.source), ("Content", one.content)):
            for index, (start, end) in enumerate(spans):
                words = " ".join(text[start:end].split())
                mentions.append(f"T{len(mentions) + 1}\t{role} {start} {end}\t{words}")
                roles.append(f"{role}{index + 1 if index else ''}:T{len(mentions)}")
        events.append(f"E{number}\tAttribution:{roles[0].split(':')[1]} {' '.join(roles)}")
    (folder / "attributions" / f"{name}_teacher.ann").write_bytes(("\n".join(mentions + events) + "\n").encode())


def quotation_states(text: str) -> np.ndarray:
    """For each code point: 0 outside quotations, 1 inside, 2 an opening mark, 3 a closing one. A quotation ends with its paragraph
    unless the next one opens it again."""
    states = np.zeros(len(text) + 1, np.int8)
    inside = False
    for index, char in enumerate(text):
        if char in '"“”„«»':
            inside = char in "“„«" or (char == '"' and not inside)
            states[index] = 2 if inside else 3
            continue
        if char == "\n" and inside:
            after = index
            while after < len(text) and text[after].isspace():
                after += 1
            reopened = after < len(text) and text[after] in '"“'
            blank_line = text[index:after].count("\n") > 1
            inside = not reopened and not blank_line
        states[index] = 1 if inside else 0
    return states


def encode(tokenizer: Tokenizer, name: str, text: str) -> Text:
    """Cuts a text into word pieces and words."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    offsets, word_ids = encoding.offsets, encoding.word_ids
    states = quotation_states(text)
    count = len(offsets)
    case, paragraph, quote = (np.zeros(count, np.int64) for _ in range(3))
    first = []
    for index, (start, end) in enumerate(offsets):
        piece = text[start:end]
        case[index] = letter_case(piece)
        quote[index] = states[start]
        if index:
            paragraph[index] = int("\n" in text[offsets[index - 1][1] : start])
        if not index or word_ids[index] != word_ids[index - 1]:
            first.append(index)
    starts = [offsets[index][0] for index in first]
    ends = [offsets[index - 1][1] for index in [*first[1:], count]] if first else []
    as_array = lambda values: np.array(values, np.int64)
    return Text(
        name, text, as_array(encoding.ids), case, paragraph, quote, as_array(first), as_array(starts), as_array(ends)
    )


def letter_case(piece: str) -> int:
    """0 no letters, 1 lower case, 2 a capital first, 3 anything else."""
    if not piece.isalpha():
        return 0
    if piece.islower():
        return 1
    return 2 if piece[0].isupper() and (len(piece) == 1 or piece[1:].islower()) else 3


def with_targets(text: Text, found: list[Attribution], weight: float) -> Text:
    """Adds what there is to learn."""

    def touched(spans: Spans) -> list[int]:
        words = [np.flatnonzero((text.starts < end) & (start < text.ends)) for start, end in spans]
        return sorted({int(word) for part in words for word in part})

    targets = [(touched(one.cue), touched(one.source), touched(one.content)) for one in found]
    text.targets = [target for target in targets if target[0] and target[2]]
    text.weight = weight
    return text


# A window: index of the text, first piece, end.
Window = tuple[int, int, int]


def training_windows(texts: list[Text], rng) -> list[Window]:
    """Windows that share a few pieces with their neighbors; the first of each text has a random length, so that each pass over the
    texts cuts them elsewhere."""
    windows: list[Window] = []
    for index, text in enumerate(texts):
        start, count = 0, len(text.pieces)
        end = text.word_start(rng.randint(80, WINDOW - 2)) if count > WINDOW - 2 else count
        while start < count:
            if end <= start:
                end = min(count, start + WINDOW - 2)
            windows.append((index, start, end))
            if end == count:
                break
            start = max(start + 1, text.word_start(end - 24))
            end = text.word_start(min(count, start + WINDOW - 2))
    return windows


def reading_windows(texts: list[Text], stride: int = 200) -> list[Window]:
    """Windows of full length, each `stride` pieces after the last."""
    windows: list[Window] = []
    for index, text in enumerate(texts):
        start, count = 0, len(text.pieces)
        while count:
            end = text.word_start(min(count, start + WINDOW - 2))
            if end <= start:
                end = min(count, start + WINDOW - 2)
            windows.append((index, start, end))
            if end == count:
                break
            start = max(start + 1, text.word_start(start + stride))
    return windows
