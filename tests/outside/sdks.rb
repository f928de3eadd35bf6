# Koala, as it is, against the simulator.
#
# `run.py` starts it; its one argument is the line that the program prints, and it prints
# a line of JSON about what the client read.

require "json"
require "koala"

GRAPH = JSON.parse(ARGV.fetch(0))
PAGE = GRAPH["instagram_page_ids"].fetch(0)
FIELDS = "id,updated_time,participants"
NESTED = "id,messages.limit(2){message,from{id}}"
LIMIT = 7

address = GRAPH["address"]
Koala.configure do |config|
  config.graph_server = address.split("://").last
  config.api_version = "v26.0"
end
# It calls with HTTPS unless it is told not to, its own links too.
Koala.http_service.http_options = { use_ssl: address.start_with?("https://") }

def check(fine, found = nil)
  raise "wrong: #{found.inspect}" unless fine
end

def client(token = GRAPH["access_token"], secret = GRAPH["app_secret"])
  Koala::Facebook::API.new(token, secret)
end

# All nodes of an edge, by the client's own pages.
def all(page)
  nodes = []
  while page
    nodes.concat(page.to_a)
    page = page.next_page
  end
  nodes
end

# The class and the code of the error that a call ends with.
def error
  yield
  [nil, "no error"]
rescue Koala::Facebook::APIError => error
  check(error.fb_error_trace_id && error.fb_error_message, error)
  [error.class, error.fb_error_code]
end

def client_error(code)
  [Koala::Facebook::ClientError, code]
end

own = client
counts = { "threads" => [], "messages" => [] }
ids = []
%w[messenger instagram].each do |platform|
  settings = { platform: platform, limit: LIMIT, fields: FIELDS }
  threads = all(own.get_connections(PAGE, "conversations", settings))
  ids = threads.map { |thread| thread["id"] }
  check(ids.uniq.length == ids.length, ids)
  check(threads.all? { |thread| thread["participants"]["data"].length == 2 })
  messages = all(own.get_connections(ids[0], "messages", limit: LIMIT, fields: "message,from"))
  check(messages.all? { |message| message["from"]["id"] && message["message"] }, messages)
  counts["threads"] << threads.length
  counts["messages"] << messages.length

  nested = own.get_connections(PAGE, "conversations", platform: platform, limit: 3, fields: NESTED)
  check(nested.length == 3, nested)
  # Graph leaves messages out that the token may not see, here as in the list.
  expanded = nested[0]["messages"]["data"].map { |message| message["id"] }
  check([1, 2].include?(expanded.length), expanded)
  check(expanded == messages.first(expanded.length).map { |message| message["id"] }, expanded)
  check(nested[0]["messages"]["paging"]["next"].start_with?(address))
end

nodes = own.get_objects(ids.first(3), fields: FIELDS)
check(nodes.keys.sort == ids.first(3).sort, nodes)

# The second call reads the nodes that the first one finds.
first, by_id, named, missing = own.batch do |batch|
  batch.get_connections(PAGE, "conversations", { limit: 3, fields: "id" }, batch_args: { name: "list" })
  batch.get_objects("{result=list:$.data.*.id}", fields: FIELDS)
  batch.get_object(PAGE, { fields: "name" }, batch_args: { depends_on: "list" })
  batch.get_object("t_1")
end
check(first.nil?, first)
check(by_id.length == 3 && by_id.values.all? { |node| node["participants"]["data"].length == 2 }, by_id)
check(named["name"], named)
check(missing.is_a?(Koala::Facebook::ClientError) && missing.fb_error_code == 100, missing)

signed = { appsecret_proof: true }
check(own.get_object(PAGE, {}, signed)["id"] == PAGE)
forger = client(GRAPH["access_token"], "another secret")
check(error { forger.get_object(PAGE, {}, signed) } == client_error(100))

wrong = error { client("a-wrong-token").get_object(PAGE) }
check(wrong == [Koala::Facebook::AuthenticationError, 190], wrong)
check(error { own.get_object(PAGE, fields: "nonesuch") } == client_error(100))
check(error { own.get_object("t_1") } == client_error(100))
person = client(GRAPH["user_token"])
wrong = error { person.get_connections(PAGE, "conversations") }
check(wrong == [Koala::Facebook::AuthenticationError, 190], wrong)

did = %w[nested batch ids proof errors]
puts JSON.generate({ client: "koala #{Koala::VERSION}" }.merge(counts, did: did))
