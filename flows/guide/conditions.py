"""Conditions of the guide: ``imbalance and acknowledged in {not_yet, no_imbalance}``.

They are written in a small part of Python's own expression syntax, parsed by ``ast`` and turned into closures; nothing is
ever evaluated as code. Words on the right of a comparison are option tokens. What each name and function means is in
docs/guide-authors.md; which of them a condition may use depends on what it is about (a person, a side, everyone).

Missing answers: every comparison with a missing answer is false, except ``!=`` and ``not in``.
"""

import ast
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


class Facts(Protocol):
    """What a condition looks at: one person's answers, a side's, or everyone's."""

    def value(self, name: str) -> Any:
        """A token, a set of tokens, a number, a truth, or None where nothing was answered."""
        ...

    def call(self, function: str, arguments: tuple[str, ...]) -> Any:
        """The result of a function of the vocabulary."""
        ...


@dataclass(frozen=True)
class Name:
    """How a name may be used: ``kind`` is choice, multi, number, text or truth; ``options`` its tokens."""

    kind: str
    options: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Function:
    """``takes``: question, number, multi or flag; ``gives``: a kind; ``options`` the tokens that it can give.

    ``then_options`` says that what follows the first argument are options of it, one or more.
    """

    takes: str
    gives: str
    options: frozenset[str] = frozenset()
    many: bool = False
    then_options: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """The names and functions that a condition may use."""

    names: Mapping[str, Name]
    functions: Mapping[str, Function]
    flags: frozenset[str] = field(default_factory=frozenset)


MOST_CHARACTERS = 2_000
"""Of one condition: nothing longer is parsed."""
_DEEPEST = 20
"""Conditions within conditions: each is a call within a call whenever it is asked."""


class ConditionError(ValueError):
    """A condition that can never mean what its author wanted; the text says what and where."""


Test = Callable[[Facts], bool]
_Term = Callable[[Facts], Any]

_ORDER: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def compile_condition(source: str, vocabulary: Vocabulary) -> Test:
    """Check ``source`` against ``vocabulary`` and return the test; raises ConditionError."""
    return _Compiler(source, vocabulary).truth(_parsed(source).body)


def names_in(source: str) -> frozenset[str]:
    """Every word of a condition: names, functions and tokens. Raises ConditionError."""
    return frozenset(node.id for node in ast.walk(_parsed(source)) if isinstance(node, ast.Name))


def calls_in(source: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each function that a condition calls, with its arguments. Raises ConditionError."""
    for node in ast.walk(_parsed(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, _words_of(node.args)


def options_in(source: str) -> Iterator[tuple[str, str]]:
    """Yield each question with an option that a condition compares it with, or asks a function for. Raises ConditionError."""
    for _, (question, *options) in calls_in(source):
        yield from ((question, option) for option in options)
    for node in ast.walk(_parsed(source)):
        if isinstance(node, ast.Compare):
            left, right = node.left, node.comparators[0]
            if isinstance(node.ops[0], ast.In | ast.NotIn) and not isinstance(right, ast.Set):
                left, right = right, left  # "exit in written"
            compared = _words_of(right.elts if isinstance(right, ast.Set) else [right])
            yield from ((left.id, option) for option in compared if isinstance(left, ast.Name))


def _words_of(nodes: Iterable[ast.expr]) -> tuple[str, ...]:
    """Names and quoted words, numbers apart."""
    found = (node.id if isinstance(node, ast.Name) else getattr(node, "value", None) for node in nodes)
    return tuple(word for word in found if isinstance(word, str))


def _parsed(source: str) -> ast.Expression:
    """Return the tree of a condition, whose size is bounded before it is parsed; raises ConditionError."""
    if len(source) > MOST_CHARACTERS:
        raise ConditionError(
            f"{source[:40]!r}… is not a condition (it has {len(source)} characters, more than {MOST_CHARACTERS})"
        )
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except SyntaxError as error:
        raise ConditionError(f"{source!r} is not a condition ({error.msg}, column {error.offset})") from None
    except (MemoryError, RecursionError):  # how the parser says that it is nested too deeply
        raise ConditionError(f"{source[:40]!r}… is nested too deeply") from None
    within = [tree.body]
    for _ in range(_DEEPEST):
        within = [inner for node in within for inner in ast.iter_child_nodes(node) if isinstance(inner, ast.expr)]
    if within:
        raise ConditionError(f"{source[:40]!r}… is nested more than {_DEEPEST} deep")
    return tree


class _Compiler:
    def __init__(self, source: str, vocabulary: Vocabulary) -> None:
        self.source, self.vocabulary = source, vocabulary

    def fail(self, problem: str) -> ConditionError:
        return ConditionError(f"{problem} in {self.source!r}")

    def truth(self, node: ast.expr) -> Test:
        if isinstance(node, ast.BoolOp):
            tests = [self.truth(value) for value in node.values]
            return _all(tests) if isinstance(node.op, ast.And) else _any(tests)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = self.truth(node.operand)
            return lambda facts: not inner(facts)
        if isinstance(node, ast.Compare):
            return self.comparison(node)
        term, kind, _ = self.term(node)
        if kind.kind != "truth":
            raise self.fail(f"{ast.unparse(node)!r} is not a yes-or-no; compare it with something")
        return lambda facts: bool(term(facts))

    def term(self, node: ast.expr) -> tuple[_Term, Name, str]:
        if isinstance(node, ast.Name):
            known = self.vocabulary.names.get(node.id)
            if known is None:
                raise self.fail(f"unknown name {node.id!r}")
            name = node.id
            return (lambda facts: facts.value(name)), known, name
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
            return self.call(node.func.id, node.args)
        raise self.fail(f"{ast.unparse(node)!r} is not allowed")

    def call(self, function: str, arguments: list[ast.expr]) -> tuple[_Term, Name, str]:
        known = self.vocabulary.functions.get(function)
        if known is None:
            raise self.fail(f"unknown function {function!r}")
        words = tuple(self.word(argument) for argument in arguments)
        subjects = words[:1] if known.then_options else words
        if not subjects or (len(subjects) > 1 and not known.many):
            raise self.fail(f"{function}() takes {'one or more names' if known.many else 'one name'}")
        if known.then_options and len(words) == 1:
            raise self.fail(f"{function}() takes a question and at least one of its options")
        options = known.options
        for subject in subjects:
            self.subject(function, known, subject)
        for token in words[1:] if known.then_options else ():
            self.offered(subjects[0], self.vocabulary.names[subjects[0]], token)
        if known.gives == "choice" and not options:
            options = self.vocabulary.names[subjects[0]].options
        return (lambda facts: facts.call(function, words)), Name(known.gives, options), f"{function}()"

    def subject(self, function: str, known: Function, subject: str) -> None:
        if known.takes == "flag":
            if subject not in self.vocabulary.flags:
                raise self.fail(f"unknown flag {subject!r}")
            return
        name = self.vocabulary.names.get(subject)
        if name is None:
            raise self.fail(f"unknown question {subject!r}")
        if known.takes not in {"question", name.kind}:
            raise self.fail(f"{function}() takes a {known.takes} question, {subject!r} is a {name.kind} question")

    def word(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        raise self.fail(f"{ast.unparse(node)!r} is not a word")

    def comparison(self, node: ast.Compare) -> Test:
        if len(node.ops) != 1:
            raise self.fail("compare two things at a time")
        comparison, right = node.ops[0], node.comparators[0]
        if isinstance(comparison, ast.Is | ast.IsNot):
            raise self.fail("'is' means something else here; write == or !=")
        negative = isinstance(comparison, ast.NotEq | ast.NotIn)
        if isinstance(comparison, ast.In | ast.NotIn) and not isinstance(right, ast.Set):
            test = self.membership(node.left, right)
        else:
            test = self.against(node.left, comparison, right)
        return (lambda facts: not test(facts)) if negative else test

    def membership(self, left: ast.expr, right: ast.expr) -> Test:
        """``joint_decisions in guardrails``."""
        term, kind, label = self.term(right)
        if kind.kind != "multi":
            raise self.fail(f"{label!r} is a {kind.kind} question, not one with several answers")
        token = self.word(left)
        self.offered(label, kind, token)
        return lambda facts: token in (term(facts) or ())

    def against(self, left: ast.expr, comparison: ast.cmpop, right: ast.expr) -> Test:
        term, kind, label = self.term(left)
        if kind.kind in ("number", "scale"):
            return self.numeric(term, label, comparison, right)
        if kind.kind not in ("choice", "multi"):
            raise self.fail(f"{label!r} is {kind.kind} and cannot be compared; use a function of it")
        if isinstance(comparison, ast.Lt | ast.LtE | ast.Gt | ast.GtE):
            raise self.fail(f"{label!r} is words, not a number")
        nodes: Iterable[ast.expr] = right.elts if isinstance(right, ast.Set) else [right]
        tokens = frozenset(self.word(element) for element in nodes)
        for token in tokens:
            self.offered(label, kind, token)
        if kind.kind == "multi":
            if isinstance(comparison, ast.In | ast.NotIn):
                raise self.fail(f"{label!r} has several answers: write 'token in {label}' or '{label} == {{…}}'")
            return lambda facts: term(facts) == tokens
        return _said_test(term, tokens)

    def numeric(self, term: _Term, label: str, comparison: ast.cmpop, right: ast.expr) -> Test:
        if (
            not isinstance(right, ast.Constant)
            or isinstance(right.value, bool)
            or not isinstance(right.value, int | float)
        ):
            raise self.fail(f"{label!r} is a number and is compared with {ast.unparse(right)!r}")
        compare = _ORDER.get(ast.Eq if isinstance(comparison, ast.NotEq) else type(comparison))
        if compare is None:
            raise self.fail(f"{label!r} is a number: use <, <=, ==, >=, >")
        bound = right.value

        def test(facts: Facts) -> bool:
            value = term(facts)
            return value is not None and compare(value, bound)

        return test

    def offered(self, label: str, kind: Name, token: str) -> None:
        if token not in kind.options:
            offered = ", ".join(sorted(kind.options))
            raise self.fail(f"{label!r} never is {token!r} (it can be {offered})")


def _said_test(term: _Term, tokens: frozenset[str]) -> Test:
    """One person's token, or the set of what several said: then one voice is enough."""

    def test(facts: Facts) -> bool:
        value = term(facts)
        return not tokens.isdisjoint(value) if isinstance(value, frozenset) else value in tokens

    return test


def _all(tests: list[Test]) -> Test:
    def every(facts: Facts) -> bool:
        # A loop: a generator would cost more than the tests themselves.
        for test in tests:  # noqa: SIM110
            if not test(facts):
                return False
        return True

    return every


def _any(tests: list[Test]) -> Test:
    def some(facts: Facts) -> bool:
        for test in tests:  # noqa: SIM110
            if test(facts):
                return True
        return False

    return some
