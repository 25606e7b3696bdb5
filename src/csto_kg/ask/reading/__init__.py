"""Reads questions in free words, without a model: by names, dates and the phrasings of the stored queries. Pure but `gather`.

- `words`: stems of words, in which spellings of one word are equal
- `dates`: the dates in a text, and how they bound
- `names`: the names by which a question can call things
- `gather`: the things of a store, with their names
- `mentions`: the names in the words of a question
- `phrasings`: how well words fit the phrasings of each query
- `resolving`: the thing that words describe
- `lexicon`: all that a reader knows
- `understanding`: the words of a question sorted: dates, names, the rest
- `filling`: the parameters of a query filled with names and dates
- `splitting`: the two places of a question about two things
- `describing`: parameters filled with what words describe
- `speech`: who speaks, where the question is about what somebody said
- `scoring`: how well a query fits a question
- `turning`: words that turn a question round, such as "not" and "former"
- `dating`: the dates of things beside those of a question
- `places`: whether a thing is named as a place
- `reader`: the readings of a question, the best first
"""
