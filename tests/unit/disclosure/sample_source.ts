/** Python, as people write it, for tests that need source of some length. Holds no tests. */
export const PYTHON = `"""Reads and writes the archive's catalogue.

A catalogue lists every shelf, and on each shelf the boxes with their labels. The file is small (a few
hundred kilobytes at most), so it is read whole and kept in memory.
"""
from __future__ import annotations

import json
import logging
import os
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Iterable, Iterator, Optional

log = logging.getLogger(__name__)

DEFAULT_ENCODING = "utf-8"
MAX_LABEL_LENGTH = 120
_RESERVED = frozenset({"index", "trash", "__meta__"})


class CatalogueError(Exception):
    """Raised when a catalogue file cannot be understood."""

    def __init__(self, path: str, reason: str, line: Optional[int] = None) -> None:
        super().__init__(f"{path}: {reason}" if line is None else f"{path}:{line}: {reason}")
        self.path = path
        self.reason = reason
        self.line = line


@dataclass(order=True)
class Box:
    label: str
    weight_grams: int = 0
    tags: list[str] = field(default_factory=list, compare=False)

    def matches(self, pattern: str, *, ignore_case: bool = True) -> bool:
        """Whether the label, or one of the tags, contains the pattern."""
        if ignore_case:
            pattern = pattern.lower()
            return pattern in self.label.lower() or any(pattern in tag.lower() for tag in self.tags)
        return pattern in self.label or any(pattern in tag for tag in self.tags)


class Shelf:
    """An ordered collection of boxes.

    Boxes keep the order in which they were added. Two boxes on one shelf never share a label.
    """

    capacity_grams = 25_000

    def __init__(self, name: str, boxes: Iterable[Box] = ()) -> None:
        if name in _RESERVED:
            raise ValueError(f"{name!r} is reserved")
        self.name = name
        self._boxes: "OrderedDict[str, Box]" = OrderedDict()
        for box in boxes:
            self.add(box)

    def __len__(self) -> int:
        return len(self._boxes)

    def __iter__(self) -> Iterator[Box]:
        yield from self._boxes.values()

    @property
    def load_grams(self) -> int:
        return sum(box.weight_grams for box in self)

    def add(self, box: Box) -> None:
        if len(box.label) > MAX_LABEL_LENGTH:
            raise ValueError("label too long: %d characters" % len(box.label))
        if box.label in self._boxes:
            log.warning("replacing box %s on shelf %s", box.label, self.name)
        if self.load_grams + box.weight_grams > self.capacity_grams:
            raise OverflowError(f"shelf {self.name} cannot carry {box.weight_grams} g more")
        self._boxes[box.label] = box

    def remove(self, label: str) -> Box:
        try:
            return self._boxes.pop(label)
        except KeyError:
            raise LookupError(f"no box {label!r} on shelf {self.name!r}") from None


def _decode(raw: dict[str, Any], path: str) -> Shelf:
    boxes = []
    for index, entry in enumerate(raw.get("boxes", [])):
        if not isinstance(entry, dict) or "label" not in entry:
            raise CatalogueError(path, f"box {index} has no label")
        boxes.append(Box(entry["label"], int(entry.get("weight", 0)), list(entry.get("tags", ()))))
    return Shelf(raw["name"], boxes)


def load(path: str, encoding: str = DEFAULT_ENCODING) -> list[Shelf]:
    """Load every shelf of the catalogue at path, in file order."""
    with open(path, encoding=encoding) as stream:
        try:
            document = json.load(stream)
        except json.JSONDecodeError as error:
            raise CatalogueError(path, error.msg, error.lineno) from error
    if document.get("version") != 2:
        raise CatalogueError(path, f"unsupported version {document.get('version')!r}")
    return [_decode(raw, path) for raw in document["shelves"] if raw["name"] not in _RESERVED]


def save(path: str, shelves: Iterable[Shelf]) -> None:
    """Write the catalogue beside the old one, then replace it in one step."""
    temporary = path + ".new"
    payload = {
        "version": 2,
        "shelves": [
            {"name": shelf.name, "boxes": [{"label": b.label, "weight": b.weight_grams, "tags": b.tags} for b in shelf]}
            for shelf in shelves
        ],
    }
    with open(temporary, "w", encoding=DEFAULT_ENCODING) as stream:
        json.dump(payload, stream, indent=2, sort_keys=True)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(temporary, path)
`;
