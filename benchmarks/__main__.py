"""`python -m benchmarks [--json]`: the table, or a list of {name, value, unit, baseline, ratio}."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Callable, Iterator

import click
import msgspec
from rich.console import Console
from rich.table import Table

from benchmarks import builds, cold_start, hearing, in_process, lambda_zip, over_http
from benchmarks.measuring import Figure

PARTS: dict[str, Callable[[], Iterator[Figure]]] = {
    "in-process": in_process.figures,
    "http": over_http.figures,
    "hearing": hearing.figures,
    "cold-start": cold_start.figures,
    "lambda": lambda_zip.figures,
    "builds": builds.figures,
}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
@click.option("--only", type=click.Choice(list(PARTS)), multiple=True, help="These parts alone.")
def main(as_json: bool, only: tuple[str, ...]) -> None:
    """Measure the skill against a hello-world skill on the same SDK, by turns."""
    logging.disable()
    warnings.simplefilter("ignore")
    figures = []
    for part in only or PARTS:
        click.echo(f"Measuring: {part} ...", err=True)
        figures += PARTS[part]()
    if as_json:
        keys = ("name", "value", "unit", "baseline", "ratio")
        entries = [msgspec.to_builtins(figure) for figure in figures]
        click.echo(json.dumps([{key: entry[key] for key in keys} for entry in entries], indent=1))
        return
    table = Table("what", "value", "baseline", "unit", "ratio", "target")
    for one in figures:
        numbers = (one.value, one.baseline)
        shown = ["" if number is None else f"{number:,.3f}" for number in numbers]
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
        table.add_row(one.name, *shown, one.unit, ratio, one.target)
    Console().print(table)


if __name__ == "__main__":
    main()
