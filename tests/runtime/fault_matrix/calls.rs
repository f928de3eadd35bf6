//! All calls of each distinct contract.

use page_conversations::simulator::Platform;

use super::readers::{self, Reader};
use super::subject::Way;
use super::world::{self, LIMIT, NODES, PAGE_ID};

/// What the calls are about.
#[derive(Clone, Copy)]
pub struct Setting {
    pub platform: Platform,
    /// Whether the ids include one that does not exist.
    pub has_missing_id: bool,
}

impl Setting {
    /// The ids of some conversations, the target first, and one that does not exist.
    fn thread_ids(self) -> Vec<String> {
        let ids = [world::target_thread(self.platform)].into_iter();
        let ids = ids.chain([world::thread_id(self.platform, 2)]);
        ids.chain(self.missing()).collect()
    }

    fn message_ids(self) -> Vec<String> {
        let ids = [world::target_message(self.platform)].into_iter();
        let ids = ids.chain([world::message_id(self.platform, 1, 2)]);
        ids.chain(self.missing()).collect()
    }

    /// What is read ahead: pages on one platform, items on the other.
    fn reads_ahead(self) -> Way {
        match self.platform {
            Platform::Messenger => Way::Items,
            Platform::Instagram => Way::Pages,
        }
    }

    fn missing(self) -> Option<String> {
        self.has_missing_id.then(|| MISSING_ID.to_owned())
    }
}

pub const MISSING_ID: &str = "t_missing";

/// A Graph version whose contract is distinct.
pub struct Contract {
    pub version: page_conversations::Version,
    pub errors: &'static [page_conversations::ErrorEntry],
    pub readers: fn(Setting) -> Vec<Reader>,
}

/// The ways to read with the requests of a version, and with `ListMyConversations` if it has it.
macro_rules! calls {
    ($($module:ident $marker:ident $($mine:ident)?;)*) => {
        pub fn contracts() -> Vec<Contract> {
            use page_conversations::{GraphVersion, versions};
            vec![$(Contract {
                version: versions::$marker::VERSION,
                errors: versions::$marker::errors(),
                readers: $module::readers,
            }),*]
        }

        $(mod $module {
            use page_conversations::$module::*;

            use super::{LIMIT, NODES, PAGE_ID, Reader, Setting, readers};

            fn messages() -> UnifiedMessageFields {
                UnifiedMessageFields::new().created_time().message().from()
            }

            fn threads() -> UnifiedThreadFields {
                let messages = ListMessagesExpansion::new(messages()).limit(LIMIT);
                UnifiedThreadFields::new().updated_time().participants().messages_with(messages)
            }

            pub fn readers(setting: Setting) -> Vec<Reader> {
                let platform = match setting.platform {
                    super::Platform::Messenger => Platform::Messenger,
                    super::Platform::Instagram => Platform::Instagram,
                };
                let thread_id = |thread: &UnifiedThread| thread.id.to_string();
                let message_id = |message: &UnifiedMessage| message.id.to_string();
                let ahead = setting.reads_ahead();
                let (thread_ids, message_ids) = (setting.thread_ids(), setting.message_ids());

                let thread = |id: &String| GetConversation::new(id.as_str()).fields(threads());
                let message = |id: &String| GetMessage::new(id.as_str()).fields(messages());
                let by_id = GetConversations::new(thread_ids.iter().map(String::as_str));
                let by_id = by_id.fields(threads());
                let messages_by_id = GetMessages::new(message_ids.iter().map(String::as_str));
                let list = ListConversations::new(PAGE_ID).platform(platform.clone());
                let list = list.fields(threads()).limit(LIMIT);
                let of_thread = ListMessages::new(thread_ids[0].as_str());
                let of_thread = of_thread.fields(messages()).limit(LIMIT);
                let threads_of = [&thread_ids[0], &thread_ids[1]].map(thread);
                let messages_of = [&message_ids[0], &message_ids[1]].map(message);
                let mut all = readers::node(threads_of, thread_id);
                all.extend(readers::node(messages_of, message_id));
                all.extend(readers::ids(&by_id));
                all.extend(readers::ids(&messages_by_id.fields(messages())));
                all.extend(readers::edge(&list, ahead, thread_id));
                all.extend(readers::edge(&of_thread, ahead, message_id));
                all.push(readers::newest(list, NODES, thread_id));
                all.push(readers::by_ids(by_id, thread_id));
                $(
                    let mine = $mine::new().platform(platform).fields(threads()).limit(LIMIT);
                    all.extend(readers::edge(&mine, ahead, thread_id));
                    all.push(readers::newest(mine, NODES, thread_id));
                )?
                all
            }
        })*
    };
}

calls! {
    v20_0 V20_0;
    v22_0 V22_0 ListMyConversations;
    v23_0 V23_0 ListMyConversations;
    v25_0 V25_0 ListMyConversations;
    v26_0 V26_0 ListMyConversations;
}
