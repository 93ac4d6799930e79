"""Which encoder compares a question with a passage, by the languages of both."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from knowledge.index.disk_format import EncoderSpec
from knowledge.index.encoders.base import Encoder
from knowledge.index.generation import Generation


class EncoderChoice:
    """The encoders of a generation, chosen by language: the first that serves both."""

    def __init__(self, generation: Generation) -> None:
        """Use the encoders and languages that the generation's manifest names."""
        self._documents = generation.documents
        self._specs = generation.manifest.encoders
        self._languages = generation.language_names
        # On the instance, as a cache of the function would keep a replaced index in memory.
        self.by_language = cache(self._by_language)

    def choose(self, asked: str, written: str) -> str:
        """The name of the encoder for a question and a passage in these languages."""
        able = [s for s in self._specs if s.serves(asked) and s.serves(written)]
        return (able or list(self._specs))[0].name

    def _by_language(self, language: str) -> dict[str, str]:
        """For a question in a language, the encoder for each language that is searched.

        A language is left out when the main encoder cannot read it and all its notes are
        translated into the question's own: nothing could be found there that is not here.
        """
        own = self.choose(language, language)
        chosen = {written: self.choose(language, written) for written in self._languages}
        return {
            written: name
            for written, name in chosen.items()
            if name == own or not self._documents.is_translated(written, language)
        } or chosen


def find_encoder_mismatch(specs: Sequence[EncoderSpec], encoders: Sequence[Encoder]) -> str | None:
    """Why the encoders cannot serve an index made by those of ``specs``, or None."""
    mine = {encoder.spec.name: encoder.spec for encoder in encoders}
    for spec in specs:
        if spec.name not in mine:
            return f"The index needs the encoder {spec.name!r} ({spec.model})."
        if mine[spec.name] != spec:
            now = mine[spec.name].model
            if now == spec.model:
                return f"The index was built with another revision of {now}."
            return f"The index was built with {spec.model}, not with {now}."
    return None
