"""What the server keeps in memory while it runs, within bounds: reweighed releases, and answers that it has given.

Nothing is written to disk, so no client can fill it.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Final, Generic, TypeVar

V = TypeVar("V")

MAX_REWEIGHED: Final = 8
"""How many reweighed releases are kept; packed, each has a megabyte or two."""


class Kept:
    """Reweighed releases as packed N-Quads, by how they were weighed; at most `most`, those used last."""

    def __init__(self, most: int = MAX_REWEIGHED) -> None:
        self.most = most
        self._packed: OrderedDict[str, bytes] = OrderedDict()

    def __len__(self) -> int:
        return len(self._packed)

    def find(self, key: str) -> bytes | None:
        """What is kept under a key; it counts as used now."""
        if key in self._packed:
            self._packed.move_to_end(key)
        return self._packed.get(key)

    def keep(self, key: str, packed: bytes) -> None:
        """Keep a release; those used longest ago make room."""
        self._packed[key] = packed
        self._packed.move_to_end(key)
        while len(self._packed) > self.most:
            self._packed.popitem(last=False)


class Answers(Generic[V]):
    """Answers of one release by what was asked, at most `most_bytes` together and `largest` each; those used last.

    Each value comes with its size in bytes; what has been asked is counted too.
    """

    def __init__(self, most_bytes: int, largest: int) -> None:
        self.most_bytes = most_bytes
        self.largest = largest
        self.bytes = 0
        self._kept: OrderedDict[object, tuple[V, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, asked: object) -> V | None:
        """The answer that is kept, or None."""
        found = self._kept.get(asked)
        if found is None:
            return None
        self._kept.move_to_end(asked)
        return found[0]

    def keep(self, asked: object, answer: V, size: int) -> None:
        """Keep an answer, unless it is too large."""
        if size > self.largest or asked in self._kept:
            return
        self._kept[asked] = (answer, size)
        self.bytes += size
        while self.bytes > self.most_bytes:
            _, (_, gone) = self._kept.popitem(last=False)
            self.bytes -= gone
