"""Write the record of the sample as people may open it in a browser: ``python -m tests.operations.sample_summary``.

The sample is really played, up to its decision, and exported for its team; only the day on which it is played is made up.
``make documents`` writes the files; a test compares them.
"""

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.documents.cases import read_case
from bot.documents.record import formats
from bot.documents.record.readers import View
from bot.playground.emulator import Emulator
from bot.playground.rehearsal import Rehearsal, manifest, running
from bot.playground.stage import PATIENCE_SECONDS, sample, sample_languages
from bot.runtime import logs
from storage.privacy.archive import Archive

DOCS = Path(__file__).parent.parent.parent / "docs"
FILES = {"en": DOCS / "sample-summary.html", "fr": DOCS / "sample-summary.fr.html"}
_DAY = dt.datetime(2026, 3, 3, 10, tzinfo=dt.UTC)


def page(language: str) -> str:
    """Return the page: verdict, points, conditions, answers with names, decision."""
    text, partner, decision = sample(language)
    with (
        TemporaryDirectory(prefix="partnership-coach-") as folder,
        Emulator(manifest(), answer_seconds=PATIENCE_SECONDS) as slack,
    ):
        slack.clock.advance(_DAY.timestamp() - slack.clock.now())
        with running(
            slack, Path(folder), clock=lambda: dt.datetime.fromtimestamp(slack.clock.now(), dt.UTC)
        ) as application:
            rehearsal = Rehearsal(slack, application, read_case(text), language=language, name=partner)
            rehearsal.play()
            rehearsal.decide(**decision)
            names = {person.id: name for name, person in rehearsal.people.items()}
            with application.database.reading() as uow:
                briefs = formats.briefs(uow, Archive(uow).ids(), View.team, language, names=lambda one: names[one])
                return "\n".join(formats.written(briefs, "html", View.team, language)).rstrip() + "\n"


if __name__ == "__main__":
    logs.configure("ERROR")
    assert FILES.keys() == set(sample_languages())
    for language, file in FILES.items():
        file.write_text(page(language), "utf-8")
