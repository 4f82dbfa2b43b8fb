from __future__ import annotations

import pytest

from drillbook.rules.template_expansion import EXPANDED_CHARS_MAX, AlertData, expand
from drillbook.rules.templates import parse_template

DATA = AlertData(
    labels={"job": "api", "instance": "host.example.org:9100"},
    value=1234567.891,
    external_labels={"cluster": "c1"},
    external_url="http://prometheus",
)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("plain", "plain"),
        ("{{ $labels.job }} {{ .Labels.job }} {{ $value }} {{ .Value }}", "api api 1234567.891 1234567.891"),
        ("{{ $labels.missing }}|", "|"),
        ("{{ $externalLabels.cluster }} {{ $externalURL }}", "c1 http://prometheus"),
        ("{{ $value | humanize }} {{ humanize1024 $value }}", "1.235M 1.177Mi"),
        ('{{ printf "%.2f" $value }} {{ $value | printf "%5.1f%%" }}', "1234567.89 1234567.9%"),
        ("{{ if gt $value 5.0 }}big{{ else }}small{{ end }}", "big"),
        ('{{ if eq $labels.job "x" "api" }}a{{ else if true }}b{{ end }}', "a"),
        ('{{ if eq $labels.job "x" }}a{{ else if true }}b{{ else }}c{{ end }}', "b"),
        ("{{ with $labels.job }}<{{ . }}>{{ else }}none{{ end }}", "<api>"),
        ("{{ with $labels.missing }}<{{ . }}>{{ else }}none{{ end }}", "none"),
        ("{{ $x := $labels.job }}{{ $x | toUpper }}", "API"),
        ("{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}", "2"),
        ("a  {{- $labels.job -}}  b", "aapib"),
        ("a {{/* comment */}} b {{- /* trimmed */ -}} c", "a  bc"),
        ("{{ ($labels).job }} {{ (print 1 2) }}", "api 1 2"),
        ("{{ $labels.instance | stripPort }} {{ stripDomain $labels.instance }}", "host.example.org host:9100"),
        ("{{ stripPort `[::1]:80` }} {{ stripDomain `10.0.0.1:80` }}", "::1 10.0.0.1:80"),
        ('{{ reReplaceAll "(.)x" "${1}y" "axbx" }} {{ match "^a" "abc" }}', "ayby true"),
        ('{{ index $labels "job" }} {{ len $labels }}', "api 2"),
        ("{{ and 1 0 }} {{ or 0 `a` }} {{ not true }}", "0 a false"),
        ('{{ "some words" | title }} {{ toLower "ABC" }}', "Some Words abc"),
        ('{{ parseDuration "1h30m" }} {{ "a b" | urlQueryEscape }}', "5400 a+b"),
        ("{{ $labels }}", "map[instance:host.example.org:9100 job:api]"),
        ("{{ `raw \\n` }} {{ true }} {{ 1.50 }} {{ -3 }}", "raw \\n true 1.5 -3"),
        ("{{ html `<a>` }}{{ nil }}", "&lt;a&gt;<no value>"),
    ],
)
def test_a_template_is_expanded_as_go_does(template: str, text: str) -> None:
    assert expand(parse_template(template), DATA) == text


@pytest.mark.parametrize(
    ("template", "what"),
    [
        ("{{ gt $value 5 }}", "different kinds"),
        ("{{ .Nope }}", "has no field Nope"),
        ("{{ $value.x }}", "has no field x"),
        ("{{ humanize $labels.job }}", "not a number"),
        ("{{ toUpper $value }}", "cannot take"),
        ('{{ match "(" "a" }}', "regular expression"),
        ("{{ humanizeTimestamp 1e300 }}", "not a time"),
    ],
)
def test_what_fails_while_it_is_written_becomes_the_text(template: str, what: str) -> None:
    text = expand(parse_template(template), DATA)
    assert text.startswith("<error expanding template: ")
    assert what in text


def test_a_text_that_grows_beyond_all_bounds_is_refused() -> None:
    data = AlertData(labels={"job": "x" * (EXPANDED_CHARS_MAX + 1)}, value=0.0)
    assert "longer than" in expand(parse_template("{{ $labels.job }}"), data)
