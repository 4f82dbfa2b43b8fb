"""Rules: Prometheus rule files, their alerts' states, and promtool's unit tests of them."""

from drillbook.rules.alert_state import ActiveAlert, Origin, State, Transition
from drillbook.rules.engine import RuleEngine, RuleFailure
from drillbook.rules.load import load_rules
from drillbook.rules.model import AlertingRule, RecordingRule, Rule, RuleGroup, RuleSet

__all__ = [
    "ActiveAlert",
    "AlertingRule",
    "Origin",
    "RecordingRule",
    "Rule",
    "RuleEngine",
    "RuleFailure",
    "RuleGroup",
    "RuleSet",
    "State",
    "Transition",
    "load_rules",
]
