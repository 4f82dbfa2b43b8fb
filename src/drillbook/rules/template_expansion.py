"""Template expansion: a parsed template and an alert's data to text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from drillbook.errors import ExpressionError
from drillbook.rules.fields import no_labels
from drillbook.rules.go_format import plain
from drillbook.rules.template_functions import FUNCTIONS, is_true
from drillbook.rules.template_nodes import Action, Branch, Command, Literal, Operand, Path, Pipeline, Text
from drillbook.rules.templates import Template

EXPANDED_CHARS_MAX = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertData:
    """What a template can speak of."""

    labels: Mapping[str, str]
    value: float
    external_labels: Mapping[str, str] = field(default_factory=no_labels)
    external_url: str = ""


def expand(template: Template, data: AlertData) -> str:
    """The text of a template; what fails while it is written becomes the text, as in Prometheus."""
    try:
        return _Expansion(data).text(template)
    except ExpressionError as error:
        return f"<error expanding template: {error.what}>"


class _Expansion:
    """One expansion: its variables, and what the dot means."""

    def __init__(self, data: AlertData) -> None:
        self._dot: Any = {
            "Labels": data.labels,
            "Value": data.value,
            "ExternalLabels": data.external_labels,
            "ExternalURL": data.external_url,
        }
        self._root = self._dot
        self._variables: dict[str, Any] = {
            "$": self._dot,
            "$labels": data.labels,
            "$value": data.value,
            "$externalLabels": data.external_labels,
            "$externalURL": data.external_url,
        }

    def text(self, template: Template) -> str:
        pieces: list[str] = []
        for node in template:
            match node:
                case Text():
                    pieces.append(node.text)
                case Action():
                    value = self._pipeline(node.pipeline)
                    if not node.pipeline.variable:
                        pieces.append(_written(value))
                case Branch():
                    pieces.append(self._branch(node))
        text = "".join(pieces)
        if len(text) > EXPANDED_CHARS_MAX:
            raise ExpressionError(f"the text is longer than {EXPANDED_CHARS_MAX} characters. Shorten the template.")
        return text

    def _branch(self, node: Branch) -> str:
        variables, dot = dict(self._variables), self._dot
        value = self._pipeline(node.condition)
        holds = is_true(value)
        if holds and node.rebinds_dot:
            self._dot = value
        try:
            return self.text(node.then if holds else node.otherwise)
        finally:
            # What a branch declares ends with it; what it assigns stays.
            self._variables = {name: self._variables[name] for name in variables}
            self._dot = dot

    def _pipeline(self, pipeline: Pipeline) -> Any:
        value: Any = None
        for index, command in enumerate(pipeline.commands):
            value = self._command(command, (value,) if index else ())
        value = self._fields(value, pipeline.fields)
        if pipeline.variable:
            self._variables[pipeline.variable] = value
        return value

    def _command(self, command: Command, piped: tuple[Any, ...]) -> Any:
        arguments = [self._operand(argument) for argument in command.arguments]
        if not command.function:
            return arguments[0]
        try:
            return FUNCTIONS[command.function](*arguments, *piped)
        except (TypeError, AttributeError) as error:
            given = ", ".join(plain(argument) for argument in (*arguments, *piped))
            raise ExpressionError(
                f"the function {command.function} cannot take ({given}). Correct its arguments."
            ) from error

    def _operand(self, operand: Operand) -> Any:
        match operand:
            case Literal():
                return operand.value
            case Path():
                start = self._variables[operand.variable] if operand.variable else self._dot
                return self._fields(start, operand.fields)
            case Pipeline():
                return self._pipeline(operand)

    def _fields(self, value: Any, fields: tuple[str, ...]) -> Any:
        for name in fields:
            if not isinstance(value, Mapping) or (value is self._root and name not in value):
                raise ExpressionError(f"{plain(value)[:40]} has no field {name}. Use $labels.NAME or $value.")
            value = value.get(name, "")
        return value


def _written(value: Any) -> str:
    return "<no value>" if value is None else plain(value)
