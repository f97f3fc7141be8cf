"""Articles with a context that comes back with the result."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from ._errors import ArticleError


class Pairs:
    """The articles of pairs. Their contexts wait here until the results come, which are in the same order."""

    def __init__(self, pairs: Iterable[tuple[Any, Any]]) -> None:
        self._pairs = iter(pairs)
        self._contexts: deque[Any] = deque()

    def __iter__(self) -> Pairs:
        return self

    def __next__(self) -> Any:
        pair = next(self._pairs)
        try:
            article, context = pair
        except (TypeError, ValueError):
            raise TypeError("as_tuples needs pairs of an article and its context") from None
        self._contexts.append(context)
        return article

    def results(self, articles: Iterator[Any]) -> Iterator[tuple[Any, Any]]:
        """The results, each with its context."""
        return Results(articles, self._contexts)


class Results(Iterator[tuple[Any, Any]]):
    """See `Pairs.results`. It goes on after an error that was raised."""

    def __init__(self, articles: Iterator[Any], contexts: deque[Any]) -> None:
        self._articles, self._contexts = articles, contexts

    def __next__(self) -> tuple[Any, Any]:
        try:
            article = next(self._articles)
        except ArticleError:
            self._contexts.popleft()
            raise
        return article, self._contexts.popleft()
