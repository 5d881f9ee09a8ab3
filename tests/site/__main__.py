"""Build the site of docs/: ``python -m tests.site``."""

import sys
import time

from tests.site.building import NotBuilt, build, html


def main() -> None:
    """Build it and say where it is."""
    began = time.monotonic()
    try:
        site = build()
    except (NotBuilt, LookupError) as error:
        sys.exit(str(error))
    seconds = time.monotonic() - began
    print(f"{len(list(html(site)))} pages in {seconds:.0f} s: open {site.pages / 'index.html'} in a browser")


if __name__ == "__main__":
    main()
