"""Groups of goods of which no two may share a box, for the path model's rows."""

from __future__ import annotations

from collections.abc import Mapping


def groups_apart(shuns: Mapping[str, frozenset[str]]) -> list[tuple[str, ...]]:
    """Groups of products of which no two may share a box; every clashing pair is in one of them.

    Greedy and in order of ids: each pair that no group holds yet begins one, and takes in whatever
    clashes with all that are in it.

    Examples
    --------
    >>> soap, both = frozenset({"tea", "rice"}), frozenset({"soap"})
    >>> groups_apart({"tea": both, "soap": soap, "rice": both, "tile": frozenset()})
    [('rice', 'soap'), ('soap', 'tea')]
    """
    names = sorted(shuns)
    held: set[tuple[str, str]] = set()
    groups = []
    for number, first in enumerate(names):
        for second in names[number + 1 :]:
            if second not in shuns[first] or (first, second) in held:
                continue
            group = [first, second]
            for name in names:
                if all(name in shuns[one] for one in group):
                    group.append(name)
            group.sort()
            held.update((a, b) for a in group for b in group if a < b)
            groups.append(tuple(group))
    return groups
