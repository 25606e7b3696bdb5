"""Pages of a release: one model of pages, from which a site of files is written.

* `model`: what a page is made of, as values.
* `contents`: the quads of a release, by subject and by object.
* `addresses`: where each IRI leads.
* `material`: labels, links, claims and conflicts, as all pages need them.
* `dating`: when things held or happened.
* `strips`: situations in time, as rows of pictures with words.
* `facts`: facts with the claims for and against them.
* `things`: the page of a thing.
* `measured`: what an observation counts, in a sentence.
* `provisions`: the provisions of a treaty.
* `disputes`: the page of a conflict, and the list of all.
* `claims`: the page of a claim.
* `sources`: the page of a source, and the list of all.
* `days`: who was in which body on a day, for pages and for their scripts.
* `projection`: places on a sphere as places in a picture.
* `region_map`: the map of a day.
* `matrix`: the bodies that each state was in on a day.
* `compare`: what differs between two days.
* `home`: the first page, as of each day on which something changed.
* `search`: the index of the search.
* `classes`: the classes of things with those above them.
* `class_diagram`: the classes of the ontology as a picture.
* `listings`: all names, the stored queries, the ontology, and the release itself.
* `ask_page`: the page that asks, of the browser itself or of an endpoint.
* `ask_data`: what a browser needs to ask: the queries from their headers, the names of things, the release.
* `bundled`: the libraries that pages carry, with their licences.
* `release_pages`: how to cite, licences, downloads, and the report of the checks.
* `changed`: what changed since an older release.
* `interface`: the words of the pages in other languages.
* `schema_org`: what a page is about, for search engines.
* `finish`: what every page has besides its contents, and what its scripts read.
* `render`: pages as HTML.
* `dumps`: the whole release in its formats.
* `linked_data`: the data of each page, as files beside it.
* `redirects`: rules that lead IRIs to their pages.
* `pages`: every page and other file by its path, with what makes it.
* `links`: the check that every link leads somewhere.
* `publish`: writes the site as a folder.

Nothing is imported here: the rest of the package needs none of it.
"""
