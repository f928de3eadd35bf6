//! All tokens of a `Graph` share its connections, its TLS state and its configuration.

use page_conversations::v26_0::ListConversations;
use page_conversations::{AccessToken, CallOptions, LocalPacer, Pacing, Request};

use crate::https::{SUCCESS, authority, builder, root, serve_trusted};
use crate::loopback::{ACCESS_TOKEN, PAGE_ID};

#[tokio::test]
async fn many_tokens_use_one_connection_and_one_configuration() {
    let authority = authority();
    let server = serve_trusted(&authority, SUCCESS).await;
    let root = root(&authority);
    let builder = builder(&server).http(|http| http.tls_certs_merge([root]));
    let first = builder.user_agent("shared/1").build().unwrap();
    let mut graphs = vec![first.clone()];
    for index in 0..20 {
        graphs.push(first.with_token(format!("token-of-page-{index}")).unwrap());
    }
    let provider = |_: Option<AccessToken>| async { Ok::<_, std::io::Error>("provided".into()) };
    graphs.extend([
        first.with_token_provider(provider),
        first.with_app_secret("another secret").unwrap(),
        first.with_pacer(LocalPacer::new(Pacing::off())),
        first.with_host(&server.url).unwrap(),
    ]);
    let request = ListConversations::new(PAGE_ID);
    for graph in &graphs {
        graph.page(&request).await.unwrap();
    }
    let options = CallOptions::new().header("x-a", "b");
    first.page(&request.with_options(options)).await.unwrap();

    assert_eq!(server.connections(), 1);
    let heads = server.heads();
    assert_eq!(heads.len(), graphs.len() + 1);
    assert!(
        heads
            .iter()
            .all(|head| head.contains("user-agent: shared/1\r\n"))
    );
    let with = |token: &str| {
        let header = format!("authorization: Bearer {token}\r\n");
        heads.iter().filter(|head| head.contains(&header)).count()
    };
    assert_eq!((with(ACCESS_TOKEN), with("provided")), (5, 1));
    assert!((0..20).all(|index| with(&format!("token-of-page-{index}")) == 1));
}
