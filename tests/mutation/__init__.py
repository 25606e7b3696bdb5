"""Faults put into the data on purpose, and whether the checks see them: `python -m tests.mutation` prints the score.

A mutant is one fault at one place. All places of a kind are tried together, since the checks tell every fault at once;
what a check names is taken as caught and taken out, and the rest is tried again until nothing is told any more.
"""
