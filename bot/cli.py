"""The command line. Imports happen inside commands, so that ``--help`` stays quick."""

import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from bot.keeping import commands as keeping

app = typer.Typer(
    name="partnership-coach",
    help="A Slack app that coaches a team through a partnership decision.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # rich costs 0.3 s at every start
    pretty_exceptions_enable=False,
)
guide_app = typer.Typer(help="Check a guide, or show what it asks.", no_args_is_help=True)
db_app = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(guide_app, name="guide")
app.add_typer(db_app, name="db")
keeping.register(app)

Language = Annotated[str, typer.Option("--lang", help="fr or en", show_default=True)]


def _stop(sentence: str, code: int = 1) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def _guide(file: Path | None = None) -> Any:
    import os

    from flows.errors import GuideError
    from flows.guide import load_guide

    named = file or (Path(os.environ["PARTNERSHIP_GUIDE"]) if os.environ.get("PARTNERSHIP_GUIDE") else None)
    try:
        return load_guide(named)
    except GuideError as error:
        _stop(str(error))


@app.command()
def assess(
    file: Annotated[str, typer.Argument(help="A JSON case, or - for standard input.")] = "-",
    lines: Annotated[bool, typer.Option("--lines", help="One case a line.")] = False,
    lang: Language = "en",
) -> None:
    """Read one case, or one a line, and print what it adds up to as JSON."""
    from bot.cases import CaseError, assess_case, assessment_json, dump, read_case

    guide = _guide()
    if lang not in guide.languages:
        _stop(f"--lang {lang}: choose one of {', '.join(guide.languages)}", 2)
    stream = sys.stdin if file == "-" else _open(file)
    failed = False
    with stream:
        cases = (
            ((number, line) for number, line in enumerate(stream, 1) if line.strip()) if lines else [(0, stream.read())]
        )
        for number, text in cases:
            try:
                typer.echo(dump(assessment_json(guide, assess_case(guide, read_case(text)), lang)))
            except CaseError as error:
                failed = True
                if not lines:
                    _stop(f"This case cannot be read. {error}")
                typer.echo(dump({"error": str(error), "line": number}))
                typer.echo(f"line {number}: {error}", err=True)
    if failed:
        raise typer.Exit(1)


def _open(file: str) -> Any:
    try:
        return Path(file).open(encoding="utf-8")
    except OSError as error:
        _stop(f"{file}: {error.strerror}. Give the path of a JSON case, or - for standard input.")


@app.command()
def rehearse(
    case: Annotated[
        Path | None, typer.Argument(help="A JSON case, as for assess; without one the packaged sample.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was stored, as assess prints it.")] = False,
    lang: Annotated[
        str, typer.Option("--lang", help="fr or en; en, and for the sample the LANG of the terminal.")
    ] = "",
) -> None:
    """Play a case through Slack's surfaces on the emulator, and print the thread. The sample is played to its decision."""
    from bot.cases import CaseError, assessment_json, dump, read_case
    from bot.playground.stage import played, sample

    try:
        if case is None:
            language = _language(lang)
            text, name, decision = sample(language)
        else:
            language, name, decision = lang or "en", "Acme", None
            with _open(str(case)) as stream:
                text = stream.read()
        with played(read_case(text), language, name=name) as rehearsal:
            assessment = rehearsal.play()
            if decision:
                rehearsal.decide(**decision)
            if as_json:
                typer.echo(dump(assessment_json(rehearsal.guide, assessment, language)))
            else:
                typer.echo(rehearsal.transcript())
    except (CaseError, TimeoutError) as error:
        _stop(f"This case cannot be played. {error}")


def _language(asked: str) -> str:
    """The language that was asked for, or else that of the terminal."""
    import os

    from bot.i18n import language_of

    return language_of(asked or os.environ.get("LANG"))


@app.command()
def demo(
    lang: Annotated[str, typer.Option("--lang", help="fr or en; otherwise the LANG of the terminal.")] = "",
    guide: Annotated[
        Path | None, typer.Option("--guide", help="A guide.toml of yours, or its folder: followed as it changes.")
    ] = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: a free one.")] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
) -> None:
    """Try the coach in the browser, without Slack: the real app behind an emulator, on this machine only."""
    import os

    from bot.playground.page.running import PortTaken, serve
    from bot.playground.page.words import language_of, words

    language = language_of(lang or os.environ.get("LANG"))
    say = words(language).say

    def tell(address: str) -> None:
        print(say("start.address", address=address), flush=True)

    try:
        serve(language, guide, port, browser=browser, tell=tell)
    except PortTaken as error:
        _stop(say("start.port_taken", port=port, problem=error), 2)


@app.command()
def run(
    http: Annotated[bool, typer.Option("--http", help="Signed HTTP instead of Socket Mode.")] = False,
) -> None:
    """Run the coach for a Slack workspace."""
    from bot.running import run_http, run_socket_mode

    _serving(run_http if http else run_socket_mode)


@app.command()
def doctor() -> None:
    """Say what is missing before Slack does."""
    from bot.doctor import examine

    healthy = True
    for finding in examine():
        typer.echo(f"{'ok  ' if finding.good else 'FIX '}{finding.what}")
        healthy = healthy and finding.good
    if not healthy:
        raise typer.Exit(1)


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Bring the schema of the database up to date."""
    from bot.running import upgrade_database

    _serving(upgrade_database)


def _serving(work: Any) -> None:
    from bot.settings import BadSettings
    from flows.errors import GuideError
    from storage.database import DatabaseError

    try:
        typer.echo(work() or "")
    except BadSettings as error:
        _stop(str(error), 2)
    except (GuideError, DatabaseError) as error:
        _stop(str(error), 2)


@guide_app.command("check")
def guide_check(file: Annotated[Path | None, typer.Argument(help="guide.toml, or its folder.")] = None) -> None:
    """Say what is wrong with a guide, or that nothing is."""
    guide = _guide(file)
    typer.echo(
        f"{guide.id} {guide.version}: {len(guide.questions)} questions, {len(guide.probe)} follow-ups, "
        f"{len(guide.flags)} flags, in {', '.join(guide.languages)}. Nothing is wrong."
    )


@guide_app.command("show")
def guide_show(
    file: Annotated[Path | None, typer.Argument(help="guide.toml, or its folder.")] = None, lang: Language = "en"
) -> None:
    """Print what a guide asks, section by section, and its flags."""
    guide = _guide(file)
    if lang not in guide.languages:
        _stop(f"--lang {lang}: choose one of {', '.join(guide.languages)}", 2)
    for section in guide.sections:
        typer.echo(f"\n{guide.text(lang, f'section.{section.id}')}")
        for question in guide.questions:
            if question.section == section.id:
                _show_question(guide, question, lang)
    typer.echo("")
    for flag in guide.flags:
        typer.echo(f"{flag.id}: {guide.text(lang, f'flag.{flag.id}.title')}")
        for severity, condition in flag.conditions:
            typer.echo(f"    {severity} when {condition}")


def _show_question(guide: Any, question: Any, lang: str) -> None:
    typer.echo(f"  {question.id}  {guide.text(lang, f'{question.id}.prompt')}")
    if question.options and not question.fields:
        typer.echo(
            "      " + " | ".join(guide.text(lang, f"{question.id}.option.{token}") for token in question.options)
        )
    for probe in question.probes:
        typer.echo(f"      {probe.id} (when {probe.when})  {guide.text(lang, f'{probe.id}.prompt')}")


def main() -> None:
    """The entry point: closed pipes are no error."""
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()


if __name__ == "__main__":
    main()
