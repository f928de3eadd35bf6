"""Reads all conversations of a server with Meta's SDK for Python.

Prints the processor time of a page, in microseconds. The arguments are the address, the id of the
Page, the token, the number of pages, their size, and the fields.
"""

import sys
import time

from facebook_business.adobjects.page import Page
from facebook_business.api import FacebookAdsApi
from facebook_business.session import FacebookSession

address, page_id, token, pages, limit, fields = sys.argv[1:]
# The address is a constant of the session, for a subclass to set.
session = type("Session", (FacebookSession,), {"GRAPH": address})
page = Page(page_id, api=FacebookAdsApi(session(None, None, token), "v26.0"))


def read():
    """Reads all conversations, and returns their number."""
    return sum(1 for _ in page.get_conversations([fields], {"limit": limit}))


# What is loaded once is not part of a page.
assert read() == int(pages) * int(limit)
start = time.process_time()
read()
print((time.process_time() - start) * 1e6 / int(pages))
