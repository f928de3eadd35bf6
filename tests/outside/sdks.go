// huandu/facebook, as it is, against the simulator.
//
// `run.py` starts it; its one argument is the line that the program prints, and it prints
// a line of JSON about what the client read.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"runtime/debug"
	"strings"

	fb "github.com/huandu/facebook/v2"
)

const (
	fields = "id,updated_time,participants"
	nested = "id,messages.limit(2){message,from{id}}"
	limit  = 7
)

// graph is the line that the program prints, as far as it is used.
var graph struct {
	Address   string   `json:"address"`
	Token     string   `json:"access_token"`
	User      string   `json:"user_token"`
	AppID     string   `json:"app_id"`
	AppSecret string   `json:"app_secret"`
	Pages     []string `json:"instagram_page_ids"`
}

// check ends the program if something is wrong.
func check(fine bool, found ...interface{}) {
	if !fine {
		fmt.Fprintln(os.Stderr, "wrong:", found)
		debug.PrintStack()
		os.Exit(1)
	}
}

// must returns a result, and ends the program if there is an error.
func must(result fb.Result, err error) fb.Result {
	check(err == nil, err)
	return result
}

// session returns a client with a token, and a proof of a secret.
func session(token, secret string) *fb.Session {
	app := fb.New(graph.AppID, secret)
	app.EnableAppsecretProof = true
	session := app.Session(token)
	session.BaseURL = graph.Address + "/"
	session.Version = "v26.0"
	return session
}

// all returns the nodes of an edge, by the client's own pages.
func all(own *fb.Session, path string, params fb.Params) []fb.Result {
	paging, err := must(own.Get(path, params)).Paging(own)
	check(err == nil, err)
	nodes := append([]fb.Result{}, paging.Data()...)
	for paging.HasNext() {
		noMore, err := paging.Next()
		check(err == nil, err)
		if noMore {
			break
		}
		nodes = append(nodes, paging.Data()...)
	}
	return nodes
}

// code returns the code of the client's own error.
func code(_ fb.Result, err error) int {
	known, ok := err.(*fb.Error)
	check(ok && known.Message != "" && known.TraceID != "", err)
	return known.Code
}

func ids(nodes []fb.Result) []string {
	found := []string{}
	for _, node := range nodes {
		found = append(found, node["id"].(string))
	}
	return found
}

// participants returns the number of participants of a conversation.
func participants(node fb.Result) int {
	var data []fb.Result
	check(node.DecodeField("participants.data", &data) == nil, node)
	return len(data)
}

// read reads the conversations and messages of a platform, and returns their numbers and
// the ids of the conversations.
func read(own *fb.Session, platform string) (int, int, []string) {
	edge := "/" + graph.Pages[0] + "/conversations"
	threads := all(own, edge, fb.Params{"platform": platform, "limit": limit, "fields": fields})
	found, seen := ids(threads), map[string]bool{}
	for place, thread := range threads {
		seen[found[place]] = true
		check(participants(thread) == 2, thread)
	}
	check(len(seen) == len(found), found)
	messages := all(own, "/"+found[0]+"/messages", fb.Params{"limit": limit, "fields": "message,from"})
	for _, message := range messages {
		check(message.Get("from.id") != nil && message["message"] != nil, message)
	}

	page := must(own.Get(edge, fb.Params{"platform": platform, "limit": 3, "fields": nested}))
	var expanded []fb.Result
	check(page.DecodeField("data.0.messages.data", &expanded) == nil, page)
	// Graph leaves messages out that the token may not see, here as in the list.
	check(len(expanded) == 1 || len(expanded) == 2, expanded)
	check(reflect.DeepEqual(ids(expanded), ids(messages[:len(expanded)])), expanded)
	next, _ := page.Get("data.0.messages.paging.next").(string)
	check(strings.HasPrefix(next, graph.Address), next)
	return len(threads), len(messages), found
}

// batch reads, in the second call, the nodes that the first one finds.
func batch(own *fb.Session) {
	page := graph.Pages[0]
	results, err := own.BatchApi(
		fb.Params{"method": fb.GET, "name": "list",
			"relative_url": page + "/conversations?limit=3&fields=id"},
		fb.Params{"method": fb.GET,
			"relative_url": "?ids={result=list:$.data.*.id}&fields=" + fields},
		fb.Params{"method": fb.GET, "depends_on": "list", "relative_url": page + "?fields=name"},
		fb.Params{"method": fb.GET, "relative_url": "t_1"},
	)
	check(err == nil && len(results) == 4, results, err)
	check(results[0] == nil, results[0])
	byID, err := results[1].Batch()
	check(err == nil && len(byID.Result) == 3, byID, err)
	for id := range byID.Result {
		var node fb.Result
		check(byID.Result.DecodeField(id, &node) == nil && participants(node) == 2, node)
	}
	named, err := results[2].Batch()
	check(err == nil && named.StatusCode == 200 && named.Result["name"] != nil, named, err)
	missing, err := results[3].Batch()
	check(err == nil && missing.StatusCode == 400, missing, err)
	check(code(nil, missing.Result.Err()) == 100, missing)
}

// version returns that of the client.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if strings.HasPrefix(module.Path, "github.com/huandu/facebook") {
				return strings.TrimPrefix(module.Version, "v")
			}
		}
	}
	return "?"
}

func main() {
	check(json.Unmarshal([]byte(os.Args[1]), &graph) == nil, os.Args[1])
	own := session(graph.Token, graph.AppSecret)
	page := "/" + graph.Pages[0]
	threads, messages, found := []int{}, []int{}, []string{}
	for _, platform := range []string{"messenger", "instagram"} {
		ofThreads, ofMessages, ids := read(own, platform)
		threads, messages, found = append(threads, ofThreads), append(messages, ofMessages), ids
	}
	byID := must(own.Get("/", fb.Params{"ids": strings.Join(found[:3], ","), "fields": fields}))
	for _, id := range found[:3] {
		var node fb.Result
		check(byID.DecodeField(id, &node) == nil && node["id"] == id, byID)
	}
	batch(own)

	check(must(own.Get(page, nil))["id"] == graph.Pages[0])
	check(code(session(graph.Token, "another secret").Get(page, nil)) == 100)
	check(code(session("a-wrong-token", graph.AppSecret).Get(page, nil)) == 190)
	check(code(own.Get(page, fb.Params{"fields": "nonesuch"})) == 100)
	check(code(own.Get("/t_1", nil)) == 100)
	check(code(session(graph.User, graph.AppSecret).Get(page+"/conversations", nil)) == 190)

	row := map[string]interface{}{
		"client": "huandu/facebook " + version(), "threads": threads, "messages": messages,
		"did": []string{"nested", "batch", "ids", "proof", "errors"},
	}
	line, err := json.Marshal(row)
	check(err == nil, err)
	fmt.Println(string(line))
}
