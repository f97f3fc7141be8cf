"""Who said what in English news articles.

>>> import whosaid
>>> text = "“The port is open,” Transport Minister Ada Voss said on Monday."
>>> for claim in whosaid.extract(text).claims:
...     print(claim.speaker.name, claim.cue.lemma, text[claim.content.start : claim.content.end])
Ada Voss say “The port is open,”
"""

from ._errors import ArticleError, Error, GazetteerWarning, InputError, LoadError
from ._extractor import Extractor, extract, extract_arrow, extract_files, show, to_pandas, to_polars
from ._show import View
from ._whosaid import (
    FIELDS,
    Article,
    Articles,
    Claim,
    Cue,
    Mention,
    Part,
    Principal,
    Sentence,
    Source,
    Span,
    Speaker,
    __version__,
)

__all__ = [
    "FIELDS",
    "Article",
    "ArticleError",
    "Articles",
    "Claim",
    "Cue",
    "Error",
    "Extractor",
    "GazetteerWarning",
    "InputError",
    "LoadError",
    "Mention",
    "Part",
    "Principal",
    "Sentence",
    "Source",
    "Span",
    "Speaker",
    "View",
    "__version__",
    "extract",
    "extract_arrow",
    "extract_files",
    "show",
    "to_pandas",
    "to_polars",
]
