//! A store in a database that speaks SQL, whichever it is.

pub(super) mod database;
pub(super) mod forget;
pub(super) mod lease;
pub(super) mod migrations;
pub(super) mod progress;
mod put_messages;
pub(super) mod put_thread;
pub(super) mod status;
pub(super) mod threads;
pub(super) mod unreadable;

/// Implements [`Store`](super::Store), and what all stores of this crate can do besides, for a
/// [`Database`](database::Database).
macro_rules! store {
    ($store:ty) => {
        impl $store {
            /// Removes all that is stored of a person: the conversations in which the person
            /// takes part, wrote or is mentioned by id, with all messages. A later sync does not
            /// bring them back.
            ///
            /// To recognize the person and these conversations, keyed hashes of their ids are
            /// kept. The key is in the store: who has it can find out whether a known id was
            /// forgotten, and nothing else.
            ///
            /// Returns the number of conversations that were removed.
            ///
            /// # Errors
            ///
            /// Returns [`StoreError::OwnAccount`](crate::sync::StoreError::OwnAccount) for the
            /// id of a Page or account whose inbox is stored, or another error if the store
            /// fails.
            pub async fn forget(
                &self,
                person_id: &str,
            ) -> std::result::Result<u64, $crate::sync::error::StoreError> {
                $crate::sync::sql::forget::forget(self, person_id).await
            }

            /// Removes messages that were sent before a time, and conversations without a later
            /// one. Later syncs store nothing older than that either. Returns the number of
            /// messages that were removed.
            ///
            /// # Errors
            ///
            /// Returns an error if the store fails.
            pub async fn expire(
                &self,
                older_than: impl Into<$crate::types::timestamp::Timestamp>,
            ) -> std::result::Result<u64, $crate::sync::error::StoreError> {
                $crate::sync::sql::forget::expire(self, older_than.into()).await
            }

            /// Returns what the store has and lacks of each inbox, and the last runs.
            ///
            /// It counts rows, which takes longer the more there are.
            ///
            /// # Errors
            ///
            /// Returns an error if the store fails.
            pub async fn status(
                &self,
            ) -> std::result::Result<
                $crate::sync::status::StoreStatus,
                $crate::sync::error::StoreError,
            > {
                $crate::sync::sql::status::read(self).await
            }
        }

        $crate::sync::sql::store_functions! {
            $store:
            begin(inbox: &$crate::sync::inbox::Inbox) -> Lease = lease::begin;
            begin_next(every: std::time::Duration) -> Option<Lease> = lease::begin_next;
            schedule(inboxes: &[$crate::sync::inbox::Inbox], is_scheduled: bool) -> ()
                = lease::schedule;
            renew(lease: &Lease) -> () = lease::renew;
            end(lease: &Lease, report: &$crate::sync::report::SyncReport, error: Option<&str>) -> ()
                = lease::end;
            progress(lease: &Lease) -> Progress = progress::read;
            put_position(lease: &Lease, position: &WalkPosition) -> () = progress::put_position;
            complete_walk(
                lease: &Lease,
                watermark: Option<$crate::types::timestamp::Timestamp>
            ) -> () = progress::complete_walk;
            listed(lease: &Lease, thread_ids: &[String])
                -> std::collections::HashMap<String, KnownThread> = threads::listed;
            unlisted(lease: &Lease, limit: usize) -> Vec<String> = threads::unlisted;
            has_message(lease: &Lease, thread_id: &str, message_id: &str) -> bool
                = threads::has_message;
            put_thread(lease: &Lease, thread: &ThreadRow, messages: &[MessageRow]) -> Changes
                = put_thread::put_thread;
            thread_vanished(lease: &Lease, thread_id: &str) -> bool = threads::vanished;
            put_unreadable(lease: &Lease, node: &UnreadableRow) -> () = unreadable::put;
            due(lease: &Lease, limit: usize) -> Vec<String> = unreadable::due;
        }
    };
}
pub(super) use store;

/// Implements the functions of [`Store`](super::Store) by functions of modules here.
macro_rules! store_functions {
    ($store:ty: $(
        $name:ident($($parameter:ident: $type:ty),*) -> $output:ty = $module:ident::$function:ident;
    )*) => {
        const _: () = {
            use $crate::sync::store::*;

            impl Store for $store {$(
                async fn $name(
                    &self,
                    $($parameter: $type),*
                ) -> std::result::Result<$output, $crate::sync::error::StoreError> {
                    $crate::sync::sql::$module::$function(self, $($parameter),*).await
                }
            )*}
        };
    };
}
pub(super) use store_functions;
