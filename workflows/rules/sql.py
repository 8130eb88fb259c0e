# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Conditions as SQL of PostgreSQL, for questions about many rows: previews, counts.

For facts of the declared types, and for whatever a form has stored, a row is found exactly where
``holds`` is true of it, *not known* included, for conditions that ``check`` accepts. Texts are
compared as ``fold`` does for Latin, Greek and Cyrillic letters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import category

from workflows.fields.kinds import Field, FieldKind
from workflows.rules.conditions import OPPOSITE, All, Any, Condition, Not, Op, Test, value_fits
from workflows.rules.folding import fold, words_of
from workflows.rules.forms import PREFIX, form_facts
from workflows.rules.likeness import pattern_of
from workflows.rules.vocabulary import NUMBER_TYPES, FactType

Params = list[object]
Sql = tuple[str, Params]

_SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_UNSEEN = "".join(
    chr(code)
    for code in (*range(0x370), *range(0x2000, 0x2070), 0xFEFF)
    if category(chr(code)) in ("Mn", "Cf")
)
_NUMBER = r"^\s*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?\s*$"
_DAY = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


@dataclass(frozen=True)
class Column:
    """Where a fact stands in a row: an expression of SQL without parameters.

    With ``stored`` it is JSON, as a form has left it, that may be of another type than declared;
    with ``converted`` (numbers, days) such a value is not known.
    """

    sql: str
    type: FactType
    stored: bool = False
    converted: bool = False


def form_columns(fields: Iterable[Field], stored: str, prefix: str = PREFIX) -> dict[str, Column]:
    """Return the columns of what a form has stored in ``stored``, an expression of type jsonb."""
    kept = list(fields)
    kinds = {prefix + field.code: field.kind for field in kept}
    columns = {}
    for fact in form_facts(kept, prefix):
        # A code holds no quote.
        sql = f"({stored} -> '{fact.name.removeprefix(prefix)}')"
        kind = kinds[fact.name]
        if kind is FieldKind.ADDRESS:
            sql = f"(CASE jsonb_typeof({sql}) WHEN 'object' THEN {sql} -> 'text' END)"
        converted = kind in (FieldKind.NUMBER, FieldKind.DATE)
        columns[fact.name] = Column(sql, fact.type, stored=True, converted=converted)
    return columns


def to_sql(condition: Condition, columns: Mapping[str, Column]) -> Sql:
    """Return an expression that is true where the condition holds and false elsewhere, never NULL.

    Its parameters stand for ``%s``. A fact without a column is not known.
    """
    if isinstance(condition, Test):
        return _test(condition, columns.get(condition.fact))
    if isinstance(condition, Not):
        sql, params = to_sql(condition.part, columns)
        return f"(NOT {sql})", params
    if not condition.parts:
        return ("TRUE" if isinstance(condition, All) else "FALSE"), []
    parts = [to_sql(part, columns) for part in condition.parts]
    word = " OR " if isinstance(condition, Any) else " AND "
    return f"({word.join(sql for sql, _ in parts)})", [p for _, params in parts for p in params]


def _test(test: Test, column: Column | None) -> Sql:
    if column is None:
        return ("TRUE" if test.op is Op.IS_EMPTY else "FALSE"), []
    filled = _filled(column)
    if test.op is Op.IS_FILLED:
        return filled, []
    if test.op is Op.IS_EMPTY:
        return f"(NOT {filled})", []
    asked = _ASKED.get(test.op) or _ASKED.get(OPPOSITE[test.op])
    found = asked(column, test.value) if asked and value_fits(test.op, test.value) else None
    if found is None:
        return "FALSE", []
    sql, params = found
    if test.op is Op.CONTAINS_ANY:
        # What says a word says something.
        return f"coalesce({sql}, FALSE)", params
    negated = "" if test.op in _ASKED else "NOT "
    return f"coalesce({filled} AND {negated}({sql}), FALSE)", params


def _filled(column: Column) -> str:
    """Return whether there is something, never NULL."""
    sql = column.sql
    if column.converted or (not column.stored and column.type not in _TEXTS):
        return f"({_typed(column)} IS NOT NULL)"
    if not column.stored:
        return f"coalesce({_not_blank(sql)}, FALSE)"
    return (
        f"coalesce(CASE coalesce(jsonb_typeof({sql}), 'null') WHEN 'null' THEN FALSE"
        f" WHEN 'string' THEN {_not_blank(_text(sql))}"
        f" WHEN 'array' THEN jsonb_array_length({sql}) > 0 ELSE TRUE END, FALSE)"
    )


def _not_blank(sql: str) -> str:
    return f"{sql} ~ {literal(f'[^{_SPACES}]')}"


def _text(sql: str) -> str:
    return f"({sql} #>> '{{}}')"


def _typed(column: Column) -> str:
    """Return the value in its type, NULL where it is of another."""
    if not column.stored:
        return column.sql
    text = _text(column.sql)
    is_text = f"jsonb_typeof({column.sql}) = 'string'"
    if column.type in NUMBER_TYPES:
        return f"(CASE WHEN {is_text} AND {text} ~ '{_NUMBER}' THEN {text}::numeric END)"
    if column.type is FactType.DATE:
        return f"(CASE WHEN {is_text} AND {text} ~ '{_DAY}' THEN {_day(text)} END)"
    if column.type is FactType.BOOLEAN:
        return f"(CASE jsonb_typeof({column.sql}) WHEN 'boolean' THEN {text}::boolean END)"
    return f"(CASE WHEN {is_text} THEN {text} END)"


def _day(text: str) -> str:
    """Return a day, NULL where its month has none of that number: a cast would fail."""
    year, month, day = (
        f"substr({text}, {start}, {length})::int" for start, length in ((1, 4), (6, 2), (9, 2))
    )
    first = f"make_date({year}, {month}, 1)"
    last = f"extract(day FROM {first} + interval '1 month - 1 day')"
    return f"CASE WHEN {year} > 0 THEN CASE WHEN {day} <= {last} THEN {first} + {day} - 1 END END"


def _folded(text: str) -> str:
    """Return a text as ``fold`` does; most are plain, and are not taken apart."""
    plain = f"lower({text})"
    apart = f"normalize(lower(normalize({text}, NFKD)), NFKD)"
    for ligature, letters in (("ß", "ss"), ("œ", "oe"), ("æ", "ae")):
        apart = f"replace({apart}, {literal(ligature)}, '{letters}')"
    apart = f"translate({apart}, {literal('øłđıς')}, {literal('oldiσ')})"
    apart = f"regexp_replace({apart}, {literal(f'[{_UNSEEN}]+')}, '', 'g')"
    whole = f"CASE WHEN octet_length({text}) = char_length({text}) THEN {plain} ELSE {apart} END"
    return f"btrim(regexp_replace({whole}, {literal(f'[{_SPACES}]+')}, ' ', 'g'))"


def literal(text: str) -> str:
    """Return a text as a literal of plain letters."""
    signs = (f"\\{ord(s):04x}" if ord(s) <= 0xFFFF else f"\\+{ord(s):06x}" for s in text)
    return f"U&'{''.join(signs)}'"


def _equal_text(column: Column, value: object) -> Sql | None:
    return _among(column, (value,))


def _among(column: Column, values: object) -> Sql | None:
    if column.type not in _TEXTS or not isinstance(values, tuple):
        return None
    return f"{_folded(_typed(column))} = ANY(%s)", [[fold(str(value)) for value in values]]


def _contains(column: Column, values: object) -> Sql | None:
    if not isinstance(values, tuple) or column.type not in _TEXTS | {FactType.CHOICES}:
        return None
    said, params = _says(_typed(column), values)
    if not column.stored:
        return said, params
    sql = column.sql
    has, more = f"{_folded('member')} = ANY(%s)", [[fold(value) for value in values]]
    members = (
        f"FROM jsonb_array_elements({sql}) AS item, LATERAL (SELECT item #>> '{{}}') one(member)"
    )
    strings = f"NOT EXISTS (SELECT {members} WHERE jsonb_typeof(item) <> 'string')"
    inside = f"CASE WHEN {strings} THEN EXISTS (SELECT {members} WHERE {has}) END"
    return (
        f"CASE jsonb_typeof({sql}) WHEN 'string' THEN {said} WHEN 'array' THEN {inside} END",
        [*params, *more],
    )


def _says(text: str, phrases: Iterable[str]) -> Sql:
    said = [words for phrase in phrases if (words := words_of(phrase))]
    spaced = [f" {' '.join(words)} " for words in said]
    if not spaced:
        return f"({text} IS NULL)", []
    alone = f"regexp_replace({_folded(text)}, '[^[:alnum:]]+', ' ', 'g')"
    # Words hold no sign that LIKE reads otherwise.
    patterns = [f"%{phrase}%" for phrase in spaced]
    whole, likely = f"(' ' || btrim({alone}) || ' ') LIKE ANY(%s)", pattern_of(said)
    if not likely:
        return whole, [patterns]
    return f"CASE WHEN {text} ~ %s THEN {whole} WHEN {text} IS NOT NULL THEN FALSE END", [
        likely,
        patterns,
    ]


def _compared(sign: str) -> Callable[[Column, object], Sql | None]:
    def asked(column: Column, value: object) -> Sql | None:
        if column.type not in NUMBER_TYPES or not isinstance(value, Decimal):
            return None
        return f"{_typed(column)} {sign} %s", [value]

    return asked


def _before(column: Column, value: object) -> Sql | None:
    return (f"{_typed(column)} < %s", [value]) if column.type is FactType.DATE else None


def _true(column: Column, value: object) -> Sql | None:
    return (_typed(column), []) if column.type is FactType.BOOLEAN else None


_TEXTS = frozenset({FactType.CHOICE, FactType.TEXT, FactType.WORDS})
_ASKED: Mapping[Op, Callable[[Column, object], Sql | None]] = {
    Op.IS: _equal_text,
    Op.ONE_OF: _among,
    Op.CONTAINS_ANY: _contains,
    Op.EQUALS: _compared("="),
    Op.AT_LEAST: _compared(">="),
    Op.AT_MOST: _compared("<="),
    Op.BEFORE: _before,
    Op.IS_TRUE: _true,
}
