"""What those above may use of explaining; each part is imported when first asked for."""

from typing import TYPE_CHECKING

from gaoxin import face

if TYPE_CHECKING:
    from gaoxin.explaining.analysis import Matches as Matches
    from gaoxin.explaining.analysis import load as load
    from gaoxin.explaining.analysis import match_one as match_one
    from gaoxin.explaining.analysis import match_table as match_table
    from gaoxin.explaining.asking import Asking as Asking
    from gaoxin.explaining.asking import asking as asking
    from gaoxin.explaining.audience import seen_by as seen_by
    from gaoxin.explaining.content import record as record
    from gaoxin.explaining.explanation import Explanation as Explanation
    from gaoxin.explaining.explanation import explain as explain
    from gaoxin.explaining.holding import held as held
    from gaoxin.explaining.holding import held_money as held_money
    from gaoxin.explaining.holding import plain as plain
    from gaoxin.explaining.html import as_html as as_html
    from gaoxin.explaining.json import as_dict as as_dict
    from gaoxin.explaining.json import as_json as as_json
    from gaoxin.explaining.json import exact as exact
    from gaoxin.explaining.json import state as state
    from gaoxin.explaining.names import Names as Names
    from gaoxin.explaining.needed import all_addresses as all_addresses
    from gaoxin.explaining.needed import needed as needed
    from gaoxin.explaining.needed import needed_sets as needed_sets
    from gaoxin.explaining.question import NextQuestion as NextQuestion
    from gaoxin.explaining.question import next_question as next_question
    from gaoxin.explaining.record import Audience as Audience
    from gaoxin.explaining.record import Held as Held
    from gaoxin.explaining.record import Record as Record
    from gaoxin.explaining.rules import rule_text as rule_text
    from gaoxin.explaining.saved import NoRecord as NoRecord
    from gaoxin.explaining.saved import digest as digest
    from gaoxin.explaining.saved import from_json as from_json
    from gaoxin.explaining.saved import to_json as to_json
    from gaoxin.explaining.tally import budget as budget
    from gaoxin.explaining.tally import budget_text as budget_text
    from gaoxin.explaining.tally import sum_text as sum_text
    from gaoxin.explaining.text import as_text as as_text
    from gaoxin.explaining.text import label_text as label_text
    from gaoxin.explaining.text import quote_text as quote_text
    from gaoxin.explaining.words import Reader as Reader
    from gaoxin.explaining.words import money_text as money_text
    from gaoxin.explaining.words import number_text as number_text
    from gaoxin.explaining.words import rate_text as rate_text
    from gaoxin.explaining.words import say as say
else:
    __getattr__ = face(
        "gaoxin.explaining",
        {
            "analysis": "Matches load match_one match_table",
            "asking": "Asking asking",
            "audience": "seen_by",
            "content": "record",
            "explanation": "Explanation explain",
            "holding": "held held_money plain",
            "html": "as_html",
            "json": "as_dict as_json exact state",
            "names": "Names",
            "needed": "all_addresses needed needed_sets",
            "question": "NextQuestion next_question",
            "record": "Audience Held Record",
            "rules": "rule_text",
            "saved": "NoRecord digest from_json to_json",
            "tally": "budget budget_text sum_text",
            "text": "as_text label_text quote_text",
            "words": "Reader money_text number_text rate_text say",
        },
    )
