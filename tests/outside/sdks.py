"""SDKs of others, as they are, against the simulator.

Each lists all conversations of a Page on both platforms, reads messages, one
node and several by id, and raises its own error for a wrong token and for an
unknown field. Each reads the tokens of the Pages as a person, and asks what a
token is good for, as far as it can. `run.py` starts it; its one argument is the line that the
example `simulator` prints.
"""

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
WRONG = "a-wrong-token"


class Business:
    """Meta's own. The address is a constant of the session, for a subclass to
    set; it sends its proof of the app secret."""

    package = "facebook-business"

    def __init__(self, graph, token=None):
        session = type("Session", (FacebookSession,), {"GRAPH": graph["address"]})
        token = token or graph["access_token"]
        secret = graph["app_secret"]
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

    def __init__(self, graph, token=None):
        settings = {
            "base_url": graph["address"] + "/",
            "app_secret": graph["app_secret"],
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

    def __init__(self, graph, token=None):
        self.graph = facebook.GraphAPI(token or graph["access_token"], version="3.1")
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

    def page_tokens(self):
        pages = self.graph.get_all_connections("me", "accounts", fields="access_token")
        return {page["id"]: page["access_token"] for page in pages}

    def check_tokens(self, graph):
        app = [graph["app_id"], graph["app_secret"]]
        assert "pages_messaging" in self.graph.get_permissions("me")
        assert self.graph.get_app_access_token(*app) == graph["app_token"]
        assert self.graph.extend_access_token(*app)["access_token"] == graph["user_token"]
        token = next(iter(graph["page_tokens"].values()))
        assert self.graph.debug_access_token(token, *app)["data"]["type"] == "PAGE"

    def code(self, call):
        try:
            call()
        except facebook.GraphAPIError as error:
            return error.code


def check(sdk, graph):
    """Checks one SDK, and says what it read."""
    own, wrong = sdk(graph), sdk(graph, WRONG)
    page, counts = graph["instagram_page_ids"][0], []
    for platform in PLATFORMS:
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
        counts += [len(threads), len(messages)]

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

    assert wrong.code(lambda: wrong.threads(page, "messenger")) == 190
    assert own.code(lambda: own.node(ids[0], ["nonesuch"])) == 100
    assert own.code(lambda: own.node("t_1", ["id"])) == 100
    return counts


def main():
    graph = json.loads(sys.argv[1])
    print(f"{'SDK':30}{'threads':>8}{'messages':>9}   on Instagram:{'threads':>8}{'messages':>9}")
    for sdk in [Business, Pyfacebook, FacebookSdk]:
        threads, messages, more_threads, more_messages = check(sdk, graph)
        name = f"{sdk.package} {version(sdk.package)}"
        print(f"{name:30}{threads:8}{messages:9}{'':16}{more_threads:8}{more_messages:9}")


if __name__ == "__main__":
    main()
