//! The README's code runs, in every Graph version and on both platforms.

use crate::loopback;
use page_conversations::{Error, Graph};

/// The code of the README, for a version and a platform.
macro_rules! inbox {
    ($version:ident, $platform:ident) => {{
        use futures_util::TryStreamExt;
        use page_conversations::$version::{
            Folder, ListConversations, Platform, UnifiedThreadFields,
        };

        async fn read(graph: &Graph) -> Result<Vec<String>, Error> {
            let request = ListConversations::new("210000000000001")
                .platform(Platform::$platform)
                .folder(Folder::Inbox)
                .fields(UnifiedThreadFields::new().updated_time().participants());

            let mut ids = Vec::new();
            let mut threads = graph.items(request);
            while let Some(thread) = threads.try_next().await? {
                println!("{} {:?}", thread.id, thread.updated_time);
                ids.push(thread.id.to_string());
            }
            Ok(ids)
        }
        read
    }};
}

/// Reads an inbox, and returns its ids and the requested paths.
async fn run(
    read: impl AsyncFn(&Graph) -> Result<Vec<String>, Error>,
) -> (Vec<String>, Vec<String>) {
    let server = loopback::start().await;
    let ids = read(&loopback::graph(&server)).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let paths = requests.iter().map(|request| request.url.path().to_owned());
    (ids, paths.collect())
}

#[tokio::test]
async fn it_reads_messenger_in_each_version() {
    macro_rules! run_all {
        ($($version:ident $name:literal)*) => {
            [$(($name, run(inbox!($version, Messenger)).await)),*]
        };
    }
    for (version, (ids, paths)) in each_version!(run_all) {
        assert_eq!(ids.len(), 5, "{version}");
        assert_eq!(ids[0], "t_587956915390001");
        let path = format!("/{version}/210000000000001/conversations");
        assert_eq!(paths, vec![path; 4]);
    }
}

#[tokio::test]
async fn it_reads_instagram_in_each_version() {
    macro_rules! run_all {
        ($($version:ident $name:literal)*) => {
            [$(($name, run(inbox!($version, Instagram)).await)),*]
        };
    }
    for (version, (ids, paths)) in each_version!(run_all) {
        assert_eq!(ids.len(), 2, "{version}");
        assert!(ids[0].starts_with("aWdfZAG06"));
        let path = format!("/{version}/210000000000001/conversations");
        assert_eq!(paths, vec![path; 2]);
    }
}

#[test]
fn it_is_the_code_of_the_readme() {
    let own = include_str!("inbox.rs");
    let block = own.split("let request = ").nth(1).unwrap();
    let request = block.split("\n\n").next().unwrap();
    let request = request.replace("$platform", "Instagram");
    let readme = include_str!("../../../../README.md");
    let lines = |text: &str| -> Vec<String> {
        let lines = text.lines().map(|line| line.trim().to_owned());
        lines.collect()
    };
    let shown = lines(readme);
    let request = lines(&request);
    assert!(
        shown
            .windows(request.len() - 1)
            .any(|shown| *shown == request[1..])
    );
}
