"""The record of every run: one folder each, complete enough to be judged again."""
