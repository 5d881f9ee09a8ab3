"""The method as data (``guide.toml``, ``text/``, ``lexicon/``) and the loader that checks it."""

from flows.guide.loading import BUILT_IN, guide_from_json, guide_to_json, load_guide
from flows.guide.vocabulary import Conditions, conditions_of

__all__ = ["BUILT_IN", "Conditions", "conditions_of", "guide_from_json", "guide_to_json", "load_guide"]
