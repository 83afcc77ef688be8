"""`python -m spiders` is the worker (spiders.run).

A process that multiprocessing starts imports its parent's main module, unless that is a package's
`__main__`: so a parser process has neither Scrapy nor Twisted to load.
"""

from __future__ import annotations

import sys

from spiders.run import main

if __name__ == "__main__":
    sys.exit(main())
