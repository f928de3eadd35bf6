use futures_util::TryStreamExt;
use page_conversations::v26_0::{ListConversations, Platform, UnifiedThreadFields};
use page_conversations::{Error, Graph};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let graph = Graph::builder(std::env::var("TOKEN").unwrap_or_default()).build()?;
    let fields = UnifiedThreadFields::new().updated_time().participants().snippet();
    let request = ListConversations::new("210000000000001")
        .platform(Platform::Messenger)
        .fields(fields);
    let mut threads = graph.items(request);
    while let Some(thread) = threads.try_next().await? {
        println!("{} {:?} {:?}", thread.id, thread.updated_time, thread.snippet);
        for person in thread.participants.into_iter().flatten() {
            println!("    {:?} {:?}", person.id, person.name);
        }
    }
    Ok(())
}
