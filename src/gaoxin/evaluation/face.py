"""What those above may use of evaluation; each part is imported when first asked for."""

from typing import TYPE_CHECKING

from gaoxin import face

if TYPE_CHECKING:
    from gaoxin.evaluation.prove import differs as differs
    from gaoxin.evaluation.prove import prove_indices as prove_indices
    from gaoxin.evaluation.recipes import check_indices as check_indices
    from gaoxin.evaluation.recipes import find_recipe as find_recipe
else:
    __getattr__ = face(
        "gaoxin.evaluation",
        {
            "prove": "differs prove_indices",
            "recipes": "check_indices find_recipe",
        },
    )
