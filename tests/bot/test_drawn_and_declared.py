"""What is drawn or declared by hand must match what runs."""

from flows.diagrams import FILE, drawn


def test_the_statechart_in_docs_is_the_one_that_runs() -> None:
    assert FILE.read_text("utf-8") == drawn(), "run `make diagrams`"
