"""Pages of a release: one model of pages, from which a site of files is written.

* `model`: what a page is made of, as values.
* `contents`: the quads of a release, by subject and by object.
* `addresses`: where each IRI leads.
* `material`: labels, links, claims and conflicts, as all pages need them.
* `dating`: when things held or happened.
* `strips`: situations in time, as rows of pictures with words.
* `facts`: facts with the claims for and against them.
* `things`: the page of a thing.
* `disputes`: the page of a conflict, and the list of all.
* `claims`: the page of a claim.
* `sources`: the page of a source, and the list of all.
* `home`: the first page, as of each day on which something changed.
* `listings`: all names, the stored queries, the ontology, and the release itself.
* `render`: pages as HTML.
* `linked_data`: the data of each page, as files beside it.
* `redirects`: rules that lead IRIs to their pages.
* `pages`: every page and other file by its path, with what makes it.
* `links`: the check that every link leads somewhere.
* `publish`: writes the site as a folder.

Nothing is imported here: the rest of the package needs none of it.
"""
