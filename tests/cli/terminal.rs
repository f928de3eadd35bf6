//! Output on a terminal.

use std::fs::File;
use std::io::Read;
use std::process::Stdio;

use nix::pty::{Winsize, openpty};

use crate::program::Place;
use crate::simulator;

/// Returns the lines that a command prints on a terminal of so many columns.
fn lines(place: &Place, args: &str, columns: u16) -> Vec<String> {
    let size = Winsize {
        ws_row: 24,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    let terminal = openpty(&size, None).unwrap();
    let mut command = place.command(args);
    command.stdout(Stdio::from(terminal.slave));
    command.stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    // The terminal is closed for the reader when no process has it.
    drop(command);
    let mut bytes = Vec::new();
    // Linux ends it with an error.
    let _ = File::from(terminal.master).read_to_end(&mut bytes);
    assert!(child.wait().unwrap().success());
    let text = String::from_utf8(bytes).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_fit_and_ids_can_be_copied() {
    let simulator = simulator(3).await;
    let place = Place::with(&simulator);
    let wide = lines(&place, "list", 200);
    assert_eq!(wide.len(), 4, "{wide:?}");

    let narrow = lines(&place, "list", 90);
    assert!(narrow.len() > 4, "{narrow:?}");
    assert!(narrow.iter().all(|line| line.len() <= 90), "{narrow:?}");
    let first = "t_100000000000000  2026-07-29T10:00:00Z  Robin Low";
    let mut starts = narrow.iter().map(|line| line.starts_with(first));
    assert!(starts.any(|starts| starts), "{narrow:?}");

    // Ids of Instagram are longer than the line: they stay in one piece.
    let ids = place.run("list --platform instagram --json").success();
    let id: serde_json::Value = serde_json::from_str(ids.lines().next().unwrap()).unwrap();
    let instagram = lines(&place, "list --platform instagram", 90);
    assert_eq!(instagram.len(), 4, "{instagram:?}");
    assert!(
        instagram[1].starts_with(id["id"].as_str().unwrap()),
        "{instagram:?}"
    );
}
