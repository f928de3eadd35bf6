//! The contract with a made-up v27.0 opened in it: one field added, one removed
//! and one enum value added. Shared with the build script of `build_time`.

use std::fs;
use std::io;
use std::path::Path;

/// What a maintainer changes: the file, what is replaced, and by what.
const EDITS: [(&str, &str, &str); 3] = [
    (
        "graph.yaml",
        "  v26.0: { released: 2026-07-29, source: versions }\n",
        "  v26.0: { released: 2026-07-29, source: versions }\n  v27.0: { released: 2027-01-20, source: versions }\n",
    ),
    (
        "unified_thread.yaml",
        "      wallpaper:\n        type: string\n",
        "      topic: { type: string, since: v27.0, doc: Its topic., source: meta-spec }\n      wallpaper:\n        type: string\n        removed_in: v27.0\n",
    ),
    (
        "conversations.yaml",
        "      spam: Conversations in the spam folder.\n",
        "      spam: Conversations in the spam folder.\n      muted: { doc: Conversations that are muted., since: v27.0 }\n",
    ),
];

/// Copies the contract with the edits made; gives the lines that they add.
pub fn open(spec: &Path, copy: &Path) -> io::Result<usize> {
    fs::create_dir_all(copy)?;
    let mut added = 0;
    for entry in fs::read_dir(spec)? {
        let file = entry?;
        let mut text = fs::read_to_string(file.path())?;
        let edits = EDITS.iter().filter(|(name, ..)| file.file_name() == *name);
        for (name, from, to) in edits {
            if !text.contains(from) {
                return Err(io::Error::other(format!("{name} does not hold `{from}`")));
            }
            text = text.replacen(from, to, 1);
            added += to.lines().count() - from.lines().count();
        }
        fs::write(copy.join(file.file_name()), text)?;
    }
    Ok(added)
}
