"""How a wrong variable stops the start."""

from __future__ import annotations


class BadEnvironment(SystemExit):
    """A variable has a value that cannot be used. The start stops here, with exit code 2."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(2)

    def __str__(self) -> str:
        return self.sentence
