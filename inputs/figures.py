"""Figures that a scenario asks for, checked."""

from __future__ import annotations

from domain.figures import FIGURES, Figure, parsed
from domain.scenario import Scenario
from domain.stage_kinds import STAGES
from inputs.findings import did_you_mean
from inputs.source import Source


def figures(source: Source, scenario: Scenario) -> tuple[Figure, ...]:
    """Every figure of the list that can be made; what cannot is a finding."""
    found: dict[str, Figure] = {}
    for index, text in enumerate(source.file.figures):
        figure = parsed(text)
        if figure is None:
            forms = ", ".join(f"{kind}[{of}]" for kind, (_, of) in FIGURES.items())
            source.findings.error(
                source.at("figures", index), "bad_cell", found=text, rule=f"is one of {forms}",
                rule_zh=f"可写：{forms}",
            )  # fmt: skip
            continue
        wrong = _unknown(scenario, figure)
        if wrong is None:
            found[figure.name] = figure
        else:
            what, what_zh, name, known = wrong
            source.findings.error(
                source.at("figures", index), "unknown_id", what=what, what_zh=what_zh, found=name,
                hint=did_you_mean(name, known),
            )  # fmt: skip
    return tuple(found.values())


def _unknown(scenario: Scenario, figure: Figure) -> tuple[str, str, str, list[str]] | None:
    """What of a figure is not in the scenario: what it is, its name, and what there is."""
    network = scenario.network
    if figure.kind in ("wait_h", "queue_mean", "queue_most"):
        node_id, step = figure.of
        if node_id not in network.nodes:
            return "node", "节点", node_id, list(network.nodes)
        return None if step in STAGES else ("step", "环节", step, list(STAGES))
    service = network.services.get(figure.of[0])
    if service is None or not service.dated:
        dated = [name for name, one in network.services.items() if one.dated]
        return "service with departures", "有班期的服务", figure.of[0], dated
    if figure.kind == "border_to_border_h":
        stops = [service.origin_id, *(leg.to_id for leg in service.legs)]
        for name in figure.of[1:]:
            if name not in stops:
                return f"stop of {service.service_id}", "停靠点", name, stops
        if stops.index(figure.of[1]) >= stops.index(figure.of[2]):
            later = stops[stops.index(figure.of[1]) + 1 :]
            return f"stop after {figure.of[1]}", "其后的停靠点", figure.of[2], later
    return None
