"""Releases: builds them, stores them, and opens them.

- `quads`: every quad of a release
- `labels`: labels for what a build makes
- `metadata`: the description of the data set, in DCAT and VoID
- `folder`: the build folder: the releases in it, the lock of a build, the switch to a new release
- `store`: the store of a release, on disk or in memory
- `carrying`: what the wheel needs to carry a release
- `inputs`: digests of what a build is made from
- `write`: writes store, exports, reports and manifest
- `build`: the stages of a build
- `dataset`: the data set that a release was built from, read back from it
- `cache`: the user's cache of reweighed releases
- `reweigh`: a release under another policy

Nothing is imported here: `build` needs the reasoner and the validator, which a query must not wait for.
"""
