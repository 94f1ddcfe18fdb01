"""What the makers say at the end: counts, and what a flow or file lacks."""

from collections.abc import Iterator

from tools.data_pack.build import Built
from tools.data_pack.scope import NO_PATH, SCENARIOS, in_pack_list, kept_for

LEAST_SERVICES = 40
MOST_TIMETABLE_BYTES = 2_500_000


def counts(built: Built) -> Iterator[str]:
    """Rows per file, services per scenario."""
    for name, rows in sorted(built.tables.items()):
        yield f"{name}.csv: {len(rows)} rows, {len(built.files[f'{name}.csv']):,} bytes"
    ids = [row["id"] for row in built.pack_services]
    for scenario in SCENARIOS:
        listed = [i for i in ids if in_pack_list(scenario, i)]
        kept = [i for i in ids if scenario in kept_for(i)]
        both = len(set(listed) & set(kept))
        yield f"{scenario}: {len(listed)} services in the notes, {len(kept)} kept ({both} of these)"
    for flow, (cheapest, usual, quickest) in built.found:
        yield (
            f"{flow['flow_id']}: {cheapest.cny_per_kg:.2f} CNY/kg {cheapest.hours / 24:.1f} d; "
            f"usual {'>'.join(usual.collect)} @{usual.stuffing_id} "
            f"{'>'.join(usual.route)} @{usual.stripping_id} "
            f"{'>'.join(usual.last)} {usual.cny_per_kg:.2f} {usual.hours / 24:.1f} d; quickest "
            f"{quickest.cny_per_kg:.2f} {quickest.hours / 24:.1f} d; due {flow['due_days']}"
        )


def problems(built: Built) -> list[str]:
    """Flows without a path, scenarios with too few services, a timetable that is too large."""
    out = [
        f"no path: {row['flow_id']} from {row['origin_id']}"
        for row in built.no_path
        if row["flow_id"] not in NO_PATH
    ]
    for scenario in SCENARIOS:
        kept = sum(scenario in kept_for(row["id"]) for row in built.pack_services)
        if kept < LEAST_SERVICES:
            out.append(f"{scenario}: only {kept} services")
    size = len(built.files["timetable.csv"])
    if size > MOST_TIMETABLE_BYTES:
        out.append(f"timetable.csv has {size:,} bytes")
    return out
