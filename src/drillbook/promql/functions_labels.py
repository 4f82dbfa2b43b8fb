"""Label functions: rewriting the labels of series, and the labels of what is absent."""

from __future__ import annotations

from collections.abc import Sequence

from drillbook.errors import ExpressionError
from drillbook.promql.labels import METRIC_NAME, Labels, canonical, value_of, with_label
from drillbook.promql.matchers import Matchers, MatchKind
from drillbook.promql.regex import expanded, translated
from drillbook.promql.values import Sample


def label_replace(samples: list[Sample], texts: Sequence[str]) -> list[Sample]:
    """Set a label from another one; `texts` are destination, replacement, source and regular expression."""
    destination, replacement, source, expression = texts
    _check_name("label_replace", destination)
    pattern = translated(expression)
    replaced = []
    for sample in samples:
        found = pattern.fullmatch(value_of(sample.labels, source))
        if found is None:
            replaced.append(sample)
        else:
            value = expanded(replacement, found)
            replaced.append(Sample(with_label(sample.labels, destination, value=value), sample.value))
    return replaced


def label_join(samples: list[Sample], texts: Sequence[str]) -> list[Sample]:
    """Set a label to others joined; `texts` are destination, separator and the names of the sources."""
    destination, separator, *sources = texts
    for name in (destination, *sources):
        _check_name("label_join", name)
    joined = []
    for labels, value in samples:
        text = separator.join(value_of(labels, source) for source in sources)
        joined.append(Sample(with_label(labels, destination, value=text), value))
    return joined


def _check_name(function: str, name: str) -> None:
    if not name:
        raise ExpressionError(f"{function}() has an empty label name. Name the label.")


def absent_labels(matchers: Matchers | None) -> Labels:
    """The labels that `absent` can tell of a selector: those asked for with ``=``, and only once."""
    wanted: dict[str, str] = {}
    seen: set[str] = set()
    for matcher in matchers or ():
        if matcher.name == METRIC_NAME:
            continue
        if matcher.kind is MatchKind.EQUAL and matcher.name not in seen:
            wanted[matcher.name] = matcher.value
            seen.add(matcher.name)
        else:
            wanted.pop(matcher.name, None)
    return canonical(wanted)
