"""A flow as lines of text, both ways: what is typed is drawn, what is drawn can be typed on.

    # 住民票の写しの交付
    住民: 申請書を作成
    窓口: 申請書を確認 2分 P06 ノンコア [申請書] <住民記録>
    分岐 請求権あり?
      はい →
      いいえ →
        窓口: 理由を説明
        終了 不交付
    担当: 記載内容の照合 1分
    終了

Each line is a step, an event or a branch; the next line follows it. Equal flows have equal
texts, and applying the text of a flow to it changes nothing. What lines do not show stays as it
is in the model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.modeling.outline_applying import AppliedOutline, apply_outline
from bpr_studio.domain.modeling.outline_describing import described
from bpr_studio.domain.modeling.outline_reading import parse
from bpr_studio.domain.modeling.outline_writing import written

if TYPE_CHECKING:
    from bpr_studio.domain.process.model import ProcessModel

__all__ = ["AppliedOutline", "apply_outline", "described", "outline_of", "parse", "written"]


def outline_of(model: ProcessModel) -> str:
    """A flow as text; `described(model).remarks` says what it does not show."""
    return written(described(model)).text
