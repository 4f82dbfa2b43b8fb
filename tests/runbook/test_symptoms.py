"""Symptoms: what the runbook names, and what measures it."""

from __future__ import annotations

from drillbook.runbook import blocks, labels, sections, symptoms


def find(text):
    lines = text.split("\n")
    placed = sections.place(labels.split(blocks.parse(lines, numbers=range(1, len(lines) + 2))))
    return symptoms.find(list(placed))


def test_each_list_item_is_one():
    found = find("## Symptoms\n- CPU > 90 %\n- it is slow\n")
    assert [(s.line, s.text, s.detectable) for s in found] == [(2, "CPU > 90 %", True), (3, "it is slow", False)]


def test_an_alert_may_be_named_in_the_item_or_below_it():
    above, inside = "- <!-- detect: alert=Full --> full\n", "- slow <!-- detect: alert=Slow -->\n"
    found = find(f"## Symptoms\n{inside}{above}- down\n  <!-- detect: alert=Down -->")
    assert [(s.text, s.alert) for s in found] == [("slow", "Slow"), ("full", "Full"), ("down", "Down")]


def test_a_predicate_is_kept_as_written():
    assert find('## Symptoms\n- down <!-- detect: up{job="api"} == 0 -->')[0].predicate == 'up{job="api"} == 0'


def test_words_behind_a_label_are_split_at_commas_and_sentences_are_not():
    assert [s.text for s in find("**Symptoms**: CPU > 90 %, slow queries")] == ["CPU > 90 %", "slow queries"]
    text = "**Symptoms**: The API answers slowly, and users who wait long enough see an error."
    assert len(find(text)) == 1


def test_other_sections_have_none():
    assert find("## Impact\n- all down") == []
