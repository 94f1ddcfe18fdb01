"""Reading the records of a run in tests."""


def rows(buffer):
    names = buffer.names()
    return [dict(zip(names, row, strict=True)) for row in buffer.rows]


def consignments(result):
    return {row["consignment_id"]: row for row in rows(result.records.consignments)}


def stages(result, subject_id, kind=None):
    found = [
        row
        for row in rows(result.records.movements)
        if row["subject_id"] == subject_id and kind in {None, row["stage"]}
    ]
    return sorted(found, key=lambda row: (row["start_h"], row["end_h"]))


def total_cny(result):
    return sum(row["cny"] for row in rows(result.records.costs))


def planned(account):
    """Cost, hour of the last part and CO2e per consignment, from the planner's books."""
    found = {}
    for part in account.parts:
        cny, at_h, kg = found.get(part.consignment.consignment_id, (0.0, 0.0, 0.0))
        found[part.consignment.consignment_id] = (
            cny + part.cost_cny,
            max(at_h, part.delivered_h),
            kg + part.kgco2e,
        )
    return found
