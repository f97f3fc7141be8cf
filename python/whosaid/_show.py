"""An article as HTML for a notebook. Its text cannot become markup, and hidden characters are shown by number."""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import Literal, get_args

from ._whosaid import Article, Claim, Mention

Style = Literal["claims", "text", "list", "mentions"]

COLORS = ["#fde2b8", "#cfe3fb", "#d5efcf", "#f6d3e4", "#e0d6f7", "#c9eeec", "#f2e3a9", "#e3d6c8"]

STYLE = """
.whosaid {font: 15px/1.6 Georgia, serif; color: #1a1a1a; background: #fff; max-width: 46em; padding: .5em 1em; unicode-bidi: isolate}
.whosaid .text {white-space: pre-wrap; overflow-wrap: anywhere}
.whosaid .content {border-radius: 3px; padding: 1px 0}
.whosaid .cue {text-decoration: underline 2px}
.whosaid .source {font-weight: bold}
.whosaid .control {font: 11px monospace; color: #b00020; border: 1px solid #b00020; border-radius: 3px; padding: 0 2px}
.whosaid table {border-collapse: collapse; font: 13px/1.4 sans-serif; margin-top: 1em; color: #1a1a1a; background: #fff}
.whosaid td, .whosaid th {text-align: left; vertical-align: top; padding: 3px 10px 3px 4px; border-top: 1px solid #ddd}
.whosaid .dim {color: #666}
.whosaid .mention {border-radius: 3px; padding: 1px 3px}
.whosaid .type {font: 10px sans-serif; color: #444; margin-left: 4px; vertical-align: middle}
"""

TYPES = {"person": "#cfe3fb", "state": "#d5efcf", "organization": "#fde2b8"}


HIDDEN = re.compile(
    r"([\u0000-\u0008\u000b-\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    r"\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    r"|(?<![\ufe0f\u203c-\u3299\U0001f000-\U0001faff])\u200d)"
)
"""Characters that cannot be seen or that reorder text, and joiners outside emoji: the list of `src/text/hidden.rs`."""


class View:
    """An article, shown as HTML in a notebook and as text in a terminal."""

    def __init__(self, article: Article, style: Style = "claims") -> None:
        if style not in get_args(Style):
            raise ValueError(f"style must be one of {', '.join(get_args(Style))}, not {style!r}")
        self.article, self.style = article, style

    def __repr__(self) -> str:
        return "\n".join(map(repr, (self.article, *self.article.claims)))

    def _repr_html_(self) -> str:
        return html(self.article, self.style)

    def to_html(self) -> str:
        """A page of its own, to save or to serve."""
        title = visible(self.article.title or self.article.doc)
        head = f'<meta charset="utf-8"><title>{HTML_TAG.sub("", title)}</title>'
        return f'<!doctype html><html lang="en"><head>{head}</head><body>{self._repr_html_()}</body></html>'


HTML_TAG = re.compile("<[^>]*>")


def visible(text: str) -> str:
    """The text escaped, with hidden characters shown by number."""
    pieces = HIDDEN.split(text.replace("\r", ""))
    return "".join(numbered(piece) if at % 2 else escape(piece) for at, piece in enumerate(pieces))


def numbered(char: str) -> str:
    name = escape(unicodedata.name(char, "control character"))
    return f'<span class="control" title="{name}">U+{ord(char):04X}</span>'


def who(claim: Claim) -> str | None:
    """The speaker that a claim is colored for."""
    speaker = claim.speaker
    if speaker is not None and speaker.name is not None:
        return speaker.name
    return None if claim.source is None else claim.source.text


def html(article: Article, style: Style) -> str:
    """The article with its claims or names marked, and a list of the claims."""
    # Asked for first: without them there is nothing to show.
    names = mentions(article) if style == "mentions" else ""
    speakers = list(dict.fromkeys(map(who, article.claims)))
    colors = {speaker: COLORS[index % len(COLORS)] for index, speaker in enumerate(speakers)}
    title = "" if article.title is None else f"<h3>{visible(article.title)}</h3>"
    meta = " · ".join(visible(part) for part in (article.doc, article.outlet, article.date) if part)
    rows = "".join(row(claim, colors[who(claim)]) for claim in article.claims)
    head = "<tr><th>speaker</th><th>cue</th><th>content</th><th>confidence</th></tr>"
    text = names or marked(article, colors)
    shown = "" if style == "list" else f'<div class="text" dir="auto">{text}</div>'
    listed = f"<table>{head}{rows}</table>" if style in ("claims", "list") else ""
    return f'<style>{STYLE}</style><div class="whosaid">{title}<div class="dim">{meta}</div>{shown}{listed}</div>'


def mentions(article: Article) -> str:
    """The text with its names, each with its type."""
    text, pieces, done = article.text, [], 0
    for mention in sorted(article.mentions, key=lambda one: (one.start, -one.end)):
        if mention.start >= done:
            pieces += [visible(text[done : mention.start]), labeled(mention, text)]
            done = mention.end
    return "".join([*pieces, visible(text[done:])])


def labeled(mention: Mention, text: str) -> str:
    name = visible(text[mention.start : mention.end])
    style = f"background:{TYPES[mention.type]}"
    return f'<span class="mention" style="{style}">{name}<span class="type">{mention.type}</span></span>'


def row(claim: Claim, color: str) -> str:
    speaker = claim.speaker
    name = who(claim)
    shown = '<span class="dim">no speaker</span>' if name is None else visible(name)
    if speaker is not None and speaker.role is not None:
        shown += f'<br><span class="dim">{visible(speaker.role)}</span>'
    for other in claim.co_speakers:
        shown += f'<br><span class="dim">and</span> {visible(other.name or other.type)}'
    if speaker is not None and speaker.for_ is not None:
        shown += f'<br><span class="dim">for</span> {visible(speaker.for_.name)}'
    about = [claim.kind, claim.cue.class_, *(["negated"] if claim.negated else []), *claim.flags]
    return (
        f'<tr><td style="background:{color}">{shown}</td><td>{visible(claim.cue.text)}</td>'
        f'<td>{visible(claim.content.text)}<br><span class="dim">{visible(", ".join(about))}</span></td>'
        f"<td>{claim.confidence:.2f}</td></tr>"
    )


def marked(article: Article, colors: dict[str | None, str]) -> str:
    """The text, cut where a part of a claim begins or ends. Of nested contents the inner one decides the color."""
    text = article.text
    bounds = {0, len(text)}
    contents: list[tuple[int, int, Claim]] = []
    words: list[tuple[int, int, str]] = []
    for claim in article.claims:
        contents += [(span.start, span.end, claim) for span in claim.content.spans]
        words += [(span.start, span.end, "cue") for span in claim.cue.spans]
        if claim.source is not None:
            words += [(span.start, span.end, "source") for span in claim.source.spans]
    for start, end, _ in [*contents, *words]:
        bounds |= {start, end}
    # Long contents first, so that shorter ones overwrite them.
    over: dict[int, str] = {}
    places = sorted(bounds)
    index = {place: at for at, place in enumerate(places)}
    for start, end, claim in sorted(contents, key=lambda one: one[0] - one[1]):
        for at in range(index[start], index[end]):
            over[at] = colors[who(claim)]
    classes: dict[int, set[str]] = {}
    for start, end, kind in words:
        for at in range(index[start], index[end]):
            classes.setdefault(at, set()).add(kind)
    pieces = []
    for at, (start, end) in enumerate(zip(places, places[1:])):
        kinds = sorted(classes.get(at, ()))
        style = ""
        if at in over:
            kinds.append("content")
            style = f' style="background:{over[at]}"'
        piece = visible(text[start:end])
        pieces.append(f'<span class="{" ".join(kinds)}"{style}>{piece}</span>' if kinds else piece)
    return "".join(pieces)
