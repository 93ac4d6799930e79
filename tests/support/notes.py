"""Small notes for tests, with their front matter."""

from __future__ import annotations

import yaml


def note(key: str, body: str, **front: object) -> str:
    """A note's text with front matter."""
    fields: dict[str, object] = {
        "id": key, "title": key.replace("-", " ").title(), "kind": "guide", "language": "en",
        "as_of": "2026-09-01", "review_after": "2027-03-01",
        "sources": [{"title": "A law", "publisher": "A state", "url": "https://law.example/1",
                     "date": "2026-01-02", "primary": True, "seen": "read"}],
    }  # fmt: skip
    fields.update(front)
    return f"---\n{yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)}---\n{body}\n"


NOTES = {
    "alpha.md": note("alpha", "Apples are paid in silver.[^1] Pears are paid in gold.[^1]"),
    "beta.md": note(
        "beta", "Ships leave the harbour at dawn.[^1]\n\n## Costs\n\nA berth is 5 EUR."
    ),
    "gamma.md": note("gamma", "The tax on salt is 12 percent since 2020.[^1]"),
}


def many_notes(count: int) -> dict[str, str]:
    """Notes of two sections each, by their file names."""
    return {
        f"note-{i}.md": note(f"note-{i}", f"Subject {i} costs {i} EUR.[^1]\n\n## More\n\nText {i}.")
        for i in range(count)
    }
