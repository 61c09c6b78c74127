"""How far a second annotator of the gold stories agrees with the first: ``python -m evaluation.claim_agreement``.

The second was given the articles with the first one's statements marked in them, and who makes each, and grouped them
into claims and took their sides without having seen how the first one had. Scored as onrecord is.
"""

from __future__ import annotations

import json

from evaluation.claim_scores import line
from evaluation.claim_stories import FOLDER, Story, gold_claims, load
from onrecord.scoring.claims import Claims, score_claims


def second_claims(story: Story, part: str) -> Claims:
    """What the second annotator made of a story."""
    path = FOLDER / "second" / part / f"{story.name}.json"
    claims = json.loads(path.read_text(encoding="utf-8"))["claims"]
    return {
        f"{story.name}/{number}": {story.item(one): stance for one, stance in claim["statements"].items()}
        for number, claim in enumerate(claims)
    }


def main() -> None:
    for part in ("dev", "kept"):
        stories = load(part)
        found = {name: claim for story in stories for name, claim in second_claims(story, part).items()}
        print(line(part, score_claims(gold_claims(stories), found)))


if __name__ == "__main__":
    main()
