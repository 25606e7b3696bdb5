"""Helping people to write data: the work of `init`, `source`, `claim`, `entity`, `event`, `decide`, `review` and `format`.

- `starting`: start a project, from the template in `csto_kg/template`
- `sources`: add a source to the list, and find the text of one
- `updating`: follow a text that was changed: where its passages stand now
- `claims`: start a claim from a quotation
- `suggestions`: what a quotation speaks of, as far as the register knows
- `register`: the register as people write it, and a new entry of it
- `dated`: the dates that a quotation gives, with the words around them
- `decisions`: start the decision that a build asks for, and confirm one whose claims changed
- `terms`: the classes and keys that data files may use, with what they mean
- `placing`: the file and the place of a new entry
- `reviews`: which claims to review, a claim beside its passage, and the record of a review
- `documents`: a data file as it stands: read whole, or refused with every fault, and written in canonical form
- `typed`: the entries of a document as typed records; every fault with its place and path
"""
