"""What people are told, in English and Chinese: one catalogue of words, and how facts are written in sentences."""

from .catalogue import LANGUAGES as LANGUAGES
from .catalogue import Bilingual as Bilingual
from .catalogue import Phrases as Phrases
from .catalogue import in_each_language as in_each_language
from .catalogue import texts as texts
