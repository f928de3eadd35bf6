"""SDKs of others in Python, as they are, against the simulator.

Each lists all conversations of a Page on both platforms, reads messages, nested
ones too, one node and several by id, sends a batch whose second call depends on
the first, proves that it knows the app's secret, and raises its own error for a
wrong token and for an unknown field. Each reads the tokens of the Pages as a
person, and asks what a token is good for, as far as it can.

`run.py` starts it; its one argument is the line that the program prints, and it
prints a line of JSON about each.
"""

import hashlib
import hmac
import json
import sys
from importlib.metadata import version

import facebook
from facebook_business.adobjects.abstractcrudobject import AbstractCrudObject
from facebook_business.adobjects.page import Page
from facebook_business.adobjects.unifiedthread import UnifiedThread
from facebook_business.adobjects.user import User
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession
from pyfacebook import FacebookError, GraphAPI
from pyfacebook.api.facebook.client import FacebookApi
from requests.adapters import HTTPAdapter

PLATFORMS = ["messenger", "instagram"]
FIELDS = ["id", "updated_time", "participants"]
NESTED = ["id", "messages.limit(2){message,from{id}}"]
WRONG = "a-wrong-token"
ANOTHER_SECRET = "another-secret"


def dependent(page):
    """A batch whose second call reads the nodes that the first one finds."""
    return [
        {"method": "GET", "name": "list",
         "relative_url": f"{page}/conversations?limit=3&fields=id"},
        {"method": "GET",
         "relative_url": "?ids={result=list:$.data.*.id}&fields=id,participants"},
        {"method": "GET", "depends_on": "list", "relative_url": f"{page}?fields=name"},
        {"method": "GET", "relative_url": "t_1"},
    ]


def bodies(answers):
    """The bodies of the answers to a batch."""
    return [answer and json.loads(answer["body"]) for answer in answers]


class Business:
    """Meta's own. The address is a constant of the session, for a subclass to
    set; it sends its proof of the app secret."""

    package = "facebook-business"

    def __init__(self, graph, token=None, secret=None):
        session = type("Session", (FacebookSession,), {"GRAPH": graph["address"]})
        token = token or graph["access_token"]
        secret = secret or graph["app_secret"]
        self.api = FacebookAdsApi(session(None, secret, token), "v26.0")

    def threads(self, page, platform):
        params = {"platform": platform, "limit": 7}
        threads = Page(page, api=self.api).get_conversations(FIELDS, params)
        return [thread.export_all_data() for thread in threads]

    def messages(self, thread):
        fields = ["message", "from", "to", "created_time"]
        messages = UnifiedThread(thread, api=self.api).get_messages(fields)
        return [message.export_all_data() for message in messages]

    def node(self, node, fields):
        node = AbstractCrudObject(node, api=self.api)
        return self.api.call("GET", (node["id"],), {"fields": fields}).json()

    def nodes(self, ids):
        # Its way to read several is a batch.
        read, batch = {}, self.api.new_batch()
        for thread in ids:
            done = lambda answer: read.update({answer.json()["id"]: answer.json()})
            UnifiedThread(thread, api=self.api).api_get(FIELDS, batch=batch, success=done)
        batch.execute()
        return read

    def nested(self, page, platform):
        params = {"platform": platform, "limit": 3}
        threads = Page(page, api=self.api).get_conversations(NESTED, params)
        return [thread.export_all_data() for thread in list(threads)[:3]]

    def batch(self, calls):
        # Its own batch has no names for calls.
        return bodies(self.api.call("POST", (), {"batch": calls}).json())

    def page_tokens(self):
        pages = User("me", api=self.api).get_accounts(["access_token"])
        return {page["id"]: page["access_token"] for page in pages}

    def check_tokens(self, graph):
        granted = User("me", api=self.api).get_permissions()
        assert "pages_messaging" in [one["permission"] for one in granted]

    def code(self, call):
        try:
            call()
        except FacebookRequestError as error:
            return error.api_error_code()


class Pyfacebook:
    """The address is a parameter."""

    package = "python-facebook-api"

    def __init__(self, graph, token=None, secret=None):
        settings = {
            "base_url": graph["address"] + "/",
            "app_secret": secret or graph["app_secret"],
            "access_token": token or graph["access_token"],
            "version": "v24.0",
        }
        self.graph, self.api = GraphAPI(**settings), FacebookApi(**settings)

    def threads(self, page, platform):
        fields = ",".join(FIELDS)
        return self.graph.get_full_connections(
            page, "conversations", count=None, limit=7, platform=platform, fields=fields
        )["data"]

    def messages(self, thread):
        fields = "message,from,to,created_time"
        return self.graph.get_full_connections(thread, "messages", count=None, fields=fields)["data"]

    def node(self, node, fields):
        return self.graph.get_object(node, ",".join(fields))

    def nodes(self, ids):
        # Into its own models.
        read = self.api.conversation.get_batch(ids)
        return {thread: node.to_dict() for thread, node in read.items()}

    def nested(self, page, platform):
        fields = ",".join(NESTED)
        return self.graph.get_connection(
            page, "conversations", limit=3, platform=platform, fields=fields
        )["data"]

    def batch(self, calls):
        return bodies(self.graph.post_object("", data={"batch": json.dumps(calls)}))

    def page_tokens(self):
        pages = self.graph.get_connection("me", "accounts", fields="access_token")["data"]
        return {page["id"]: page["access_token"] for page in pages}

    def check_tokens(self, graph):
        settings = {"app_id": graph["app_id"], "app_secret": graph["app_secret"]}
        settings["access_token_url"] = graph["address"] + "/oauth/access_token"
        app = GraphAPI(base_url=graph["address"] + "/", application_only_auth=True, **settings)
        assert app.access_token == graph["app_token"]
        token = graph["user_token"]
        assert app.debug_token(token, app.access_token)["data"]["type"] == "USER"

    def code(self, call):
        try:
            call()
        except FacebookError as error:
            return error.code


class Elsewhere(HTTPAdapter):
    """Sends what is for Graph to the simulator."""

    def __init__(self, address):
        super().__init__()
        self.address = address

    def send(self, request, **settings):
        request.url = request.url.replace(facebook.FACEBOOK_GRAPH_URL, self.address + "/")
        return super().send(request, **settings)


class FacebookSdk:
    """It asks in versions that are long over, at an address that is fixed, through
    a session that is a parameter."""

    package = "facebook-sdk"

    def __init__(self, graph, token=None, secret=None):
        token, secret = token or graph["access_token"], secret or graph["app_secret"]
        self.graph = facebook.GraphAPI(token, version="3.1")
        # It has no proof of its own.
        proof = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        self.graph.session.params = {"appsecret_proof": proof}
        self.graph.session.mount(facebook.FACEBOOK_GRAPH_URL, Elsewhere(graph["address"]))

    def threads(self, page, platform):
        fields = ",".join(FIELDS)
        settings = {"platform": platform, "limit": 7, "fields": fields}
        return list(self.graph.get_all_connections(page, "conversations", **settings))

    def messages(self, thread):
        fields = "message,from,to,created_time"
        return list(self.graph.get_all_connections(thread, "messages", fields=fields))

    def node(self, node, fields):
        return self.graph.get_object(node, fields=",".join(fields))

    def nodes(self, ids):
        return self.graph.get_objects(ids, fields=",".join(FIELDS))

    def nested(self, page, platform):
        settings = {"limit": 3, "platform": platform, "fields": ",".join(NESTED)}
        return self.graph.get_connections(page, "conversations", **settings)["data"]

    def batch(self, calls):
        return bodies(self.graph.put_object("", "", batch=json.dumps(calls)))

    def page_tokens(self):
        pages = self.graph.get_all_connections("me", "accounts", fields="access_token")
        return {page["id"]: page["access_token"] for page in pages}

    def check_tokens(self, graph):
        app = [graph["app_id"], graph["app_secret"]]
        assert "pages_messaging" in self.graph.get_permissions("me")
        # The token of the app would need a proof of its own.
        self.graph.session.params = {}
        assert self.graph.get_app_access_token(*app) == graph["app_token"]
        assert self.graph.extend_access_token(*app)["access_token"] == graph["user_token"]
        token = next(iter(graph["page_tokens"].values()))
        assert self.graph.debug_access_token(token, *app)["data"]["type"] == "PAGE"

    def code(self, call):
        try:
            call()
        except facebook.GraphAPIError as error:
            return error.code


def check_platform(own, graph, page, platform):
    """Reads a platform, and returns the conversations and messages that it read."""
    threads = own.threads(page, platform)
    ids = [thread["id"] for thread in threads]
    assert len(set(ids)) == len(ids) == graph["page_threads"], ids
    assert all(len(thread["participants"]["data"]) == 2 for thread in threads)
    times = [thread["updated_time"] for thread in threads]
    assert times == sorted(times, reverse=True), times

    messages = own.messages(ids[0])
    assert messages and all("created_time" in message for message in messages), messages
    message = own.node(messages[0]["id"], ["message", "from"])
    assert message["from"]["id"] == messages[0]["from"]["id"], message
    assert own.node(ids[0], FIELDS)["id"] == ids[0]
    assert set(own.nodes(ids[:3])) == set(ids[:3])

    nested = own.nested(page, platform)
    assert [thread["id"] for thread in nested] == ids[:3], nested
    expanded = [message["id"] for message in nested[0]["messages"]["data"]]
    # Graph leaves messages out that the token may not see, here as in the list.
    assert len(expanded) in [1, 2], expanded
    assert expanded == [message["id"] for message in messages[:len(expanded)]], expanded
    assert nested[0]["messages"]["paging"]["next"].startswith(graph["address"]), nested
    return ids, messages


def check_batch(own, page):
    first, by_id, named, missing = own.batch(dependent(page))
    assert first is None, first
    assert len(by_id) == 3, by_id
    assert all(len(node["participants"]["data"]) == 2 for node in by_id.values()), by_id
    assert named["name"], named
    assert missing["error"]["code"] == 100, missing


def check_tokens(sdk, graph, page):
    person = sdk(graph, graph["user_token"])
    person.check_tokens(graph)
    tokens = person.page_tokens()
    assert tokens == graph["page_tokens"], tokens
    assert person.code(lambda: person.threads(page, "messenger")) == 190
    # With its own token, `me` is the Page, and with Instagram's the account.
    as_page = sdk(graph, tokens[page])
    for token, platform in [(tokens[page], "messenger"), (tokens[page], "instagram"),
                            (graph["instagram_tokens"][page], "instagram")]:
        mine = [thread["id"] for thread in sdk(graph, token).threads("me", platform)]
        assert mine == [thread["id"] for thread in as_page.threads(page, platform)], platform


def check(sdk, graph):
    """Checks one SDK, and prints what it read."""
    own, page = sdk(graph), graph["instagram_page_ids"][0]
    row = {"client": f"{sdk.package} {version(sdk.package)}", "threads": [], "messages": []}
    for platform in PLATFORMS:
        ids, messages = check_platform(own, graph, page, platform)
        row["threads"].append(len(ids))
        row["messages"].append(len(messages))
    check_batch(own, page)
    check_tokens(sdk, graph, page)

    forger = sdk(graph, secret=ANOTHER_SECRET)
    assert forger.code(lambda: forger.node(page, ["id"])) == 100
    wrong = sdk(graph, WRONG)
    assert wrong.code(lambda: wrong.threads(page, "messenger")) == 190
    assert own.code(lambda: own.node(ids[0], ["nonesuch"])) == 100
    assert own.code(lambda: own.node("t_1", ["id"])) == 100
    print(json.dumps(row | {"did": ["nested", "batch", "ids", "proof", "errors"]}), flush=True)


def main():
    graph = json.loads(sys.argv[1])
    for sdk in [Business, Pyfacebook, FacebookSdk]:
        check(sdk, graph)


if __name__ == "__main__":
    main()
