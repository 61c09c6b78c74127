"""Pure functions over the text of an article: spans, paragraphs, sentences, quotation marks."""

from onrecord.text.article import Article
from onrecord.text.spans import Span

__all__ = ["Article", "Span"]
