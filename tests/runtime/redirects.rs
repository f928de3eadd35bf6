//! Redirects of HTTPS servers are not followed, so that no other host receives the token.

use page_conversations::{Advice, Error, GraphBuilder};
use reqwest::redirect::Policy;

use crate::https::{
    Authority, SUCCESS, Server, authority, builder, read, root, serve_plain, serve_trusted,
};
use crate::loopback::ACCESS_TOKEN;

fn redirect(status: u16, location: &str) -> String {
    format!("HTTP/1.1 {status} Moved\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n")
}

/// Asserts that a redirect is an error, and that the request was sent once.
async fn assert_not_followed(authority: &Authority, case: &str, response: &str) {
    let server = serve_trusted(authority, response).await;
    type Set = fn(GraphBuilder, &Authority) -> GraphBuilder;
    let sets: [Set; 3] = [
        |builder, authority| {
            let root = root(authority);
            builder.http(|http| http.tls_certs_merge([root]))
        },
        |builder, authority| {
            let root = root(authority);
            builder.http(|http| http.tls_certs_merge([root]).redirect(Policy::limited(9)))
        },
        |builder, authority| {
            let root = root(authority);
            let follow = Policy::custom(|attempt| attempt.follow());
            builder.http(|http| {
                let http = http.tls_certs_merge([root]).redirect(follow);
                http.referer(true).https_only(false)
            })
        },
    ];
    for (index, set) in sets.into_iter().enumerate() {
        let error = read(set(builder(&server), authority)).await.unwrap_err();
        let Error::Http(http) = &error else {
            panic!("{case}: {error:?}");
        };
        assert!((300..400).contains(&http.info.status), "{case}");
        assert_eq!(error.advice(), Advice::FixConnection, "{case}");
        assert!(error.to_string().contains("not followed"), "{error}");
        assert!(!format!("{error:?}").contains(ACCESS_TOKEN), "{error:?}");
        let heads = server.heads();
        assert_eq!(heads.len(), index + 1, "{case}: {heads:?}");
        assert!(heads[index].contains(ACCESS_TOKEN), "{case}: {heads:?}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_wherever_it_leads() {
    let authority = authority();
    let other: Server = serve_trusted(&authority, SUCCESS).await;
    let plain: Server = serve_plain(SUCCESS).await;
    for status in [301, 302, 303, 307, 308] {
        for location in [
            "/v26.0/elsewhere".to_owned(),
            "elsewhere?access_token=EAAB-loopback-token".to_owned(),
            format!("{}/v26.0/elsewhere", other.url),
            format!("{}/v26.0/elsewhere", plain.url),
            other.url.replace("https:", ""),
        ] {
            let case = format!("{status} to {location}");
            assert_not_followed(&authority, &case, &redirect(status, &location)).await;
        }
    }
    assert_eq!(other.heads(), [""; 0]);
    assert_eq!(plain.heads(), [""; 0]);
}
