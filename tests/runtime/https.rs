//! Servers on loopback with TLS and without, and a proxy. Each notes what it receives.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use page_conversations::v26_0::{ListConversations, UnifiedThread};
use page_conversations::{Error, Graph, GraphBuilder, Pacing, Page, Retry};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use reqwest::ClientBuilder;
use time::OffsetDateTime;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::loopback::{ACCESS_TOKEN, PAGE_ID};

/// Signs certificates.
pub type Authority = CertifiedIssuer<'static, KeyPair>;

/// A page without conversations.
pub const SUCCESS: &str = "HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"data\":[]}";

pub fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    // Another name than that of the certificates, which would look self-signed.
    let name = (DnType::CommonName, "authority of loopback");
    params.distinguished_name.push(name.0, name.1);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// The root of an authority, for a client.
pub fn root(authority: &Authority) -> reqwest::Certificate {
    reqwest::Certificate::from_der(authority.der()).unwrap()
}

/// The parameters of a certificate that is valid from one day to another, relative to now.
pub fn certificate(name: &str, days: (i64, i64)) -> CertificateParams {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let day = |days: i64| OffsetDateTime::now_utc() + time::Duration::days(days);
    params.not_before = day(days.0);
    params.not_after = day(days.1);
    params
}

/// A server, and the heads of the requests that it received.
pub struct Server {
    pub url: String,
    heads: Arc<Mutex<Vec<String>>>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Returns how many connections were opened.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

/// Accepts connections, and handles each with a closure that gets it and notes heads.
async fn listen<F>(
    scheme: &str,
    handle: impl Fn(TcpStream, Arc<Mutex<Vec<String>>>) -> F + Send + 'static,
) -> Server
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heads = Arc::<Mutex<Vec<String>>>::default();
    let noted = Arc::clone(&heads);
    let connections = Arc::<AtomicUsize>::default();
    let counted = connections.clone();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(handle(socket, noted.clone()));
        }
    });
    let url = format!("{scheme}://localhost:{port}");
    Server {
        url,
        heads,
        connections,
    }
}

/// Reads the head of a request, or what arrives of it.
async fn read_head(socket: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match socket.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// Notes the heads of the requests of a connection, and answers each.
async fn answer(
    mut socket: impl AsyncRead + AsyncWrite + Unpin,
    heads: Arc<Mutex<Vec<String>>>,
    answer: String,
) {
    loop {
        let head = read_head(&mut socket).await;
        if head.is_empty() {
            break;
        }
        heads.lock().unwrap().push(head);
        if socket.write_all(answer.as_bytes()).await.is_err() {
            break;
        }
    }
}

/// Starts a server with a configuration of TLS that answers all requests alike, and begins
/// connections after a delay.
async fn serve_tls(config: ServerConfig, delay: Duration, response: &str) -> Server {
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let response = response.to_owned();
    listen("https", move |socket, heads| {
        let (acceptor, response) = (acceptor.clone(), response.clone());
        async move {
            tokio::time::sleep(delay).await;
            if let Ok(socket) = acceptor.accept(socket).await {
                answer(socket, heads, response).await;
            }
        }
    })
    .await
}

/// Returns a configuration with a certificate of an authority, or one that it signed itself.
pub fn config(params: CertificateParams, issuer: Option<&Authority>) -> ServerConfig {
    let key = KeyPair::generate().unwrap();
    let certificate = match issuer {
        Some(issuer) => params.signed_by(&key, issuer).unwrap(),
        None => params.self_signed(&key).unwrap(),
    };
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap()
}

/// Starts a server with a configuration of TLS.
pub async fn serve_with(config: ServerConfig, response: &str) -> Server {
    serve_tls(config, Duration::ZERO, response).await
}

/// Starts a server with a certificate of an authority, or one that it signed itself.
pub async fn serve(
    params: CertificateParams,
    issuer: Option<&Authority>,
    response: &str,
) -> Server {
    serve_with(config(params, issuer), response).await
}

/// Starts a server that begins connections after a delay.
pub async fn serve_late(issuer: &Authority, delay: Duration, response: &str) -> Server {
    let config = config(certificate("localhost", (-1, 1)), Some(issuer));
    serve_tls(config, delay, response).await
}

/// Starts a server whose certificate is as it should be.
pub async fn serve_trusted(issuer: &Authority, response: &str) -> Server {
    serve(certificate("localhost", (-1, 1)), Some(issuer), response).await
}

/// Starts a server without TLS.
pub async fn serve_plain(response: &str) -> Server {
    let response = response.to_owned();
    listen("http", move |socket, heads| {
        answer(socket, heads, response.clone())
    })
    .await
}

/// Starts a proxy. It opens tunnels, and refuses all else.
pub async fn proxy() -> Server {
    listen("http", |mut socket, heads| async move {
        let head = read_head(&mut socket).await;
        heads.lock().unwrap().push(head.clone());
        let target = head.strip_prefix("CONNECT localhost:");
        let port = target.and_then(|target| target.split_once(' ')?.0.parse().ok());
        let Some(port) = port.map(|port: u16| ("127.0.0.1", port)) else {
            let refusal = "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n";
            let _ = socket.write_all(refusal.as_bytes()).await;
            return;
        };
        let Ok(mut server) = TcpStream::connect(port).await else {
            return;
        };
        let _ = socket.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        let _ = copy_bidirectional(&mut socket, &mut server).await;
    })
    .await
}

/// A builder of clients of a server, which retries at once.
pub fn builder(server: &Server) -> GraphBuilder {
    let quick = Retry::default().initial_backoff(Duration::ZERO);
    let builder = Graph::builder(ACCESS_TOKEN).host(&server.url);
    builder.pacing(Pacing::off()).retry(quick)
}

/// Reads a page with what a builder sets.
pub async fn read(builder: GraphBuilder) -> Result<Page<UnifiedThread>, Error> {
    let graph = builder.build()?;
    graph.page(&ListConversations::new(PAGE_ID)).await
}

/// A hook that several clients use.
pub type Adjust = Arc<dyn Fn(ClientBuilder) -> ClientBuilder + Send + Sync>;

pub fn adjust(adjust: impl Fn(ClientBuilder) -> ClientBuilder + Send + Sync + 'static) -> Adjust {
    Arc::new(adjust)
}

/// Trusts an authority, and does what else a hook does.
pub fn trusting(
    authority: &Authority,
    and: impl Fn(ClientBuilder) -> ClientBuilder + Send + Sync + 'static,
) -> Adjust {
    let root = root(authority);
    adjust(move |http| and(http.tls_certs_merge([root.clone()])))
}

/// Reads a page with a hook.
pub async fn read_with(server: &Server, adjust: &Adjust) -> Result<Page<UnifiedThread>, Error> {
    let adjust = adjust.clone();
    read(builder(server).http(move |http| adjust(http))).await
}
