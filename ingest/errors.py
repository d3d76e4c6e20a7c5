"""Every error that a user can cause, in one tree.

YinjuError
├── ReadError           a document that cannot be read
├── QuestionError       a question that cannot be asked
├── LibraryError        an index that cannot be used
│   ├── LibraryMissing  there is none
│   ├── LibraryForeign  made by another version or model
│   ├── LibraryDamaged  not what was written
│   └── NotMadeSure     documents are removed, but whether all of them is gone is not known
├── RecordsError        no place to keep what was answered
└── ModelError          a model that cannot be loaded

Each message says what was expected, what came, and what to do.
"""


class YinjuError(Exception):
    """Anything that the person at the keyboard can mend."""


class ReadError(YinjuError):
    """A document that cannot be read; nothing of it is kept."""


class QuestionError(YinjuError):
    """A question that cannot be asked: empty, too long, or without a word in it."""


class LibraryError(YinjuError):
    """An index that cannot be used as it is."""


class LibraryMissing(LibraryError):
    """No index in this folder."""


class LibraryForeign(LibraryError):
    """An index made by another format, model or segmenter."""


class LibraryDamaged(LibraryError):
    """An index whose bytes are not those that were written."""


class NotMadeSure(LibraryError):
    """Documents have been removed and are quoted no more; that nothing of them is left in a file could not
    be made sure of."""


class RecordsError(YinjuError):
    """Records of answers that cannot be kept or read; answering goes on without them."""


class ModelError(YinjuError):
    """A model that cannot be loaded offline."""
