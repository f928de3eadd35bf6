//! Proxies of the environment and of the hook see no token.

use std::process::{Command, Output};

use page_conversations::Error;
use reqwest::Proxy;

use crate::https::{
    SUCCESS, Server, authority, builder, proxy, read, root, serve_plain, serve_trusted,
};
use crate::loopback::ACCESS_TOKEN;

/// A process of its own runs this, in which the environment names a proxy.
#[tokio::test]
async fn a_call_is_answered_with_tls() {
    let authority = authority();
    let root = root(&authority);
    let server = serve_trusted(&authority, SUCCESS).await;
    read(builder(&server).http(|http| http.tls_certs_merge([root])))
        .await
        .unwrap();
    assert!(server.heads()[0].contains(ACCESS_TOKEN));
}

/// As above.
#[tokio::test]
async fn a_call_is_answered_without_tls() {
    for host in ["localhost", "127.0.0.1"] {
        let mut server = serve_plain(SUCCESS).await;
        server.url = server.url.replace("localhost", host);
        read(builder(&server)).await.unwrap();
        assert!(server.heads()[0].contains(ACCESS_TOKEN));
    }
}

/// Runs a test of this file in a process with variables.
async fn run(test: &str, variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &format!("proxies::{test}"), "--nocapture"]);
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        command.env_remove(name).env_remove(name.to_uppercase());
    }
    command.envs(variables.iter().copied());
    // The proxy of this process has to answer meanwhile.
    let run = tokio::task::spawn_blocking(move || command.output());
    run.await.unwrap().unwrap()
}

fn assert_passed(output: &Output, case: &str) {
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("1 passed; 0 failed"), "{case}: {text}");
    assert!(!text.contains(ACCESS_TOKEN), "{case}: {text}");
}

/// Asserts that a proxy was asked for a tunnel, and for nothing else.
fn assert_tunnelled(proxy: &Server, case: &str) {
    let heads = proxy.heads();
    assert_eq!(heads.len(), 1, "{case}: {heads:?}");
    assert!(
        heads[0].starts_with("CONNECT localhost:"),
        "{case}: {heads:?}"
    );
    assert!(!heads[0].contains(ACCESS_TOKEN), "{case}: {heads:?}");
    assert!(
        !heads[0].to_lowercase().contains("\r\nauthorization"),
        "{case}: {heads:?}"
    );
}

#[tokio::test]
async fn a_proxy_of_the_environment_gets_a_tunnel_with_tls() {
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        let proxy = proxy().await;
        let variables = [(name, proxy.url.as_str())];
        assert_passed(&run("a_call_is_answered_with_tls", &variables).await, name);
        assert_tunnelled(&proxy, name);
    }
    let proxy = proxy().await;
    let variables = [
        ("HTTPS_PROXY", proxy.url.as_str()),
        ("NO_PROXY", "localhost"),
    ];
    assert_passed(
        &run("a_call_is_answered_with_tls", &variables).await,
        "NO_PROXY",
    );
    assert_eq!(proxy.heads(), [""; 0]);
}

#[tokio::test]
async fn a_proxy_of_the_environment_gets_nothing_without_tls() {
    let proxy = proxy().await;
    for name in [
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "all_proxy",
        "HTTPS_PROXY",
    ] {
        let variables = [(name, proxy.url.as_str())];
        assert_passed(
            &run("a_call_is_answered_without_tls", &variables).await,
            name,
        );
        assert_eq!(proxy.heads(), [""; 0], "{name}");
    }
}

#[tokio::test]
async fn a_proxy_of_the_hook_gets_a_tunnel_with_tls_and_nothing_without() {
    let authority = authority();
    for make in [Proxy::all::<String>, Proxy::https] {
        let proxy = proxy().await;
        let server = serve_trusted(&authority, SUCCESS).await;
        let (root, made) = (root(&authority), make(proxy.url.clone()).unwrap());
        let hook = builder(&server).http(|http| http.tls_certs_merge([root]).proxy(made));
        read(hook).await.unwrap();
        assert_tunnelled(&proxy, "hook");
        assert!(server.heads()[0].contains(ACCESS_TOKEN));
    }
    for make in [Proxy::all::<String>, Proxy::http] {
        let proxy = proxy().await;
        let server = serve_plain(SUCCESS).await;
        let made = make(proxy.url.clone()).unwrap();
        read(builder(&server).http(|http| http.proxy(made)))
            .await
            .unwrap();
        assert_eq!(proxy.heads(), [""; 0]);
    }
}

/// A tunnel ends at a server with another certificate, as some proxies have.
#[tokio::test]
async fn a_proxy_that_answers_as_the_host_is_refused() {
    let server = serve_trusted(&authority(), SUCCESS).await;
    let (proxy, root) = (proxy().await, root(&authority()));
    let made = Proxy::all(&proxy.url).unwrap();
    let hook = builder(&server).http(|http| {
        let http = http.tls_certs_merge([root]).proxy(made);
        http.danger_accept_invalid_certs(true)
    });
    let error = read(hook).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert_eq!(server.heads(), [""; 0]);
    assert!(!proxy.heads().concat().contains(ACCESS_TOKEN));
}

#[tokio::test]
async fn the_password_of_a_proxy_is_in_no_output() {
    let refusing =
        serve_plain("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")
            .await;
    let proxy = refusing.url.replace("//", "//user:EAABpassword@");
    let made = Proxy::all(proxy).unwrap();
    let graph = builder(&serve_trusted(&authority(), SUCCESS).await).http(|http| http.proxy(made));
    let debug = format!("{graph:?}");
    let graph = graph.build().unwrap();
    let request = page_conversations::v26_0::ListConversations::new("1");
    let error = graph.page(&request).await.unwrap_err();
    for text in [
        debug,
        format!("{graph:?}"),
        format!("{error} {error:?} {error:#?}"),
    ] {
        assert!(!text.contains("EAAB"), "{text}");
    }
    assert!(refusing.heads()[0].starts_with("CONNECT localhost:"));
}
