"""``make road``: one JSON line a language."""

import json
import sys

from bot.playground.stage import sample_languages
from tests.road.counts import road

for language in sys.argv[1:] or sample_languages():
    print(json.dumps(road(language).line()), flush=True)
