"""Tasks that are put into prompts at random, so that agents on one problem do not all do the same (as in the paper)."""

from __future__ import annotations

from typing import Final

import numpy as np

CONTINUE: Final = (
    "Take the open goals of the file one by one: prove those that are within reach, and split the others into smaller "
    "steps, one `sorry` for one step.",
    "Choose the open goal on which most depends. Work on it alone, and leave the others as they are.",
    "Read the plan critically. If a step looks false, test it on small cases first, and repair the plan.",
    "Look for a more general or a stronger statement that makes the induction or the counting go through.",
)
COMBINE: Final = (
    "Combine the file with the best ideas of the attempts shown beside it: where one of them closes a goal that is "
    "open here, use its argument.",
    "Compare the attempts shown beside the file with it. Say in a comment which idea is the most promising, and carry "
    "that one on here.",
)
RESTART: Final = (
    "Try an approach that is different from the obvious one. Write down its key idea in three sentences, then edit.",
    "Work from the end: which single lemma would finish the proof, and why should it be true? State it, use it, then "
    "attack it.",
    "First settle small and special cases, and look for the pattern that a proof must explain.",
)


def drawn(choices: tuple[str, ...], chance: np.random.Generator) -> str:
    """One of them, each as likely."""
    return choices[int(chance.integers(len(choices)))]
