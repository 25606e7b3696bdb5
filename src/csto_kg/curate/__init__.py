"""Helping people to write data: what the commands `source`, `claim`, `review` and `format` do, without the printing.

- `sources`: add a source to the list, and find the text of one
- `claims`: start a claim from a quotation
- `reviews`: which claims to review, a claim beside its passage, and the record of a review
- `documents`: a data file as it stands: read whole, or refused with every fault, and written in canonical form
- `typed`: the entries of a document as typed records; every fault with its place and path
"""
