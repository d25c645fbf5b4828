"""The words of an article as a page shows them."""

from gaoxin.policy.face import Clause
from gaoxin.web.cases.law import library


def paragraphs(clause: Clause) -> list[str]:
    """The paragraphs of the article a clause stands under, without its heading."""
    text = library().documents[clause.document]
    article = text.articles.get(clause.meta.place.article)
    lines = article.prose.split("\n") if article else []
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
