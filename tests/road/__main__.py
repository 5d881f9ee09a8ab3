"""``make road``: one JSON line a language."""

import json

from bot.playground.stage import sample_languages
from tests.road.counts import road

for language in sample_languages():
    print(json.dumps(road(language).line()), flush=True)
