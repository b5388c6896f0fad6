"""Items with executable keys: reading, seeded variants, grading, exams, checks. Pure."""

from quorate.assessment.checks import (
    Naive,
    check_items,
    check_key,
    check_mix,
    check_naive,
    naive_scores,
)
from quorate.assessment.computed import compute, fill, find_computed
from quorate.assessment.documents import Located, LocatedList, Unreadable, read_yaml
from quorate.assessment.errors import (
    AssessmentError,
    ExpressionError,
    MissingRun,
    QuantityError,
)
from quorate.assessment.exams import ExamResult, Sitting, draw_exam, drawn_items, grade_exam
from quorate.assessment.expressions import evaluate
from quorate.assessment.fields import REQUIRED, SLUG, Fields, each_mapping, is_number, is_whole
from quorate.assessment.grading import DOES_NOT_KNOW, Run, grade, key_text
from quorate.assessment.items import (
    CHOICE_TYPES,
    ITEM_FACETS,
    ITEM_TYPES,
    ChoiceKey,
    Exam,
    Grade,
    Item,
    NumericKey,
    Option,
    OrderingKey,
    PredictKey,
    Slip,
    Variant,
    VariantOption,
)
from quorate.assessment.loading import (
    load_exam,
    load_items,
    parse_exam,
    parse_items,
    read_data,
    read_text,
)
from quorate.assessment.quantities import UNITS, Quantity, parse_quantity
from quorate.assessment.variants import make_variant, parameters_of

__all__ = [
    "CHOICE_TYPES",
    "DOES_NOT_KNOW",
    "ITEM_FACETS",
    "ITEM_TYPES",
    "REQUIRED",
    "SLUG",
    "UNITS",
    "AssessmentError",
    "ChoiceKey",
    "Exam",
    "ExamResult",
    "ExpressionError",
    "Fields",
    "Grade",
    "Item",
    "Located",
    "LocatedList",
    "MissingRun",
    "Naive",
    "NumericKey",
    "Option",
    "OrderingKey",
    "PredictKey",
    "Quantity",
    "QuantityError",
    "Run",
    "Sitting",
    "Slip",
    "Unreadable",
    "Variant",
    "VariantOption",
    "check_items",
    "check_key",
    "check_mix",
    "check_naive",
    "compute",
    "draw_exam",
    "drawn_items",
    "each_mapping",
    "evaluate",
    "fill",
    "find_computed",
    "grade",
    "grade_exam",
    "is_number",
    "is_whole",
    "key_text",
    "load_exam",
    "load_items",
    "make_variant",
    "naive_scores",
    "parameters_of",
    "parse_exam",
    "parse_items",
    "parse_quantity",
    "read_data",
    "read_text",
    "read_yaml",
]
