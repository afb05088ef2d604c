"""Reading survey rounds, sections and tasks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, and_, cast, func, or_, select
from sqlmodel import col

from bpr_studio.adapters.db.sql import number, searchable, text
from bpr_studio.adapters.db.tables import (
    OrgUnitRow,
    SurveySheetRow,
    TaskClassRow,
    WorkItemRow,
)
from bpr_studio.domain.workload.answer import TaskLine
from bpr_studio.services.views import TaskOrder

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Select

    from bpr_studio.adapters.db.database import Database
    from bpr_studio.services.views import TaskQuery


class SurveyQueriesInDatabase:
    """The larger questions of `services.views.SurveyQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collected(self, round_id: str) -> dict[str, tuple[str, str]]:
        """For each unit id with an answer: digest and name of the file last collected."""
        row = SurveySheetRow
        query = select(text(row.unit_id), text(row.file_digest), text(row.file_name)).where(
            col(row.round_id) == round_id
        )
        with self._database.reading() as connection:
            return {unit: (digest, file) for unit, digest, file in connection.execute(query)}

    def tasks(self, query: TaskQuery, offset: int, limit: int) -> tuple[TaskLine, ...]:
        """One page of tasks.

        The page's ids come from an index first, so that no list of 60,000 tasks is joined or
        sorted for 200 of them.
        """
        row = WorkItemRow
        columns: list[ColumnElement[Any]] = [
            text(row.id),
            text(OrgUnitRow.code),
            text(OrgUnitRow.name),
            text(row.code),
            text(TaskClassRow.name),
            text(row.name),
            number(row.year_minutes),
            text(row.core_tag),
            text(row.core_reason),
            cast(col(row.case_count), Integer),
            text(row.case_unit),
            text(row.medium),
        ]
        with self._database.reading() as connection:
            ids = self._page(connection, query, offset, limit)
            details = (
                select(*columns)
                .select_from(row)
                .outerjoin(OrgUnitRow, col(OrgUnitRow.id) == col(row.unit_id))
                .outerjoin(TaskClassRow, col(TaskClassRow.code) == col(row.code))
                .where(col(row.id).in_(ids))
            )
            lines = {line[0]: TaskLine(*line) for line in connection.execute(details)}
        return tuple(lines[id_] for id_ in ids)

    def _page(self, connection: Connection, query: TaskQuery, offset: int, limit: int) -> list[str]:
        """The ids of one page, in order."""
        id_: list[ColumnElement[Any]] = [text(WorkItemRow.id)]
        if query.order is not TaskOrder.SHEET:
            statement = self._matching(select(*id_), query).order_by(*_order(query))
            return list(connection.scalars(statement.offset(offset).limit(limit)).all())
        units, skipped = self._units_of_page(connection, query, offset, limit)
        unit_id = col(WorkItemRow.unit_id)
        known = or_(unit_id.in_(units), unit_id.is_(None)) if None in units else unit_id.in_(units)
        inside = self._matching(select(unit_id, *id_), query).where(known)
        found: dict[str | None, list[str]] = {unit: [] for unit in units}
        for unit, row in connection.execute(inside.order_by(*_order(query))):
            found[unit].append(row)
        return [row for unit in units for row in found[unit]][skipped : skipped + limit]

    def _units_of_page(
        self, connection: Connection, query: TaskQuery, offset: int, limit: int
    ) -> tuple[list[str | None], int]:
        """The units whose tasks fill a page, and how many tasks of the first ones to skip.

        Units come in tree order, those in no organisation list last. Walking units spares
        sorting 60,000 tasks by the place of their unit.
        """
        unit_id = col(WorkItemRow.unit_id)
        columns: list[Any] = [unit_id, func.count()]
        counted = self._matching(select(*columns), query).group_by(unit_id)
        counts: dict[str | None, int] = dict(connection.execute(counted).all())
        placed = connection.scalars(select(col(OrgUnitRow.id)).order_by(col(OrgUnitRow.lft)))
        order: list[str | None] = [id_ for id_ in placed if id_ in counts]
        order += sorted(counts.keys() - set(order), key=str)
        if query.descending:
            order.reverse()
        units: list[str | None] = []
        for id_ in order:
            if offset >= counts[id_] and not units:
                offset -= counts[id_]
            elif sum(counts[u] for u in units) < offset + limit:
                units.append(id_)
        return units, offset

    def task_totals(self, query: TaskQuery) -> tuple[int, int]:
        """Number of tasks that match, and their minutes."""
        row = WorkItemRow
        total = func.coalesce(func.sum(number(row.year_minutes)), 0)
        columns: list[ColumnElement[Any]] = [func.count(), total]
        statement = self._matching(select(*columns).select_from(row), query)
        with self._database.reading() as connection:
            found = connection.execute(statement).one()
        return int(found[0]), int(found[1])

    def _matching(
        self, statement: Select[*tuple[Any, ...]], query: TaskQuery
    ) -> Select[*tuple[Any, ...]]:
        row = WorkItemRow
        conditions: list[ColumnElement[bool]] = [col(row.round_id) == query.round_id]
        if query.unit_id:
            conditions.append(self._below(query.unit_id))
        if query.class_prefix:
            conditions.append(text(row.code).startswith(query.class_prefix, autoescape=True))
        if query.core is not None:
            conditions.append(text(row.core_tag) == query.core)
        name = col(row.search_name)
        words = searchable(query.words).split()
        conditions.extend(name.contains(word, autoescape=True) for word in words)
        return statement.where(and_(*conditions))

    def _below(self, unit_id: str) -> ColumnElement[bool]:
        """The task's unit is `unit_id` or stands below it."""
        top = OrgUnitRow.__table__.alias("top")  # type: ignore[attr-defined]  # SQLModel adds it
        below = (
            select(col(OrgUnitRow.id))
            .join(top, col(OrgUnitRow.lft).between(top.c.lft, top.c.rgt))
            .where(top.c.id == unit_id)
        )
        return col(WorkItemRow.unit_id).in_(below)

    def work_items(self, round_id: str, unit_id: str) -> dict[str, dict[str, object]]:
        """All fields of the work items of one unit, by row id, in sheet order."""
        table = WorkItemRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it
        query = (
            select(table)
            .where(table.c.round_id == round_id, table.c.unit_id == unit_id)
            .order_by(table.c.sort_key, table.c.id)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return {str(row["id"]): _fields(dict(row)) for row in rows}

    def cases(self, round_id: str) -> dict[str, int]:
        """Cases a year by class code, over the tasks that count them."""
        row = WorkItemRow
        query = (
            select(text(row.code), func.sum(number(row.case_count)))
            .where(col(row.round_id) == round_id, col(row.case_count).is_not(None))
            .group_by(text(row.code))
        )
        with self._database.reading() as connection:
            return {code: int(cases) for code, cases in connection.execute(query)}


def _order(query: TaskQuery) -> list[ColumnElement[Any]]:
    row = WorkItemRow
    orders: dict[TaskOrder, list[Any]] = {
        TaskOrder.SHEET: [col(row.sort_key)],
        TaskOrder.MINUTES: [col(row.year_minutes)],
        TaskOrder.NAME: [col(row.search_name)],
        TaskOrder.CODE: [col(row.code)],
        TaskOrder.CASES: [col(row.case_count)],
    }
    wanted = [*orders[query.order], col(row.id)]
    return [part.desc() if query.descending else part.asc() for part in wanted]


def _fields(row: dict[str, Any]) -> dict[str, object]:
    """The stored fields of a work item without those nobody has set."""
    if row["month_profile"] is not None:
        row["month_profile"] = json.loads(row["month_profile"])
    return {name: value for name, value in row.items() if value is not None}
