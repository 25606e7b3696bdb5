"""Faults put into the data on purpose, and whether the checks see them: `python -m tests.mutation` prints the score.

A mutant is one fault at one place. All places of a kind are tried together, since the checks report every fault at
once. A mutant that a check names is caught and taken out; the rest is tried again until the checks report nothing.
"""
