"""The values of the API: proxies and toxics as the bodies of requests describe them.

Bodies are read as Go's JSON decoder reads them: the first value counts and what follows is ignored, keys match
whatever their case, unknown keys are ignored, and null leaves a field as it is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from drillbook.services.toxiproxy_server.errors import ApiError, Refusal
from drillbook.services.toxiproxy_server.toxics import TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from drillbook.services.toxiproxy_server.toxics.contract import Toxic

STREAMS = ("upstream", "downstream")
INTEGER_MIN, INTEGER_MAX = -(2**63), 2**63 - 1
FLOAT32_MAX = 3.4028234663852886e38
MISSING_BODY = "EOF"

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxySpec:
    """What a proxy shall be: where it listens, where it leads, and whether it is on."""

    name: str = ""
    listen: str = ""
    upstream: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ToxicSpec:
    """A toxic in the chain of one stream; `toxicity` is the share of links that it spoils."""

    name: str
    type: str
    stream: str
    toxicity: float
    toxic: Toxic

    @property
    def direction(self) -> str:
        """`stream` without the spelling that the client chose."""
        return self.stream.lower()

    def as_json(self) -> dict[str, Any]:
        """The toxic as the API shows it."""
        return {
            "attributes": attributes_of(self.toxic),
            "name": self.name,
            "type": self.type,
            "stream": self.stream,
            "toxicity": int(self.toxicity) if self.toxicity.is_integer() else self.toxicity,
        }


def attributes_of(toxic: Toxic) -> dict[str, int]:
    """Every attribute by its name in the protocol."""
    return {name: getattr(toxic, name) for name in _attribute_names(toxic)}


def _attribute_names(toxic: Toxic) -> list[str]:
    return [field.name for field in fields(toxic)]  # type: ignore[arg-type]  # the contract says: a dataclass


def decode(body: bytes) -> Any:
    """The first JSON value of a body.

    Raises:
        ApiError: there is none; the text begins as Toxiproxy's does.
    """
    text = body.decode("utf-8", "replace").lstrip(" \t\r\n")
    if not text:
        raise ApiError(Refusal.BAD_BODY, MISSING_BODY)
    try:
        value, _ = json.JSONDecoder(parse_constant=_refuse_constant).raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise ApiError(Refusal.BAD_BODY, f"not JSON: {error}") from error
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def proxy_of(value: Any, default: ProxySpec) -> ProxySpec:
    """A proxy, with `default` for what the body leaves out.

    Raises:
        ApiError: the value or one of its fields has the wrong type.
    """
    given = _object(value, "Proxy")
    return ProxySpec(
        name=_field(given, "name", default=default.name, read=_text),
        listen=_field(given, "listen", default=default.listen, read=_text),
        upstream=_field(given, "upstream", default=default.upstream, read=_text),
        enabled=_field(given, "enabled", default=default.enabled, read=_boolean),
    )


def complete_proxy(spec: ProxySpec, place: str = "") -> ProxySpec:
    """The same proxy, proved to have a name and an upstream.

    Raises:
        ApiError: one of them is missing; `place` is appended to its name.
    """
    for name in ("name", "upstream"):
        if not getattr(spec, name):
            raise ApiError(Refusal.MISSING_FIELD, name + place)
    return spec


def proxies_of(value: Any) -> list[ProxySpec]:
    """The proxies of a populate body or a configuration file, all of them complete.

    Raises:
        ApiError: it is not an array of proxies, or one lacks its name or upstream.
    """
    if value is None:
        return []
    if not isinstance(value, list):
        _wrong_kind(value, "[]Proxy", wanted="array")
    specs = [proxy_of(entry, ProxySpec()) for entry in value]
    return [complete_proxy(spec, f" at proxy {number}") for number, spec in enumerate(specs, start=1)]


def new_toxic_of(value: Any) -> ToxicSpec:
    """A toxic that is to be added; its name is not yet known to be free.

    Raises:
        ApiError: a wrong stream, type or attribute, in this order.
    """
    given = _object(value, "Toxic")
    kind = _field(given, "type", default="", read=_text)
    stream = _field(given, "stream", default="downstream", read=_text)
    toxicity = _field(given, "toxicity", default=1.0, read=_float32)
    name = _field(given, "name", default="", read=_text)
    if stream.lower() not in STREAMS:
        raise ApiError(Refusal.INVALID_STREAM)
    if kind not in TYPES:
        raise ApiError(Refusal.INVALID_TOXIC_TYPE)
    return ToxicSpec(
        name=name or f"{kind}_{stream}",
        type=kind,
        stream=stream,
        toxicity=toxicity,
        toxic=_with_attributes(TYPES[kind], given.get("attributes"), current={}),
    )


def changed_toxic_of(value: Any, current: ToxicSpec) -> ToxicSpec:
    """The toxic after a change of attributes and toxicity; all of the change is made, or none.

    Raises:
        ApiError: a wrong toxicity or attribute.
    """
    given = _object(value, "Toxic")
    toxicity = _field(given, "toxicity", default=current.toxicity, read=_float32)
    toxic = _with_attributes(TYPES[current.type], given.get("attributes"), current=attributes_of(current.toxic))
    return replace(current, toxicity=toxicity, toxic=toxic)


def _with_attributes(make: Callable[..., Toxic], value: Any, *, current: Mapping[str, int]) -> Toxic:
    given = _object(value, "attributes")
    try:
        # A type with defaults that are refused (slicer) is never made without its attributes.
        names = [field.name for field in fields(make)]  # type: ignore[arg-type]  # the contract says: a dataclass
        return make(**{name: _field(given, name, default=current.get(name, 0), read=_integer) for name in names})
    except ValueError as error:
        raise ApiError(Refusal.INVALID_ATTRIBUTE, str(error)) from error


def _object(value: Any, name: str) -> dict[str, Any]:
    """The members of an object by lower-case key; the last of two equal keys counts, null is an empty object."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        _wrong_kind(value, name, wanted="object")
    return {key.lower(): member for key, member in value.items() if member is not None}


def _field(given: Mapping[str, Any], name: str, *, default: T, read: Callable[[Any, str], T]) -> T:
    return read(given[name], name) if name in given else default


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        _wrong_kind(value, name, wanted="string")
    # A lone surrogate has no UTF-8 form: it could be stored but never be shown again.
    return value.encode("utf-8", "replace").decode("utf-8")


def _boolean(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        _wrong_kind(value, name, wanted="bool")
    return value


def _integer(value: Any, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not INTEGER_MIN <= value <= INTEGER_MAX:
        _wrong_kind(value, name, wanted="int64")
    return value


def _float32(value: Any, name: str) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not abs(value) <= FLOAT32_MAX:
        _wrong_kind(value, name, wanted="float32")
    return float(value)


def _wrong_kind(value: Any, name: str, *, wanted: str) -> NoReturn:
    kinds = {bool: "bool", int: "number", float: "number", str: "string", list: "array", dict: "object"}
    raise ApiError(Refusal.BAD_BODY, f"json: cannot unmarshal {kinds[type(value)]} into {name} of type {wanted}")
