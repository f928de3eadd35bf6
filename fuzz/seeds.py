#!/usr/bin/env python3
"""Writes the first inputs of each target to `corpus`, from fixtures of the tests.

Inputs that were added since, of faults that are mended, have other names and stay.
"""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODEGEN = ROOT / "tests/codegen"
RULES = CODEGEN / "diff/rules"
GRAPH = ROOT / "tests/fixtures/graph"
CORPUS = ROOT / "fuzz/corpus"
# Inputs of a corpus.
MOST = 45


def write(target, inputs):
    """Writes the inputs of a target; of too many, some all over them."""
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("seed_*"):
        old.unlink()
    inputs = list(inputs)
    step = -(-len(inputs) // MOST)
    for number, text in enumerate(inputs[::step]):
        (folder / f"seed_{number:02}").write_bytes(text if isinstance(text, bytes) else text.encode())


def texts(paths):
    return [path.read_text() for path in sorted(paths)]


def specs():
    """Valid specs of the generator's tests."""
    return texts((CODEGEN / "specs").glob("*.yaml"))


def parts():
    """Specs that are read beside another one."""
    return texts(RULES.glob("*/head.yaml"))


def wrong_specs():
    cases = []
    for text in texts((CODEGEN / "wrong_specs").glob("*.cases")):
        cases += [case.split("\n", 1)[1] for case in text.split("=== ")[1:]]
    return texts((CODEGEN / "wrong_specs").glob("*/*.yaml")) + cases


def edited():
    edits = [
        "add 5 name A text: with a colon\nremove 5",
        "entry 12 a_field A field.\nunset 20 doc",
        "set 7 doc Another\nset 8 since v2.0",
        "remove 11\nremove 9",
        "push 14 page\npush 14 seen\nremove 16",
        "spans 3 v2.0 v3.0\nspans 3 v2.0\nspans 3 - v2.0",
        "drop 0\nformat",
        "drop 1\ndrop 1",
        "open v4.0 \nopen v0.9 *",
        "open v1.5 -Post\nopen v0.8 Post",
        "format",
    ]
    pieces = parts()[::9] + specs()
    return [f"{edits[index % len(edits)]}\n===\n{text}" for index, text in enumerate(pieces)]


def compared():
    heads = sorted([*RULES.glob("*/head.yaml"), *(CODEGEN / "diff/cases").glob("*/head.yaml")])
    folders = [head.parent for head in heads]
    sides = [[(folder / name).read_text() for name in ("base.yaml", "head.yaml")] for folder in folders]
    return ["\n===\n".join(pair) for pair in sides]


def metas_files():
    """Files in the form of Meta's, beside `pinned/spec.yaml`."""

    def param(name, kind, required=False):
        return {"name": name, "type": kind, "required": required}

    def call(method, endpoint, returns, *params):
        return {"method": method, "endpoint": endpoint, "return": returns, "params": list(params)}

    def node(calls, *fields):
        return {"apis": calls, "fields": [{"name": name, "type": kind} for name, kind in fields]}

    posts = call("GET", "posts", "Post", param("since_id", "string", True), param("order", "order_enum"))
    page = node([posts], ("id", "string"))
    post = node(
        [call("POST", None, "Post"), call("GET", "comments", "Comment")],
        ("likes", "int"),
        ("author", "Object"),
        ("id", "string"),
    )
    enums = [{"name": "order_enum", "values": ["OLDEST", "NEWEST"]}]
    whole = {"Page": page, "User": page, "Post": post, "enum_types": enums}
    kinds = ["list<string>", "map<string, int>", "datetime", "float", "Post", "list<Comment>", "unknown_enum"]
    versions = [whole]
    for kind in kinds:
        versions.append({**whole, "Post": node(post["apis"], ("likes", kind), ("id", "string"), ("extra", kind))})
    own = call("GET", None, "Post", param("at", "datetime"), param("tags", "list<order_enum>", True))
    versions.append({**whole, "Post": node([own], ("id", "string"), ("likes", "int"))})
    versions.append({**whole, "Comment": node([], ("text", "string"), ("parent", "Comment"), ("id", "string"))})
    versions.append({**whole, "enum_types": [{"name": "order_enum", "values": ["OLDEST", "HOT", "a b", "1"]}]})
    versions.append({**whole, "Page": node([posts, posts], ("id", "string"), ("id", "int"))})
    versions.append({**whole, "Page": {"apis": [5], "fields": [{"name": "id"}, {"type": "x"}]}})
    versions.append({"Page": page, "enum_types": []})
    return ["".join(f"=== {name}\n{json.dumps(file, indent=1)}\n" for name, file in files.items()) for files in versions]


def answers():
    """Responses: a status, headers, an empty line, and a body."""
    found = []
    for path in sorted(GRAPH.glob("err_*.json")):
        recorded = json.loads(path.read_text())
        head = [str(recorded["http_status"])]
        head += [f"{name}: {value}" for name, value in recorded.get("headers", {}).items()]
        found.append("\n".join(head) + "\n\n" + json.dumps(recorded["body"]))
    usage = json.loads((GRAPH / "13_usage_headers.json").read_text())
    for name, value in usage.items():
        if name.startswith("x-"):
            found.append(f"200\n{name.split(' ')[0]}: {value}\n\n{{}}")
    flat = '{"error_code": "190", "error_msg": "token $t0 of $s1", "error_type": "x"}'
    odd = '{"error": {"message": "$t1 $t2", "code": 1, "type": "$t3", "error_data": {"a": "$t5"}, "fbtrace_id": "$t4"}}'
    for body in [flat, odd, '{"error": "text"}', '{"data": [], "error": null}', "<html>$t0", "", "\ufffd", "[]"]:
        found.append(f"500\nretry-after: 120\nfacebook-api-version: v19.0\n\n{body}")
        found.append(f"200\nretry-after: Sun, 06 Nov 2094 08:49:37 GMT\nx-fb-trace-id: $t0\n\n{body}")
    return found


def bodies():
    found = [path.read_text() for path in sorted(GRAPH.glob("[01]*.json")) if "usage" not in path.name]
    nodes = []
    for text in found:
        body = json.loads(text)
        nodes += body.get("data", []) if isinstance(body, dict) else []
    values = ["null", "5", '"x"', "[]", "{}", "1e400", '"\\ud800"', '[{"id":5},{"id":"x"}]', '{"data":[null]}', "true"]
    names = ["messages", "participants", "updated_time", "can_reply", "message_count", "linked_group"]
    for index, value in enumerate(values):
        name = names[index % len(names)]
        found.append(f'{{"data":[{{"id":"t_1","{name}":{value}}},{{"id":"t_2"}}],"paging":{{"cursors":{{"after":"x"}}}}}}')
    return found + [json.dumps(node) for node in nodes][:25]


def texts_with_secrets():
    token, secret = "EAAB1234567|k/y", "0123456789abcdef"
    texts = [f"a $t{form} b $s{form}, appsecret_proof=abc123" for form in range(10)]
    texts += ['{"next": "https://h/?access_token=$t1&appsecret_proof=0a1b"}', "$t0$t1$t2", "é$t3\\", "%$t5%25", ""]
    found = [f"{token}\n{secret}\n{text}" for text in texts] + [f"{token}\n\n{text}" for text in texts]
    return found + [f"1\n\n{texts[0]}", f"a:b-c_d.e\n=\n{texts[1]}"]


def selections():
    return [
        "id",
        "id,name,updated_time",
        "id,messages.limit(5){id,message,from}",
        " id , messages.limit(50).after(abc){ attachments{ id } , reactions.limit(2) } ",
        "messages.order(chronological).as(newest){id}",
        "a{b{c{d{e{f{g{h}}}}}}}",
        "id,id,id.limit(1)",
        "access_token",
        "a.b",
        "a.limit(",
        "a{",
        "a}",
        "",
        ",",
        "a,,b",
        "{" * 40,
        "a{" * 33 + "b" + "}" * 33,
        "a{" * 25 + "b" + "}" * 25,
        "m.limit(99999999999999999999)",
        "m.limit(-1){n.limit(2)}",
    ]


def requests():
    thread = {"id": "t_9", "updated_time": "2026-07-29T10:00:00+0000", "participants": [{"id": "5", "name": "Kim"}]}
    message = {"id": "m_9", "created_time": "2026-07-29T10:00:00+0000", "from": {"id": "5"}, "message": "Hi"}
    batch = [
        {"method": "GET", "name": "list", "relative_url": "me/conversations?limit=2"},
        {"method": "GET", "relative_url": "?ids={result=list:$.data.*.id}&fields=messages{message}"},
    ]
    admin = [
        ("faults/next", {"type": "html", "status": 502}),
        ("faults/next", [None, {"type": "throttle", "seconds": 2}]),
        ("faults/always", {"type": "delay", "seconds": 5}),
        ("faults/always", {"type": "too_much_nested", "above": 1}),
        ("clock/advance", {"seconds": 86400.5}),
        ("changes", [{"type": "new_thread", "page": "1", "text": "Hello?"}]),
        ("changes", {"type": "new_message", "thread": "t_1", "text": "One more"}),
        ("pages/1/threads", thread),
        ("threads/t_1/messages", message),
    ]
    posts = [f"POST /__admin/{path}\n\n{json.dumps(body)}" for path, body in admin]
    calls = [
        "GET /v26.0/me",
        "GET /v26.0/me/conversations?fields=id,updated_time,messages.limit(1){message,from}&limit=2",
        "GET /v19.0/me/conversations?platform=instagram",
        "GET /?ids=t_1,t_2&fields=participants",
        "GET /v26.0/me/conversations?limit=1&after=MQ",
        "GET /v26.0/debug_token?input_token=EAAB-simulated-token",
        "GET /v26.0/oauth/access_token?client_id=1&client_secret=x&grant_type=client_credentials",
        "GET /v25.0/me/conversations?pretty=1&callback=f&suppress_http_code=1",
        "GET /v26.0/me\nif-none-match: \"5d41402a\"",
        "DELETE /v26.0/t_1",
        "OPTIONS /v26.0/me\norigin: http://example.com",
        "POST /v26.0/me/messages\n\n" + json.dumps({"recipient": {"id": "5"}, "message": {"text": "Hi"}}),
        "POST /\n\n" + json.dumps({"batch": json.dumps(batch)}),
        "POST /v26.0\ncontent-type: application/x-www-form-urlencoded\n\nmethod=get&ids=me",
        "POST /v26.0/me\ncontent-type: multipart/form-data; boundary=x\n\n"
        '--x\r\ncontent-disposition: form-data; name="fields"\r\n\r\nid\r\n--x--\r\n',
        "GET /__admin/status",
        "GET /__admin/status\nauthorization: Bearer wrong",
        "GET /__admin/calls?after=0&limit=2",
        "GET /__admin/openapi.json",
    ]
    steps = [f"{post}\n===\n{call}" for post, call in zip(posts, calls[1:])]
    return posts + calls + steps


def worlds():
    cases = []
    for text in texts((ROOT / "tests/simulator_server/wrong_worlds").glob("*.cases")):
        cases += [case.split("\n", 1)[1] for case in text.split("=== ")[1:]]
    return texts((ROOT / "examples/worlds").glob("*.yaml")) + cases


def steps():
    """Changes of a world and runs of a sync, a byte each."""
    return [bytes((start * 37 + number * step) % 256 for number in range(10)) for start in range(5) for step in (1, 7, 50)]


def main():
    write("answer", answers())
    write("decoding", bodies())
    write("redaction", texts_with_secrets())
    write("selection", selections())
    write("simulator", requests())
    write("world", worlds())
    write("sync", steps())
    write("spec", specs() + wrong_specs())
    write("generator", specs() + parts()[::3])
    write("editor", edited())
    write("diff", compared())
    write("upstream", metas_files())


if __name__ == "__main__":
    main()
