//! Accepts connections, and ends those that take too long.

use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutStream;

use super::http;
use super::state::State;

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
pub(crate) async fn serve(listener: TcpListener, state: Arc<State>) {
    let permits = Arc::new(Semaphore::new(state.max_connections));
    let service = http::service(state);
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        let Ok(permit) = permits.clone().try_acquire_owned() else {
            // Whoever does not take it at once does without.
            let _ = stream.try_write(REFUSAL);
            continue;
        };
        let service = TowerToHyperService::new(service.clone());
        connections.spawn(async move {
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_TIMEOUT)
                .serve_connection(TokioIo::new(timed(stream)), service);
            // What is wrong with a connection concerns its client.
            let _ = connection.await;
            drop(permit);
        });
    }
}

fn timed(stream: TcpStream) -> std::pin::Pin<Box<TimeoutStream<TcpStream>>> {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(WRITE_TIMEOUT));
    Box::pin(stream)
}
