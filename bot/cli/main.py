"""The command line. Imports happen inside commands, so that ``--help`` stays quick."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import health_check, program, record
from bot.cli.counting import counted
from bot.cli.exit_status import WRONG, CannotBeDone, IsWrong
from bot.cli.options import EnvFile, Guide, GuideFile, Lang, TerminalLang, configured, language, of_terminal
from bot.cli.terminal import read_file, read_input, read_lines, say, say_json, tell
from bot.i18n.languages import DEFAULT

app = typer.Typer(
    name="partnership-coach",
    cls=program.Program,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # rich costs 0.3 s at every start
    pretty_exceptions_enable=False,
)
guide_app = typer.Typer(help="Check a guide, or show what it asks.", no_args_is_help=True)
db_app = typer.Typer(help="Bring the database up to date.", no_args_is_help=True)
app.add_typer(guide_app, name="guide")
app.add_typer(db_app, name="db")
health_check.register(app)
record.register(app)

_OWN_GUIDE = "PARTNERSHIP_GUIDE"


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        say(f"partnership-coach {version('partnership-coach')}")
        raise typer.Exit


@app.callback()
def options(
    env_file: EnvFile = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show where a fault of the program itself is.")] = False,
    _: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """A Slack app that coaches a team through a partnership decision."""
    if debug:
        os.environ[program.DEBUG] = "1"


def _guide(file: Path | None = None, named_by: str = "the FILE argument", *, examined: bool = False) -> Any:
    """Return the guide of ``file``, else PARTNERSHIP_GUIDE's, else the built-in one; one that is ``examined`` ends with WRONG."""
    from flows.errors import GuideError
    from flows.guide import load_guide

    own = os.environ.get(_OWN_GUIDE, "").strip()
    try:
        return load_guide(file, named_by) if file or not own else load_guide(Path(own), _OWN_GUIDE)
    except GuideError as error:
        if examined and not error.missing:
            raise IsWrong(str(error)) from None
        raise CannotBeDone(str(error)) from None


@app.command()
@configured
def assess(
    file: Annotated[str, typer.Argument(help="A JSON case, or - for standard input.")] = "-",
    lines: Annotated[bool, typer.Option("--lines", help="Read one case a line, and go on after a bad one.")] = False,
    lang: Lang = "",
) -> None:
    """Read a case and print what it adds up to, as JSON."""
    from bot.documents.cases import CaseError, assess_case, assessment_json, not_understood, read_case
    from flows.text.files import SAVE_AS_UTF8, NotText

    guide = _guide()
    chosen = language(lang, guide.languages)

    def print_one(text: str) -> None:
        case = read_case(text)
        printed = assessment_json(guide, assess_case(guide, case), chosen)
        if unread := not_understood(guide, case):
            printed["not_understood"] = unread
        say_json(printed)

    if not lines:
        text = read_input(file, "JSON case")
        try:
            print_one(text)
        except CaseError as error:
            raise CaseError(f"This case cannot be read. {error}") from None
        return
    failed = False
    for number, line in read_lines(file, "file of JSON cases"):
        problem = ""
        if isinstance(line, NotText):
            problem = f"{line.problem}; {SAVE_AS_UTF8}"
        elif line.strip():
            try:
                print_one(line)
            except CaseError as error:
                problem = str(error)
        if problem:
            failed = True
            say_json({"error": problem, "line": number})
            tell(f"line {number}: {problem}")
    if failed:
        raise typer.Exit(WRONG)


@app.command()
@configured
def read(
    file: Annotated[str, typer.Argument(help="JSON lines of question, lang and text, or - for standard input.")] = "-",
    guide: Guide = None,
) -> None:
    """Print how written answers are understood, line by line.

    Each line comes back with its quality, whether the coach would ask again and why, and the number that it means.
    """
    from bot.documents.readings import LineError, read_line
    from flows.text.files import SAVE_AS_UTF8, NotText

    method = _guide(guide, "--guide")
    failed = False
    for number, line in read_lines(file, "file of JSON lines"):
        try:
            if isinstance(line, NotText):
                raise LineError(f"{line.problem}; {SAVE_AS_UTF8}.")  # noqa: TRY301 - said like every other line
            if line.strip():
                say_json(read_line(method, line))
        except LineError as error:
            failed = True
            tell(f"line {number}: {error}")
    if failed:
        raise typer.Exit(WRONG)


@app.command()
@configured
def rehearse(
    case: Annotated[
        Path | None, typer.Argument(help="A JSON case, as for assess; without one, the packaged sample.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was stored, as assess prints it.")] = False,
    lang: TerminalLang = "",
    guide: Guide = None,
) -> None:
    """Play a case on the Slack emulator and print the thread.

    Without a case the packaged sample is played, up to its decision.
    """
    from bot.documents.cases import CaseError, assessment_json, check_case, read_case
    from bot.playground.stage import played, sample, sample_languages

    chosen = language(lang, default=of_terminal() if case is None else DEFAULT)
    method, followed = _guide(guide, "--guide"), guide or os.environ.get(_OWN_GUIDE)
    if chosen not in method.languages:
        raise CannotBeDone(
            f"The guide {method.id} has no texts in {chosen}: choose one of {', '.join(method.languages)}."
        )
    decision: dict[str, str] = {}
    if case is None:
        if chosen not in sample_languages():
            raise CannotBeDone(f"There is no packaged sample in {chosen}: name a case of your own.")
        text, name, decision = sample(chosen)
    else:
        text, name = read_file(case, "JSON case"), "Acme"
    try:
        read = read_case(text)
        check_case(method, read)
    except CaseError as error:
        if case is not None:
            raise CaseError(f"This case cannot be played. {error}") from None
        raise CannotBeDone(
            f"The packaged sample is for the built-in guide, and does not fit {method.id} ({error}): name a case of your own."
        ) from None
    try:
        with played(read, chosen, name=name, guide=Path(followed) if followed else None) as rehearsal:
            assessment = rehearsal.play()
            if decision:
                rehearsal.decide(**decision)
            if as_json:
                say_json(assessment_json(rehearsal.guide, assessment, chosen))
            else:
                say(rehearsal.transcript())
    except CaseError as error:
        raise CaseError(f"This case cannot be played. {error}") from None
    except TimeoutError as error:
        raise CannotBeDone(f"The rehearsal stopped ({error}): try again when the machine is less busy.") from None


@app.command()
def demo(
    lang: TerminalLang = "",
    guide: Annotated[
        Path | None, typer.Option("--guide", help="A guide.toml of yours, or its folder: followed as it changes.")
    ] = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: a free one.")] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
) -> None:
    """Try the coach in the browser, without Slack.

    The real app runs behind an emulator of Slack, on this machine only.
    """
    from bot.playground.page.running import PortTaken, serve
    from bot.playground.page.words import words

    chosen = language(lang, default=of_terminal())
    if guide is not None and not guide.exists():
        raise CannotBeDone(f"--guide {guide}: there is no such file: give the path of a guide.toml, or its folder.")
    text = words(chosen).say
    try:
        serve(chosen, guide, port, browser=browser, tell=lambda address: say(text("start.address", address=address)))
    except PortTaken as error:
        raise CannotBeDone(text("start.port_taken", port=port, problem=error)) from None


@app.command()
@configured
def run(
    http: Annotated[bool, typer.Option("--http", help="Signed HTTP instead of Socket Mode.")] = False,
) -> None:
    """Run the coach for a Slack workspace."""
    from bot.cli.serve import run_http, run_socket_mode

    (run_http if http else run_socket_mode)()


@app.command()
@configured
def doctor() -> None:
    """Say what is missing before Slack does."""
    from bot.cli.doctor import examine

    healthy = True
    for finding in examine():
        say(f"{'ok  ' if finding.good else 'FIX '}{finding.what}")
        healthy = healthy and finding.good
    if not healthy:
        raise typer.Exit(WRONG)


@db_app.command("upgrade")
@configured
def db_upgrade() -> None:
    """Bring the schema of the database up to date."""
    from bot.cli.serve import upgrade_database

    say(upgrade_database())


@guide_app.command("check")
@configured
def guide_check(file: GuideFile = None) -> None:
    """Say what is wrong with a guide, or that nothing is.

    Notes follow: what cannot be shown of the principles of the method. They are no errors.
    """
    from flows.guide.principles import unproven

    guide = _guide(file, examined=True)
    say(
        f"{guide.id} {guide.version}: {counted(len(guide.questions), 'question')}, {counted(len(guide.probe), 'follow-up')}, "
        f"{counted(len(guide.flags), 'flag')}, in {', '.join(guide.languages)}. Nothing is wrong."
    )
    for note in unproven(guide):
        say(f"Note: {note}")


@guide_app.command("show")
@configured
def guide_show(file: GuideFile = None, lang: Lang = "") -> None:
    """Print what a guide asks, section by section.

    Its flags follow, with their conditions.
    """
    from bot.blocks.kit.wording import Wording
    from bot.i18n.catalogue import words

    guide = _guide(file, examined=True)
    said = Wording(words(language(lang, guide.languages)), guide)
    for section in guide.sections:
        say(f"\n{said.section(section.id)}")
        for question in guide.questions:
            if question.section == section.id:
                _show_question(said, question)
    say("")
    for flag in guide.flags:
        say(f"{flag.id}: {said.say(f'flag.{flag.id}.title')}")
        for cause in flag.causes:
            say(f"    {cause.severity} when {cause.when}" + (f" ({cause.scope})" if cause.scope != flag.scope else ""))


def _show_question(said: Any, question: Any) -> None:
    say(f"  {question.id}  {said.say(f'{question.id}.prompt')}")
    if question.options and not question.fields:
        say("      " + " | ".join(said.say(f"{question.id}.option.{token}") for token in question.options))
    for probe in question.probes:
        say(f"      {probe.id} (when {probe.when})  {said.say(f'{probe.id}.prompt')}")


def main() -> None:
    """Run the program: the entry point."""
    program.run(app)


if __name__ == "__main__":
    main()
