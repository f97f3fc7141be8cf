"""Lets the teacher read texts, and writes what it finds as brat standoff: silver for `whosaid train --silver`.

TEXTS.jsonl has an object with `id` and `text` on each line; a folder with text/NAME.txt is read too. Texts that share word sequences with
those of an `--apart` folder are left out: a model that has learned from the texts it is scored on looks better than it is.
"""

import argparse
import gzip
import json
import re
from pathlib import Path

import numpy as np
import torch

from corpus import (
    CONTENT, IN_CONTENT, IN_SOURCE, SOURCE, WINDOW, Attribution, Spans, Text, encode, load_tokenizer, reading_windows, write_brat,
)
from network import NEVER, Batch, Teacher, mask_of

STRIDE = 200
BATCH = 16
# Texts that are read together.
TOGETHER = 64
# Texts that are read, in code points: shorter ones are tables and notes, longer ones collections.
LENGTHS = (600, 14_000)
# The share of its word sequences that a text may share with the texts that are evaluated.
SHARED = 0.04


def runs(labels: np.ndarray, begin: int, inside: int) -> list[tuple[int, int]]:
    """The runs of one role as first and last word."""
    found: list[tuple[int, int]] = []
    for word, label in enumerate(labels):
        if label == begin:
            found.append((word, word))
        elif label == inside and found:
            found[-1] = (found[-1][0], word)
    return found


@torch.no_grad()
def read(teacher: Teacher, texts: list[Text], threshold: float) -> list[list[Attribution]]:
    """The attributions of each text whose cue is likelier than `threshold`, in order."""
    found: list[list[Attribution]] = [[] for _ in texts]
    margin = (WINDOW - 2 - STRIDE) // 2
    windows = sorted(reading_windows(texts, STRIDE), key=lambda window: window[2] - window[1])
    for start in range(0, len(windows), BATCH):
        here = windows[start : start + BATCH]
        batch = Batch(texts, here, learn=False)
        words = teacher.encode(batch)
        likely = torch.softmax(teacher.cue(words), -1).numpy()
        # Row, first and last word, and probability of each cue.
        cues: list[tuple[int, int, int, float]] = []
        for row, (index, first_piece, end_piece) in enumerate(here):
            text, (first, end) = texts[index], batch.words[row]
            # What is near an edge is read in the neighboring window.
            nearest = 0 if not first_piece else margin
            furthest = len(text.pieces) if end_piece == len(text.pieces) else WINDOW - 2 - margin
            word = 0
            while word < end - first:
                last, begins = word, likely[row, word, 1]
                if begins > threshold and begins >= likely[row, word, 2]:
                    while last + 1 < end - first and likely[row, last + 1].argmax() == 2:
                        last += 1
                    if nearest <= text.first_piece[first + word] - first_piece < furthest:
                        cues.append((row, word, last, float(begins)))
                word = last + 1
        if not cues:
            continue
        window = torch.tensor([row for row, *_ in cues])
        in_cue = np.stack([mask_of(list(range(first, last + 1)), words.shape[1]) for _, first, last, _ in cues])
        scores = teacher.roles(words, window, torch.from_numpy(in_cue)).numpy().copy()
        scores[batch.is_word.numpy()[window] == 0] = [0, NEVER, NEVER, NEVER, NEVER]
        for (row, first, last, confidence), labels in zip(cues, teacher.best_labels(scores)):
            index, offset = here[row][0], batch.words[row][0]
            sources, contents = runs(labels, SOURCE, IN_SOURCE), runs(labels, CONTENT, IN_CONTENT)
            if not contents:
                continue
            nearness = lambda run: min(abs(run[1] - first), abs(run[0] - last))
            sources = sorted(sources, key=nearness)[:1]
            spans = [spans_of(texts[index], offset, part) for part in ([(first, last)], sources, contents)]
            found[index].append(Attribution(*spans, confidence))
    for part in found:
        part.sort(key=lambda one: one.cue)
    return found


def spans_of(text: Text, offset: int, words: list[tuple[int, int]]) -> Spans:
    return [(int(text.starts[offset + first]), int(text.ends[offset + last])) for first, last in words]


def texts_of(path: Path):
    """Name and text of each text of a folder or of JSON Lines."""
    if path.is_dir():
        for file in sorted((path / "text").glob("*.txt")):
            yield file.stem, file.read_bytes().decode()
        return
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        for number, line in enumerate(lines):
            yield f"{number:06d}", json.loads(line)["text"]


def sequences(text: str) -> set[tuple[str, ...]]:
    """All runs of eight words."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {tuple(words[start : start + 8]) for start in range(len(words) - 7)}


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("texts", type=Path)
    args.add_argument("--encoder", type=Path, required=True, help="folder with model.safetensors and tokenizer.json")
    args.add_argument("--teacher", type=Path, required=True)
    args.add_argument("--output", type=Path, required=True)
    args.add_argument("--threshold", type=float, default=0.5)
    args.add_argument("--apart", type=Path, action="append", default=[], help="texts that are evaluated, or JSON Lines of them")
    args = args.parse_args()

    tokenizer = load_tokenizer(args.encoder / "tokenizer.json")
    teacher = Teacher(args.encoder / "model.safetensors")
    teacher.load_state_dict(torch.load(args.teacher))
    teacher.eval()
    evaluated = {one for folder in args.apart for _, text in texts_of(folder) for one in sequences(text)}
    texts = []
    for name, text in texts_of(args.texts):
        own = sequences(text)
        if LENGTHS[0] < len(text) < LENGTHS[1] and "\r" not in text and len(own & evaluated) <= SHARED * len(own):
            texts.append((name, text))
    for start in range(0, len(texts), TOGETHER):
        part = texts[start : start + TOGETHER]
        encoded = [encode(tokenizer, name, text) for name, text in part]
        for (name, text), found in zip(part, read(teacher, encoded, args.threshold)):
            write_brat(args.output, name, text, found)
        print(f"{start + len(part)} of {len(texts)} texts", flush=True)


if __name__ == "__main__":
    main()
