"""Templates: the labels and annotations of an alert, in the subset of Go's text/template that rules use.

Known are fields and variables (``$labels.job``, ``$value``), pipelines, ``if``, ``else``, ``with``, and the functions
of `template_functions`. What runs queries or loops is refused when the rule is read (docs/reference/rules.md).
"""

from __future__ import annotations

import json
from functools import lru_cache

from drillbook.errors import ExpressionError
from drillbook.rules.template_functions import FUNCTIONS, REFUSED
from drillbook.rules.template_lexer import Kind, Token, tokens
from drillbook.rules.template_nodes import (
    Action,
    Branch,
    Command,
    Literal,
    Operand,
    Path,
    Pipeline,
    TemplateNode,
    Text,
)

TEMPLATES_MAX = 4096
"""Parsed templates remembered."""
DEPTH_MAX = 50

_CONSTANTS = {"true": True, "false": False, "nil": None}
_REFUSED_ACTIONS = frozenset({"range", "define", "template", "block", "break", "continue"})
_PREDECLARED = frozenset({"$", "$labels", "$value", "$externalLabels", "$externalURL"})

Template = tuple[TemplateNode, ...]


@lru_cache(maxsize=TEMPLATES_MAX)
def parse_template(text: str) -> Template:
    """Read a template.

    Raises:
        ExpressionError: the template is not valid, or uses what is refused; the construct is named.
    """
    parser = _Parser(tokens(text))
    nodes, stop = parser.nodes()
    if stop:
        raise ExpressionError(f"the template has {{{{ {stop} }}}} without a beginning. Remove it.")
    return nodes


class _Parser:
    """One pass over the tokens."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._position = 0
        self._depth = 0
        self._variables = set(_PREDECLARED)

    def nodes(self) -> tuple[Template, str]:
        """Nodes up to the end, or to an ``else`` or ``end``, which is named."""
        nodes: list[TemplateNode] = []
        while (token := self._peek()) is not None:
            self._position += 1
            if token.kind is Kind.TEXT:
                nodes.append(Text(text=token.text))
                continue
            word = self._keyword()
            if word in {"else", "end"}:
                return tuple(nodes), word
            nodes.append(self._branch(word) if word else Action(pipeline=self._closed_pipeline()))
        return tuple(nodes), ""

    def _keyword(self) -> str:
        """The keyword that begins this action, if one does."""
        token = self._peek()
        if token is None or token.kind is not Kind.NAME:
            return ""
        if token.text in _REFUSED_ACTIONS:
            raise ExpressionError(
                f"the template action {{{{ {token.text} }}}} is not supported. Write the text without it."
            )
        if token.text in {"if", "with", "else", "end"}:
            self._position += 1
            return token.text
        return ""

    def _branch(self, word: str) -> Branch:
        self._deeper()
        condition = self._closed_pipeline()
        then, stop = self.nodes()
        otherwise: Template = ()
        if stop == "else":
            otherwise = self._else()
        else:
            self._end(stop)
        self._depth -= 1
        return Branch(condition=condition, then=then, otherwise=otherwise, rebinds_dot=word == "with")

    def _else(self) -> Template:
        """After ``else``: another condition, which shares the ``end``, or the other nodes."""
        word = self._keyword()
        if word in {"if", "with"}:
            return (self._branch(word),)
        self._expect(Kind.CLOSE)
        nodes, stop = self.nodes()
        self._end(stop)
        return nodes

    def _end(self, stop: str) -> None:
        if stop != "end":
            raise ExpressionError("a template condition does not end. Close it with {{ end }}.")
        self._expect(Kind.CLOSE)

    def _closed_pipeline(self) -> Pipeline:
        pipeline = self._pipeline()
        self._expect(Kind.CLOSE)
        return pipeline

    def _pipeline(self) -> Pipeline:
        self._deeper()
        variable, declares = self._assignment()
        commands = [self._command(piped=False)]
        while self._take_sign("|"):
            commands.append(self._command(piped=True))
        self._depth -= 1
        if variable:
            self._variables.add(variable)
        return Pipeline(commands=tuple(commands), variable=variable, declares=declares)

    def _assignment(self) -> tuple[str, bool]:
        name, sign = self._peek(), self._peek(1)
        if name is None or sign is None or name.kind is not Kind.VARIABLE or sign.text not in {":=", "="}:
            return "", False
        self._position += 2
        return name.text, sign.text == ":="

    def _command(self, *, piped: bool) -> Command:
        token = self._peek()
        function = ""
        if token is not None and token.kind is Kind.NAME and token.text not in _CONSTANTS:
            function = self._function(token.text)
            self._position += 1
        arguments = []
        while self._begins_operand():
            arguments.append(self._operand())
        if not function and (len(arguments) != 1 or piped):
            raise ExpressionError("a template command is no function and not one value alone. Correct it.")
        return Command(function=function, arguments=tuple(arguments))

    def _function(self, name: str) -> str:
        if name in REFUSED:
            raise ExpressionError(f"the template function {name} is not supported: {REFUSED[name]}")
        if name not in FUNCTIONS:
            known = ", ".join(sorted(FUNCTIONS))
            raise ExpressionError(f"the template function {name} is not known. Known: {known}.")
        return name

    def _begins_operand(self) -> bool:
        token = self._peek()
        return token is not None and token.kind is not Kind.CLOSE and (token.kind is not Kind.SIGN or token.text == "(")

    def _operand(self) -> Operand:
        token = self._peek()
        if token is None:
            raise ExpressionError("a template action does not end. Close it with }}.")
        self._position += 1
        match token.kind:
            case Kind.STRING | Kind.NUMBER | Kind.NAME:
                return self._literal(token)
            case Kind.VARIABLE:
                return self._variable(token.text)
            case Kind.FIELD:
                return Path(variable="", fields=self._fields(token.text))
            case _:
                return self._parenthesis()

    def _literal(self, token: Token) -> Literal | Pipeline:
        if token.kind is Kind.STRING:
            return Literal(value=_string(token.text))
        if token.kind is Kind.NUMBER:
            return Literal(value=_number(token.text))
        if token.text in _CONSTANTS:
            return Literal(value=_CONSTANTS[token.text])
        return Pipeline(commands=(Command(function=self._function(token.text), arguments=()),))

    def _parenthesis(self) -> Pipeline:
        pipeline = self._pipeline()
        if not self._take_sign(")"):
            raise ExpressionError("a parenthesis in a template does not close. Add `)`.")
        return Pipeline(commands=pipeline.commands, fields=self._fields(""))

    def _variable(self, name: str) -> Path:
        if name not in self._variables:
            raise ExpressionError(
                f"the template variable {name} is not known. Use {', '.join(sorted(_PREDECLARED - {'$'}))}."
            )
        return Path(variable=name, fields=self._fields(""))

    def _fields(self, first: str) -> tuple[str, ...]:
        """The chain of fields that follows without white space."""
        fields = [first[1:]] if len(first) > 1 else []
        while (token := self._peek()) is not None and token.kind is Kind.FIELD and not token.spaced:
            self._position += 1
            fields.append(token.text[1:])
        return tuple(fields)

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise ExpressionError(f"the template is nested deeper than {DEPTH_MAX} levels. Simplify it.")

    def _peek(self, ahead: int = 0) -> Token | None:
        index = self._position + ahead
        return self._tokens[index] if index < len(self._tokens) else None

    def _take_sign(self, sign: str) -> bool:
        token = self._peek()
        taken = token is not None and token.kind is Kind.SIGN and token.text == sign
        self._position += taken
        return taken

    def _expect(self, kind: Kind) -> None:
        token = self._peek()
        if token is None or token.kind is not kind:
            raise ExpressionError(
                f"a template action goes on with {token.text if token else 'nothing'!r}. End it with }}}}."
            )
        self._position += 1


def _string(text: str) -> str:
    if text.startswith("`"):
        return text[1:-1]
    try:
        return str(json.loads(text))
    except ValueError as error:
        raise ExpressionError(f"the template string {text} is not valid. Correct its escapes.") from error


def _number(text: str) -> int | float:
    return int(text) if text.lstrip("+-").isdecimal() else float(text)
