"""Reading what people write in `data/`: every fault with its file and line, or else one `Dataset` of claims as RDF.

- `records`: what the files hold, as frozen records: `Claim`, `Passage`, `SourceText`, `Dataset`
- `files`: the order of work: `read_dataset`, and `read_source_list` for the sources alone
- `yaml_nodes`: a YAML file as nodes, with scalars as they are written, and the check of comments
- `cursor`: a node that knows its file and place: reads its keys, and reports unknown and missing ones
- `keys`: which keys each mapping may have, and which it must have; advice on a misspelt one
- `values`: the values of keys, checked by what the ontology says
- `entries`: one entry of each kind of file as a JSON-LD node
- `unfinished`: what is still to be written where a command left TODO
- `unread`: files that nothing reads, since they are not called so
- `lint`: checks that need all files together: undeclared identifiers, repeated claims, orphans
- `jsonld`: from the nodes to named graphs and records
- `texts`: the source texts: digests, passages, quotations
- `layout`: the canonical layout of data files
- `reviews`: which claims have been reviewed, and which have changed since
- `project`: ontology and data set of a project together, stage by stage
- `quoted`: a passage in the words of its source
- `coverage`: how much of each source its claims cover

Import from the modules: a query needs `texts` alone, and should not wait for the reader of YAML.
"""
