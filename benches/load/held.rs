//! Connections that are open and get nothing done, and how long other callers wait.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::connection::{self, Connection};
use super::server_process::ServerProcess;
use super::table::Row;
use super::{Options, duration_row, memory};

/// Connections that are opened at the same time. The queue of those that are not accepted
/// yet is short.
const AT_ONCE: usize = 100;

/// Callers that are measured, each with a connection of its own.
const CALLERS: usize = 100;

/// Time between two callers.
const CALLER_PAUSE: Duration = Duration::from_millis(50);

/// Slow requests send a byte a second, each at its own time: in each pause, a part of them
/// does.
const BYTE_PAUSE: Duration = Duration::from_millis(10);
const PARTS: usize = 100;

/// Maximum time until a caller is answered.
const SLOWEST: Duration = Duration::from_millis(100);

/// Threads of a page that is not read. The page is larger than the buffers of the system.
const UNREAD_LIMIT: usize = 1_000;

/// The beginning of a request whose head never ends.
const SLOW_HEAD: &str = "GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: ";

/// The beginning of a request whose body takes days.
const SLOW_BODY: &str = "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n\r\n ";

/// How a connection gets nothing done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    New,
    Used,
    SlowHead,
    SlowBody,
    Unread,
}

impl Kind {
    fn is_slow_request(self) -> bool {
        matches!(self, Self::SlowHead | Self::SlowBody)
    }
}

/// Returns the rows for callers besides idle connections, and besides slow ones too.
pub async fn rows(server: &ServerProcess, options: &Options) -> Result<[Row; 2], Box<dyn Error>> {
    let Options { idle, slow, .. } = *options;
    let address = connection::address(server)?;
    callers(server, address).await?;
    let empty = memory(server)?;

    let idle_kinds = (0..idle).map(|number| [Kind::New, Kind::Used][number % 2]);
    let mut held = open(server, address, idle_kinds).await?;
    let with_idle = memory(server)?;
    let idle_row = row(format!("{idle} idle connections"), server, address).await?;

    let slow_kinds = [Kind::SlowHead, Kind::SlowBody, Kind::Unread];
    let slow_kinds = (0..slow).map(|number| slow_kinds[number % slow_kinds.len()]);
    held.extend(open(server, address, slow_kinds).await?);
    let with_slow = memory(server)?;
    let what = format!("{idle} idle connections and {slow} slow ones");
    let requests = keep_sending(&mut held);
    let slow_row = tokio::select! {
        row = row(what, server, address) => row?,
        result = requests => return Err(result.err().unwrap_or_else(|| "nothing is sent".into())),
    };
    check_open(&held)?;
    println!(
        "Memory of the simulator: {empty} KiB, {:.1} KiB an idle connection, {:.1} KiB a slow one",
        per_connection(empty, with_idle, idle),
        per_connection(with_idle, with_slow, slow)
    );
    Ok([idle_row, slow_row])
}

fn per_connection(before: usize, after: usize, connections: usize) -> f64 {
    after.saturating_sub(before) as f64 / connections.max(1) as f64
}

async fn row(
    what: String,
    server: &ServerProcess,
    address: SocketAddr,
) -> Result<Row, Box<dyn Error>> {
    let times = callers(server, address).await?;
    let [half, slowest] = [CALLERS / 2, CALLERS - 1].map(|place| times[place]);
    Ok(duration_row(
        format!("{what}: the slowest of {CALLERS} other callers"),
        "half of them with a body".to_owned(),
        slowest,
        format!("half {half:.1?}"),
        SLOWEST,
    ))
}

/// Returns how long callers with new connections wait for their responses, the shortest
/// time first.
async fn callers(
    server: &ServerProcess,
    address: SocketAddr,
) -> Result<Vec<Duration>, Box<dyn Error>> {
    let requests = [
        connection::list_request(server, 25),
        connection::batch_request(server),
    ];
    let mut times = Vec::with_capacity(CALLERS);
    for number in 0..CALLERS {
        let start = Instant::now();
        let mut connection = Connection::open(address).await?;
        connection.call(&requests[number % requests.len()]).await?;
        times.push(start.elapsed());
        tokio::time::sleep(CALLER_PAUSE).await;
    }
    times.sort_unstable();
    Ok(times)
}

/// Opens connections.
async fn open(
    server: &ServerProcess,
    address: SocketAddr,
    kinds: impl Iterator<Item = Kind>,
) -> io::Result<Vec<(Kind, TcpStream)>> {
    let connections = kinds.map(|kind| async move {
        let stream = match kind {
            Kind::New => TcpStream::connect(address).await?,
            Kind::Used => {
                let mut connection = Connection::open(address).await?;
                connection
                    .call(&connection::list_request(server, 1))
                    .await?;
                connection.into_stream()
            }
            Kind::SlowHead => send(TcpStream::connect(address).await?, SLOW_HEAD).await?,
            Kind::SlowBody => send(TcpStream::connect(address).await?, SLOW_BODY).await?,
            Kind::Unread => {
                let request = connection::list_request(server, UNREAD_LIMIT);
                send(connection::open_small(address).await?, &request).await?
            }
        };
        Ok((kind, stream))
    });
    let connections = stream::iter(connections).buffer_unordered(AT_ONCE);
    connections.try_collect().await
}

async fn send(mut stream: TcpStream, request: &str) -> io::Result<TcpStream> {
    stream.write_all(request.as_bytes()).await?;
    Ok(stream)
}

/// Sends slow requests byte by byte, for as long as it is polled.
async fn keep_sending(held: &mut [(Kind, TcpStream)]) -> Result<(), Box<dyn Error>> {
    let slow = held.iter_mut().filter(|(kind, _)| kind.is_slow_request());
    let mut slow: Vec<_> = slow.map(|(_, stream)| stream).collect();
    let part = slow.len().div_ceil(PARTS).max(1);
    loop {
        for streams in slow.chunks_mut(part) {
            tokio::time::sleep(BYTE_PAUSE).await;
            for stream in streams {
                stream.write_all(b"a").await?;
            }
        }
        // Without a slow request there is nothing to send.
        tokio::time::sleep(BYTE_PAUSE).await;
    }
}

/// Checks that the simulator still waits for each connection: it has closed none, and
/// answered no slow request.
fn check_open(held: &[(Kind, TcpStream)]) -> Result<(), Box<dyn Error>> {
    for (kind, stream) in held.iter().filter(|(kind, _)| *kind != Kind::Unread) {
        match stream.try_read(&mut [0]) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Ok(0) => return Err(format!("a {kind:?} connection was closed").into()),
            Ok(_) => return Err(format!("a {kind:?} connection was answered").into()),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
