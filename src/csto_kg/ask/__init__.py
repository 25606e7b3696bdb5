"""Asks a release: questions, evidence, explanations, conflicts, changes.

- `graph`: `Graph`, an open release with the same verbs as the command line
- `arguments`: what callers pass: texts and days, and nothing else
- `answers`: `Answer`, what Python gets for a question
- `answering`: answers a stored query: rows, sentences, claims
- `names`: what people may call a thing, and the thing that they mean
- `reading`: questions in free words, read as stored queries
- `asked`: a question in free words, how it was read, and its answer
- `chosen`: the reading of a question that is taken, with the day that it lacks
- `naming`: the rows of an answer that name a thing for which a query has no parameter
- `days`: the day of a question that names none
- `card`: what a thing is, and what is dated of it
- `search`: things and claims by the words of their names and texts
- `run`: asks a stored query, or any SPARQL
- `periods`: a question about a day, asked over a period
- `restrictions`: what a question leaves out, and how each part can be left open
- `alternatives`: which other values give rows
- `otherwise`: what claims say against an answer without rows
- `emptiness`: what is said of an answer without rows
- `relax`: why an answer has no rows, and what would give some
- `evidence`: the claims that a row rests on, and their passages
- `disputes`: the conflicts that an answer names in its sentence
- `explain`: how what is held of a thing follows
- `why`: the steps to bounds that follow from the order of things
- `timeline`: what happened to a thing, as rows of a chart
- `notes`: what the rows of an answer do not show: assumptions left out, dates that contradict each other
- `windows`: notes on ranges of days that no source gives
- `limits`: bounds in time as people read them
- `conflicts`: where the sources disagree
- `changes`: what changed between two releases
- `citation`: what an answer is cited by
- `documents`: answers as values of plain types, for programs and assistants
- `labels`: what things are called for people
- `sentences`: answers in sentences
- `precedence`: which rows the sentences of an answer speak of first
- `display`: answers as tables for people

Nothing is imported here, so that a worker of the web server loads only what it asks with.
"""
