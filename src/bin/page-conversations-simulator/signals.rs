//! Signals that end the program.

use std::io::Result;

/// Returns a future that ends with Ctrl-C or a request to terminate.
#[cfg(unix)]
pub fn stopped() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Returns a future that ends with Ctrl-C or a request to terminate.
#[cfg(windows)]
pub fn stopped() -> Result<impl Future<Output = ()>> {
    use tokio::signal::windows::{ctrl_c, ctrl_close};

    let mut interrupt = ctrl_c()?;
    let mut terminate = ctrl_close()?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
