"""A finished self-assessment in words: what matters more than it goes well, widest apart first."""

from __future__ import annotations

from markupsafe import Markup

from shared.contracts.requests.assessment import AnswerView, AssessmentView, InstrumentView, ItemView

Choice = tuple[str, Markup, Markup]


def choices_of(done: AssessmentView) -> list[Choice]:
    """Every statement as a choice: its code, its text, and the client's two answers in the form's own words.

    Those that matter more than they go well come first, widest apart first; no number is made of them.
    """
    items = [item for section in done.form.sections for item in section.items]
    order = {gap.item: place for place, gap in enumerate(done.gaps)}
    answers = {answer.item: answer for answer in done.answers}
    ranked = sorted(items, key=lambda item: order.get(item.item, len(order)))
    return [_choice(item, answers.get(item.item), done.form) for item in ranked]


def in_its_language(form: InstrumentView, text: str) -> Markup:
    """A text of the form, marked with its language for those who have pages read aloud."""
    return Markup('<span lang="{}">{}</span>').format(form.language.value, text)


def _choice(item: ItemView, answer: AnswerView | None, form: InstrumentView) -> Choice:
    competence = {step.value: step.label for step in form.competence_scale}
    importance = {step.value: step.label for step in form.importance_scale}
    words = []
    if answer and answer.competence and answer.importance:
        words = [competence[answer.competence], importance[answer.importance]]
    return item.item, in_its_language(form, item.text), in_its_language(form, " · ".join(words))
