//! Accepts connections, and ends those that take too long.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutStream;

use super::http::HttpService;
use super::state::State;
#[cfg(feature = "simulator-server")]
use super::tls::{self, Endpoint};
use super::transport::Transport;

/// Default maximum number of connections.
pub(crate) const DEFAULT_MAX: usize = 20_000;

/// For how long the server waits for the head of a request, the first one or the
/// next one of a connection.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);

/// For how long the server waits for a client that reads nothing of a response.
const WRITE_TIMEOUT: Duration = Duration::from_secs(60);

/// For how long the server accepts no connection after it could not accept one,
/// because the process has too many open files for example.
const PAUSE: Duration = Duration::from_millis(100);

/// The response to a connection beyond the maximum.
const REFUSAL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Serves calls until it is dropped, which ends all connections.
pub(crate) async fn serve(listener: TcpListener, transport: Transport, state: Arc<State>) {
    let permits = Arc::new(Semaphore::new(state.max_connections));
    let service = HttpService::Graph(state);
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        let Ok(permit) = permits.clone().try_acquire_owned() else {
            // Whoever does not take it at once does without, and so does a client that
            // expects TLS.
            if matches!(transport, Transport::Plain) {
                let _ = stream.try_write(REFUSAL);
            }
            continue;
        };
        let (service, transport) = (service.clone(), transport.clone());
        connections.spawn(async move {
            match transport {
                Transport::Plain => serve_http(timed(stream), service).await,
                #[cfg(feature = "simulator-server")]
                Transport::Tls(endpoint) => Box::pin(serve_tls(stream, endpoint, service)).await,
            }
            drop(permit);
        });
    }
}

/// Serves the requests of a connection, until it ends.
async fn serve_http(stream: impl AsyncRead + AsyncWrite + Unpin, service: HttpService) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service);
    // What is wrong with a connection concerns its client.
    let _ = connection.await;
}

/// Serves the requests of a connection with TLS. A client without TLS is told so.
#[cfg(feature = "simulator-server")]
async fn serve_tls(stream: TcpStream, endpoint: Endpoint, service: HttpService) {
    let start = tokio::time::Instant::now();
    let mut first = [0];
    let peeked = tokio::time::timeout(tls::HANDSHAKE_TIMEOUT, stream.peek(&mut first));
    match peeked.await {
        Ok(Ok(1)) if first[0] == tls::HANDSHAKE => {}
        Ok(Ok(1)) => return serve_http(timed(stream), HttpService::TlsRequired).await,
        _ => return,
    }
    let handshake = endpoint.accept(timed(stream));
    let stream = tokio::time::timeout_at(start + tls::HANDSHAKE_TIMEOUT, handshake).await;
    if let Ok(Some(stream)) = stream {
        serve_http(stream, service).await;
    }
}

/// A connection whose client has to read.
type Timed = Pin<Box<TimeoutStream<TcpStream>>>;

fn timed(stream: TcpStream) -> Timed {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(WRITE_TIMEOUT));
    Box::pin(stream)
}
