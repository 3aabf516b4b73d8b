"""The command `skill`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from skill.languages import LOCALES, languages
from skill.publishing import MACHINES, REGIONS


def _locale(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and value not in LOCALES:
        raise click.BadParameter(f"'{value}' is not a locale of the skill: {', '.join(LOCALES)}.")
    return value


def _endpoints(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    """The address of each region that is named, and of "default", which has no name."""
    found = {}
    for value in values:
        region, separator, address = value.partition("=")
        if separator and region not in REGIONS:
            raise click.BadParameter(f"'{region}' is no region of Alexa's: {', '.join(REGIONS)}.")
        found[region if separator else "default"] = address if separator else value
    return found


locale_option = click.option(
    "--locale", default="en-US", show_default=True, callback=_locale, help="Language and country."
)
check_option = click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; fail where stale."
)
json_option = click.option("--json", "as_json", is_flag=True, help="A JSON object a line.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Ask a smart speaker about bleeding after sex, and build what Alexa needs to do the same."""


@main.command()
@locale_option
@json_option
@click.option("--speak", is_flag=True, help="Read the answers aloud, with espeak-ng.")
def talk(locale: str, as_json: bool, speak: bool) -> None:
    """Talk with the skill in this terminal."""
    if as_json:
        from skill.speaker import terminal

        terminal.talk_json(locale)
    else:
        from skill.speaker.talk import talk

        talk(locale, speak=speak)


@main.command()
@locale_option
@json_option
@click.argument("utterance")
def ask(locale: str, as_json: bool, utterance: str) -> None:
    """Say one UTTERANCE and show the answer."""
    from skill.speaker import terminal

    terminal.ask(locale, utterance, as_json=as_json)


@main.command()
@click.option("--port", default=8321, show_default=True, type=click.IntRange(0, 65535))
@click.option("--locale", callback=_locale, help="Without it, the browser's language.")
@click.option("--browser/--no-browser", default=True, show_default=True, help="Open the page.")
def speaker(port: int, locale: str | None, browser: bool) -> None:
    """Try the skill on a web page that listens and speaks, on loopback alone."""
    from skill.speaker import web

    web.run(port, locale, browser=browser)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--local", is_flag=True, help="Believe every request; binds loopback only.")
def serve(host: str, port: int, local: bool) -> None:
    """Serve Alexa at POST /alexa; the skill's id is read from ALEXA_SKILL_ID."""
    from skill.alexa.server import run

    if local:
        if host not in ("127.0.0.1", "::1", "localhost"):
            raise click.UsageError(f"--host {host} needs verification: leave out --local.")
        click.echo("Verification is off (--local): serving loopback only.", err=True)
        run(host, port, None)
        return
    skill_id = os.environ.get("ALEXA_SKILL_ID")
    if not skill_id:
        raise click.UsageError(
            "Set ALEXA_SKILL_ID to the skill's id, which begins with amzn1.ask.skill; "
            "or believe every request, on loopback alone, with --local."
        )
    run(host, port, skill_id)


@main.command()
@check_option
@click.argument("only", nargs=-1, metavar="[LANGUAGE]...", type=click.Choice(languages()))
def models(only_check: bool, only: tuple[str, ...]) -> None:
    """Make the interaction models and hearing data from the sentence files."""
    from skill import models as build
    from skill.protocol import load

    chosen = only or languages()
    try:
        problems = [
            problem for language in chosen for problem in build.check(build.read(language), load())
        ]
        made = build.generated(chosen)
    except build.SentenceError as error:
        raise click.ClickException(str(error)) from error
    for problem in problems:
        click.echo(problem, err=True)
    fresh = _write(made, only_check)
    if problems or not fresh:
        sys.exit(1)


@main.command()
@check_option
def documents(only_check: bool) -> None:
    """Make the table and the drawing of the triage that a clinician signs."""
    from skill.documents import generated
    from skill.protocol import load

    if not _write(generated(load()), only_check):
        sys.exit(1)


def _write(files: Mapping[Path, bytes], only_check: bool) -> bool:
    """Write what is stale, or with `only_check` name it; False where something stays stale."""
    stale = {
        path: content
        for path, content in files.items()
        if not path.exists() or path.read_bytes() != content
    }
    for path, content in stale.items():
        click.echo(f"{'stale' if only_check else 'written'}: {path.name} ({len(content):,} bytes)")
        if not only_check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return not (stale and only_check)


@main.command()
def catalogs() -> None:
    """Bring the catalogs of the translators up to date with the protocol."""
    from skill.catalogs import names, problems, update
    from skill.protocol import load

    for path in update(load()):
        click.echo(f"written: {path.parent.parent.name}/{path.name}")
    for name in names():
        for problem in problems(load(), name):
            click.echo(problem, err=True)


@main.command()
@click.option("--out", type=click.Path(path_type=Path), default="dist", show_default=True)
@click.option(
    "--endpoint",
    "endpoints",
    multiple=True,
    callback=_endpoints,
    metavar="[REGION=]ADDRESS",
    help="Where Alexa finds the skill: https, or a Lambda function's ARN; NA, EU, FE or for all.",
)
@click.option(
    "--privacy-policy", default="", metavar="URL", help="Where dist/privacy is published."
)
@click.option("--lambda", "for_lambda", is_flag=True, help="Make the zip for AWS Lambda instead.")
@click.option(
    "--architecture", type=click.Choice(list(MACHINES)), default="arm64", show_default=True
)
def package(
    out: Path, endpoints: dict[str, str], privacy_policy: str, for_lambda: bool, architecture: str
) -> None:
    """Make what Amazon takes: the skill package for ask-cli, or the zip for AWS Lambda."""
    if for_lambda:
        from skill.publishing import lambda_zip

        click.echo("Fetching what AWS Lambda needs ...", err=True)
        try:
            made = lambda_zip.build(out / "lambda.zip", architecture)
        except lambda_zip.BuildError as error:
            raise click.ClickException(str(error)) from error
        click.echo(f"written: {made.path} ({made.packed:,} bytes, unpacked {made.unpacked:,})")
        click.echo(f"deploy it with: Runtime={lambda_zip.RUNTIME} Architecture={architecture}")
        return

    from skill.protocol import load
    from skill.publishing import requirements, skill_package

    files = skill_package.files(load(), endpoints, privacy_policy)
    problems = list(requirements.problems(load(), files))
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        sys.exit(1)
    _write({out / path: content for path, content in files.items()}, only_check=False)
    if "default" not in endpoints:
        click.echo("No endpoint for all regions: set one with --endpoint ADDRESS.", err=True)
    if not privacy_policy:
        click.echo(
            "No privacy policy is named: publish privacy/, name it with --privacy-policy.", err=True
        )


if __name__ == "__main__":
    main()
