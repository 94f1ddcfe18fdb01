"""`cold`: what a temperature logger's file means for a product."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.exits import exit_codes, refuse
from cli.options import Lang, Language


class Degrees(StrEnum):
    """Unit of temperatures that state none."""

    c = "c"
    f = "f"


class DateOrder(StrEnum):
    """What 03/04/2026 means."""

    day_first = "day-first"
    month_first = "month-first"


def cold(
    product: Annotated[
        str, typer.Argument(help="Id or name of a product of products.csv; any other with --model.")
    ],
    profile: Annotated[
        Path, typer.Option("--profile", metavar="FILE", help="Logger's file, CSV or Excel.")
    ],
    model: Annotated[
        str | None,
        typer.Option(help="q10, arrhenius, sqrt, exponential, bands, zero, first, constant, none."),
    ] = None,
    life: Annotated[
        str | None, typer.Option(metavar="21d@5", help="Life at a temperature.")
    ] = None,
    q10: Annotated[float | None, typer.Option(help="Q10.")] = None,
    ea: Annotated[str | None, typer.Option(metavar="80kJ/mol", help="Activation energy.")] = None,
    k: Annotated[
        str | None,
        typer.Option(metavar="0.15/K", help="Slope; or a rate of loss, 0.02/d@5 (zero, first)."),
    ] = None,
    t_min: Annotated[str | None, typer.Option(metavar="C", help="Lowest of a square root.")] = None,
    t_max: Annotated[
        str | None, typer.Option(metavar="C", help="Highest of a square root.")
    ] = None,
    bands: Annotated[
        str | None, typer.Option(metavar="0:10:3,10:20:2.5", help="Q10 by band: from:to:q10.")
    ] = None,
    quality_limit: Annotated[
        float | None, typer.Option(help="Quality at which life ends (zero, first); 0.5.")
    ] = None,
    limit_low: Annotated[str | None, typer.Option(metavar="C", help="Too cold below.")] = None,
    limit_high: Annotated[str | None, typer.Option(metavar="C", help="Too warm above.")] = None,
    chill: Annotated[str | None, typer.Option(metavar="C", help="Chilling injury below.")] = None,
    freeze: Annotated[str | None, typer.Option(metavar="C", help="Freezing below.")] = None,
    storage: Annotated[str | None, typer.Option(metavar="C", help="Where it is kept next.")] = None,
    valid: Annotated[
        str | None, typer.Option(metavar="0:15", help="Range in which the model holds.")
    ] = None,
    unit: Annotated[Degrees | None, typer.Option(help="Unit of the file's temperatures.")] = None,
    tz: Annotated[
        str | None, typer.Option(help="Clock of the file: Asia/Shanghai, +08:00, UTC.")
    ] = None,
    dates: Annotated[DateOrder | None, typer.Option(help="What 03/04/2026 means.")] = None,
    sensor: Annotated[
        str | None, typer.Option(help="Column by name or number, or max, min, mean of all.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook.")] = None,
    max_gap: Annotated[
        str,
        typer.Option(metavar="6h", help="Longest gap that is bridged; more counts for nothing."),
    ] = "6h",
    step: Annotated[
        bool, typer.Option("--step/--linear", help="Readings hold until the next, or lines.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
    lang: Language = Lang.en,
) -> None:
    """Judge a logger's file: life used and left, mean kinetic temperature, excursions."""
    with exit_codes(lang):
        import json

        from inputs.cold_model import NoModelError, Typed, goods_of
        from inputs.cold_numbers import span_of
        from inputs.logger import Asked
        from study.cold_job import as_json as told_as_json
        from study.cold_job import cold_story
        from study.cold_text import cold_text

        try:
            typed = Typed(
                model=model, life=life, q10=q10, ea=ea, k=k, bands=bands, t_min=t_min, t_max=t_max,
                quality_limit=quality_limit, limit_low=limit_low, limit_high=limit_high,
                chill=chill, freeze=freeze, valid=valid, storage=storage,
            )  # fmt: skip
            goods = goods_of(product, typed)
            max_gap_h = span_of("--max-gap", max_gap)
        except (NoModelError, ValueError) as error:
            from inputs.findings import InputError

            if isinstance(error, InputError):
                raise
            refuse(str(error))
        order = None if dates is None else dates.value.replace("-", "_")
        asked = Asked(
            unit=None if unit is None else unit.value, tz=tz, sensor=sensor, sheet=sheet,
            order=order, max_gap_h=max_gap_h,  # type: ignore[arg-type]
        )  # fmt: skip
        story = cold_story(profile, goods, asked, "step" if step else "linear")
        if as_json:
            told = told_as_json(story, lang.value)
            typer.echo(json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False))
        else:
            typer.echo(cold_text(story, lang.value))
