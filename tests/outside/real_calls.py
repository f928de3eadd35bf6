"""Makes two of three calls of the tester such that Graph answers them with data.

It is a hook of the tester: from the documents alone, nearly all calls name what
is not there, and are refused. The draw depends on the call alone, so that a
failure comes again.
"""

import json
import os
import random
import re

import schemathesis

THREADS, MESSAGES, PAGES = json.loads(os.environ["REAL_IDS"])

# What Graph refuses if it is not made of the answers before.
OPAQUE = ["after", "before", "user_id", "access_token"]


def fields_of(schema, name):
    """A choice of fields of a type: one, all of them, or fields of a field."""
    names = list(schema["components"]["schemas"][name]["properties"])
    nested = ["participants{id},messages.limit(3){message,from,attachments,shares}"]
    nested += ["from{id,name},to,tags", "is_owner,unread_count,senders{username}"]
    known = lambda text: all(part in names for part in re.findall(r"(?:^|,)(\w+)(?![^{]*})", text))
    return names + [",".join(names)] * 3 + [text for text in nested if known(text)]


@schemathesis.hook
def map_case(context, case):
    draw = random.Random(repr((case.path, case.path_parameters, case.query)))
    if draw.random() < 1 / 3 or not isinstance(case.query, dict):
        return case
    for name in OPAQUE:
        case.query.pop(name, None)
    of = draw.choice(["UnifiedThread", "UnifiedMessage"]) if case.path == "/{id}" else None
    ids = {"UnifiedThread": THREADS, "UnifiedMessage": MESSAGES}.get(of)
    for name, real in [("id", ids), ("thread_id", THREADS), ("page_id", PAGES)]:
        if name in case.path_parameters:
            case.path_parameters[name] = draw.choice(real)
    if case.path == "/":
        case.query["ids"] = draw.sample(THREADS, draw.randint(1, 5))
    of = of or ("UnifiedMessage" if case.path.endswith("/messages") else "UnifiedThread")
    if draw.random() < 3 / 4:
        case.query["fields"] = draw.choice(fields_of(context.operation.schema.raw_schema, of))
    else:
        case.query.pop("fields", None)
    case.query["limit"] = draw.randint(1, 30)
    return case
