//! Access tokens of each kind, and the calls about them.

use std::collections::BTreeSet;

use crate::simulator::plain::{Answer, CLIENT, call, call_with, get, ids, send, walk};
use page_conversations::simulator::{Simulator, World};
use serde_json::{Value, json};

const SECRET: &str = "a-secret";

async fn start() -> Simulator {
    let builder = Simulator::builder().app_secret(SECRET);
    builder.start().await.unwrap()
}

/// HTTP status, code and subcode of an error.
fn error(answer: &Answer) -> (u16, i64, Option<i64>) {
    let (status, code) = answer.code();
    (status, code, answer.body["error"]["error_subcode"].as_i64())
}

#[tokio::test]
async fn my_conversations_are_those_of_the_token() {
    let simulator = start().await;
    let [first, second] = [0, 1].map(|place| simulator.page_ids()[place].clone());
    let list = async |page: &str, platform: &str| {
        let path = format!("/v26.0/{page}/conversations?platform={platform}");
        ids(&call(&simulator, &path).await.body)
    };
    let messenger = [
        list(&first, "messenger").await,
        list(&second, "messenger").await,
    ];
    let instagram = list(&first, "instagram").await;
    assert!(messenger[0] != messenger[1] && messenger[0] != instagram);
    let main = simulator.access_token().to_owned();
    let [first_token, second_token] = [&first, &second].map(|id| simulator.page_token(id).unwrap());
    let on_instagram = simulator.instagram_token(&first).unwrap();
    for (token, query, expected) in [
        (&main, "", &messenger[0]),
        (&main, "?platform=instagram", &instagram),
        (&first_token, "", &messenger[0]),
        (&first_token, "?platform=MESSENGER", &messenger[0]),
        (&first_token, "?platform=INSTAGRAM", &instagram),
        (&second_token, "", &messenger[1]),
        (&on_instagram, "", &instagram),
        (&on_instagram, "?platform=instagram", &instagram),
    ] {
        let path = format!("/v26.0/me/conversations{query}");
        let answer = call_with(&simulator, token, &path).await;
        assert_eq!(&ids(&answer.body), expected, "{query}");
        let (there, back) = walk(answer).await;
        assert_eq!((there.len(), &there), (60, &back), "{query}");
    }
    // Pages have them in every version, accounts on Instagram from v21.0.
    for version in ["v19.0", "v20.0", "v21.0"] {
        let simulator = Simulator::builder().today(page_conversations::Date::new(2024, 11, 1));
        let simulator = simulator.start().await.unwrap();
        let path = format!("/{version}/me/conversations");
        let answer = call_with(&simulator, &first_token, &path).await;
        assert_eq!(ids(&answer.body), messenger[0], "{version}");
        let answer = call_with(&simulator, &on_instagram, &path).await;
        match version {
            "v21.0" => assert_eq!(ids(&answer.body), instagram),
            _ => assert_eq!(answer.code(), (400, 100), "{version}"),
        }
    }
    assert_eq!(simulator.instagram_token(&second), None);
    assert_eq!(simulator.page_token("5"), None);
}

#[tokio::test]
async fn accounts_have_conversations_on_each_host_from_its_version() {
    let simulator = start().await;
    let page = simulator.page_ids()[0].clone();
    let path = format!("/v26.0/{page}/conversations?platform=instagram");
    let expected = ids(&call(&simulator, &path).await.body);
    let page_token = simulator.page_token(&page).unwrap();
    let instagram_token = simulator.instagram_token(&page).unwrap();
    for version in ["v21.0", "v25.0", "v26.0"] {
        let path = format!("/{version}/1784{page}/conversations");
        let answer = call_with(&simulator, &page_token, &path).await;
        match version {
            "v26.0" => assert_eq!(ids(&answer.body), expected),
            _ => {
                assert_eq!(answer.code(), (400, 100), "{version}");
                let message = "(#100) Tried accessing nonexisting field (conversations) on node \
                               type (IGUser)";
                assert_eq!(answer.body["error"]["message"], message);
            }
        }
        let answer = call_with(&simulator, &instagram_token, &path).await;
        assert_eq!(ids(&answer.body), expected, "{version}");
        let nested = format!("/{version}/1784{page}?fields=conversations.limit(2)");
        let answer = call_with(&simulator, &page_token, &nested).await;
        match version {
            "v26.0" => assert_eq!(ids(&answer.body["conversations"]), expected[..2]),
            _ => assert_eq!(answer.code(), (400, 100), "{version}"),
        }
    }
    // Its id for the app is another one.
    let path = "/v26.0/me?fields=id,user_id,username";
    let me = call_with(&simulator, &instagram_token, path).await.body;
    assert_eq!(me["user_id"], format!("1784{page}"));
    assert_eq!(me["username"], "sample.shop");
    assert_ne!(me["id"], me["user_id"]);
    let path = format!("/v26.0/{}/conversations", me["id"].as_str().unwrap());
    let answer = call_with(&simulator, &instagram_token, &path).await;
    assert_eq!(ids(&answer.body), expected);
    let path = format!("/v26.0/{page}?fields=instagram_business_account{{username}}");
    let linked = call_with(&simulator, &page_token, &path).await.body;
    let expected = json!({ "username": "sample.shop", "id": format!("1784{page}") });
    assert_eq!(linked["instagram_business_account"], expected);
}

#[tokio::test]
async fn a_token_of_the_wrong_kind_is_refused_as_by_graph() {
    let simulator = start().await;
    let [first, second] = [0, 1].map(|place| simulator.page_ids()[place].clone());
    let page = simulator.page_token(&first).unwrap();
    let other = simulator.page_token(&second).unwrap();
    let instagram = simulator.instagram_token(&first).unwrap();
    let user = simulator.user_token().to_owned();
    let app = simulator.app_token().unwrap();
    assert_eq!(app, format!("{}|{SECRET}", simulator.app_id()));
    let list = async |platform: &str| {
        let path = format!("/v26.0/{first}/conversations?platform={platform}");
        ids(&call(&simulator, &path).await.body)[0].clone()
    };
    let threads = [list("messenger").await, list("instagram").await];
    let path = format!("/v26.0/{}/messages", threads[0]);
    let message = ids(&call(&simulator, &path).await.body)[0].clone();
    let [on_messenger, on_instagram] = threads;

    let own = format!("{first}/conversations");
    let nested = format!("{first}?fields=name,conversations");
    let missing = (400, 100, Some(33));
    for (token, path, expected) in [
        (&user, own.as_str(), (400, 190, Some(2_069_032))),
        (&user, &nested, (400, 190, Some(2_069_032))),
        (&user, &on_messenger, (400, 190, None)),
        (&user, &format!("{on_messenger}/messages"), (400, 190, None)),
        (&user, &message, (400, 190, None)),
        (&user, &format!("?ids={on_messenger}"), (400, 190, None)),
        (&user, "me/conversations", (400, 100, None)),
        (&app, "me/conversations", (400, 100, None)),
        (&app, &own, (400, 210, None)),
        (&app, &message, (400, 210, None)),
        (&other, &own, (400, 210, None)),
        (&other, &on_messenger, missing),
        (&other, &format!("{on_messenger}/messages"), missing),
        (&other, &message, missing),
        (&other, &format!("1784{first}/conversations"), missing),
        (&instagram, &own, missing),
        (&instagram, &first, missing),
        (&instagram, &on_messenger, missing),
        (&instagram, &message, missing),
        (&instagram, "debug_token?input_token=x", (400, 100, None)),
    ] {
        let answer = call_with(&simulator, token, &format!("/v26.0/{path}")).await;
        assert_eq!(error(&answer), expected, "{path}: {}", answer.text);
    }
    for (token, path) in [
        (&page, own.as_str()),
        (&page, &nested),
        (&page, &on_messenger),
        (&page, &on_instagram),
        (&page, &message),
        (&instagram, &on_instagram),
        (&instagram, &format!("{on_instagram}/messages")),
        (&user, &first),
        (&user, "me"),
        (&app, "me"),
    ] {
        let answer = call_with(&simulator, token, &format!("/v26.0/{path}")).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    }
    let answer = call_with(&simulator, &app, "/v26.0/me/conversations").await;
    let message = "(#100) Tried accessing nonexisting field (conversations) on node type \
                   (Application)";
    assert_eq!(answer.body["error"]["message"], message);
    let answer = call_with(&simulator, &instagram, "/v26.0/me/feed").await;
    assert_eq!(answer.body["error"]["type"], "IGApiException");
    let answer = call_with(&simulator, "EAAPzzzZD", "/v26.0/me").await;
    assert_eq!(error(&answer), (400, 190, None));
}

#[tokio::test]
async fn a_call_about_oneself_without_a_token_is_2500() {
    let simulator = start().await;
    for (path, expected) in [("me", 2500), ("me/conversations", 2500), ("1", 104)] {
        let answer = get(&format!("{}/v26.0/{path}", simulator.url())).await;
        assert_eq!(answer.code(), (400, expected), "{path}");
    }
    let page = simulator.page_ids()[0].clone();
    for (path, rest) in [("me/a/b", "/b"), (&*format!("{page}/a/b/c"), "/b/c")] {
        let answer = call(&simulator, &format!("/v26.0/{path}")).await;
        assert_eq!(answer.code(), (400, 2500), "{path}");
        let expected = format!("Unknown path components: {rest}");
        assert_eq!(answer.body["error"]["message"], expected);
    }
}

#[tokio::test]
async fn a_person_lists_pages_with_their_tokens_and_permissions() {
    let simulator = start().await;
    let token = simulator.user_token();
    let answer = call_with(&simulator, token, "/v26.0/me/accounts").await;
    let pages = answer.body["data"].as_array().unwrap();
    assert_eq!(ids(&answer.body), simulator.page_ids());
    for page in pages {
        let keys = page.as_object().unwrap().keys().map(String::as_str);
        let expected = ["access_token", "category", "id", "name", "tasks"];
        assert_eq!(keys.collect::<BTreeSet<_>>(), BTreeSet::from(expected));
        let (id, token) = (
            page["id"].as_str().unwrap(),
            page["access_token"].as_str().unwrap(),
        );
        assert_eq!(simulator.page_token(id).as_deref(), Some(token));
        let me = call_with(&simulator, token, "/v26.0/me").await;
        assert_eq!(me.body, json!({ "id": id, "name": page["name"] }));
    }
    let path = "/v26.0/me?fields=name,accounts.limit(1){name}";
    let answer = call_with(&simulator, token, path).await;
    assert_eq!(
        answer.body["accounts"]["data"][0],
        json!({
            "id": simulator.page_ids()[0], "name": "Sample Page 1",
        })
    );
    let path = "/v26.0/me/accounts?limit=1&fields=id";
    let (there, back) = walk(call_with(&simulator, token, path).await).await;
    assert_eq!(
        (&there, &back),
        (&simulator.page_ids(), &simulator.page_ids())
    );

    let answer = call_with(&simulator, token, "/v26.0/me/permissions").await;
    let granted = answer.body["data"].as_array().unwrap().clone();
    let wanted = json!({ "permission": "pages_messaging", "status": "granted" });
    assert!(granted.contains(&wanted), "{}", answer.text);
    // They are a person's.
    let page = simulator.page_token(&simulator.page_ids()[0]).unwrap();
    let answer = call_with(&simulator, &page, "/v26.0/me/permissions").await;
    assert_eq!(answer.code(), (400, 100));
    let empty = Simulator::builder()
        .world(World::empty())
        .start()
        .await
        .unwrap();
    let answer = call_with(&empty, token, "/v26.0/me/accounts").await;
    assert_eq!(answer.body, json!({ "data": [] }));
}

#[tokio::test]
async fn a_token_is_described() {
    let simulator = start().await;
    let page = simulator.page_ids()[0].clone();
    let describe = async |token: &str| {
        let url = format!("{}/v26.0/debug_token", simulator.url());
        let query = [
            ("input_token", token),
            ("access_token", &simulator.app_token().unwrap()),
        ];
        let url = reqwest::Url::parse_with_params(&url, query).unwrap();
        get(url.as_str()).await.body["data"].clone()
    };
    for (token, kind, id) in [
        (
            simulator.page_token(&page).unwrap(),
            "PAGE",
            Some(page.clone()),
        ),
        (
            simulator.access_token().to_owned(),
            "PAGE",
            Some(page.clone()),
        ),
        (simulator.user_token().to_owned(), "USER", None),
        (simulator.instagram_token(&page).unwrap(), "USER", None),
        (simulator.app_token().unwrap(), "APP", None),
    ] {
        let data = describe(&token).await;
        assert_eq!(data["type"], kind, "{data}");
        assert_eq!(
            (&data["app_id"], &data["is_valid"]),
            (&json!(simulator.app_id()), &json!(true))
        );
        assert_eq!(data["profile_id"].as_str(), id.as_deref());
        let scope = if token.starts_with("IG") {
            "instagram_business_basic"
        } else {
            "pages_messaging"
        };
        let scopes = data["scopes"].as_array();
        assert_eq!(
            scopes.is_some_and(|all| all.contains(&json!(scope))),
            kind != "APP",
            "{data}"
        );
    }
    let data = describe("wrong").await;
    assert_eq!(
        (&data["is_valid"], &data["error"]["code"]),
        (&json!(false), &json!(190))
    );
    assert_eq!(
        call(&simulator, "/v26.0/debug_token").await.code(),
        (400, 100)
    );
    assert!(
        !format!("{:?}", simulator.calls()).contains("EAAP"),
        "a token is in the log"
    );
}

#[tokio::test]
async fn tokens_are_handed_out_for_the_secret_of_the_app() {
    let simulator = start().await;
    let ask = async |query: &str| {
        let url = format!("{}/v26.0/oauth/access_token?{query}", simulator.url());
        send(CLIENT.get(url)).await
    };
    let app = format!("client_id={}&client_secret={SECRET}", simulator.app_id());
    let answer = ask(&format!("{app}&grant_type=client_credentials")).await;
    assert_eq!(answer.body["access_token"], simulator.app_token().unwrap());
    for proof in [
        "grant_type=fb_exchange_token&fb_exchange_token=x",
        "grant_type=authorization_code&code=x",
        "code=x&redirect_uri=y",
    ] {
        let answer = ask(&format!("{app}&{proof}")).await;
        assert_eq!(
            answer.body["access_token"],
            simulator.user_token(),
            "{proof}"
        );
        assert!(answer.body["expires_in"].is_u64());
    }
    let id = format!("client_id={}", simulator.app_id());
    for (query, code) in [
        ("", 101),
        (&*id, 101),
        ("client_id=1&client_secret=x", 101),
        (
            &*format!("{id}&client_secret=wrong&grant_type=client_credentials"),
            1,
        ),
        (&*app, 101),
    ] {
        assert_eq!(ask(query).await.code(), (400, code), "{query}");
    }
    assert!(!format!("{:?}", simulator.calls()).contains(SECRET));
    // An app without a secret has no token.
    let simulator = Simulator::start().await.unwrap();
    assert_eq!(simulator.app_token(), None);
    let query = format!("{id}&client_secret=&grant_type=client_credentials");
    let url = format!("{}/oauth/access_token?{query}", simulator.url());
    assert_eq!(get(&url).await.code(), (400, 1));
}

#[tokio::test]
async fn a_token_that_has_expired_is_told_from_an_unknown_one() {
    let simulator = Simulator::builder().app_secret("secret").start().await;
    let simulator = simulator.unwrap();
    let page_id = simulator.page_ids()[0].clone();
    let token = simulator.page_token(&page_id).unwrap();
    simulator.expire_token(&token);
    let app = simulator.app_token().unwrap();
    let describe = async |token: &str| {
        let path = format!("/v26.0/debug_token?input_token={token}");
        call_with(&simulator, &app, &path).await.body["data"].clone()
    };
    let expired = describe(&token).await;
    assert_eq!(expired["is_valid"], false);
    assert_eq!(
        (&expired["error"]["code"], &expired["error"]["subcode"]),
        (&json!(190), &json!(463))
    );
    assert_eq!(
        (&expired["type"], &expired["profile_id"]),
        (&json!("PAGE"), &json!(page_id))
    );
    assert!(expired["expires_at"].as_i64().unwrap() > 0);
    let unknown = describe("unknown").await;
    assert_eq!(
        (&unknown["is_valid"], &unknown["error"]["subcode"]),
        (&json!(false), &Value::Null)
    );
}
