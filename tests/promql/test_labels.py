from __future__ import annotations

from drillbook.promql.labels import canonical, drop, keep, value_of, with_label, without_name, written

UP = canonical({"job": "api", "__name__": "up", "empty": ""})


def test_labels_are_sorted_and_never_empty() -> None:
    assert UP == (("__name__", "up"), ("job", "api"))


def test_the_name_takes_type_and_unit_with_it() -> None:
    assert without_name(canonical({"__name__": "x", "__type__": "counter", "__unit__": "s", "a": "b"})) == (("a", "b"),)
    assert without_name(UP) == (("job", "api"),)
    assert without_name(canonical({"A": "1", "__name__": "x"})) == (("A", "1"),)


def test_labels_are_kept_dropped_set_and_read() -> None:
    assert keep(UP, {"job"}) == (("job", "api"),)
    assert drop(UP, {"job"}) == (("__name__", "up"),)
    assert with_label(UP, "a", value="1") == (("__name__", "up"), ("a", "1"), ("job", "api"))
    assert with_label(UP, "job", value="") == (("__name__", "up"),)
    assert value_of(UP, "missing") == ""


def test_series_are_written_as_promql_writes_them() -> None:
    assert written(UP) == 'up{job="api"}'
    assert written(()) == "{}"
    assert written((("__name__", "up"),)) == "up"
    assert written((("a", 'x"\\\n'),)) == '{a="x\\"\\\\\\n"}'
