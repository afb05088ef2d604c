"""The glue of the exchange with other cities: lists from their files, flows as BPMN text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.benchmark.exchange import ExchangeLists

if TYPE_CHECKING:
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.services.views import Queries


def exchange_lists(queries: Queries) -> ExchangeLists:
    """What the codes of exchange files mean, in the Japanese words files are written in."""
    from bpr_studio.adapters.catalogs.definitions import core_texts
    from bpr_studio.adapters.catalogs.denominators import load_denominators

    return ExchangeLists(
        staff={line.code: line.name for line in queries.items("staff_category")},
        classes={line.code: line.name for line in queries.classes()},
        steps={line.code: line.name for line in queries.items("step_type")},
        definitions=core_texts(),
        denominators=load_denominators(),
    )


class BpmnTexts:
    """Flows as BPMN XML; implements `services.cities_review.FlowTexts`."""

    def read(self, bpmn: str, name: str) -> ProcessModel:
        """The model of a text.

        Raises:
            UnreadableInputError: it is no readable BPMN.
        """
        from bpr_studio.adapters.bpmn.reader import read_bpmn

        return read_bpmn(bpmn.encode(), name).model

    def write(self, model: ProcessModel) -> str:
        """The text of a model."""
        from bpr_studio.adapters.bpmn.writer import write_bpmn

        return write_bpmn(model).decode()
