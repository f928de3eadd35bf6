//! From a call to the JSON that answers it.

use std::collections::HashSet;

use axum::http::Method;

use crate::simulator::model::thread::{Platform, ThreadNode};
use crate::simulator::model::threads::Filter;
use crate::simulator::model::world::{Page, World};
use crate::simulator::render::contract::{self, VersionContract};
use crate::simulator::render::edge::{self, INSTAGRAM_MESSAGES, Odd, Window};
use crate::simulator::render::fields::Selection;
use crate::simulator::render::json;
use crate::simulator::render::node::{self, Style, Within};
use crate::simulator::render::page::{self, PAGE, PageNode};
use crate::simulator::render::refusal::Refusal;
use crate::simulator::server::call::{self, Call};

/// Ids that one call may name.
const MOST_IDS: usize = 50;

/// Parameters of paging by time.
const BY_TIME: [&str; 4] = ["since", "until", "__paging_token", "__previous"];

/// A page of conversations that is asked for, of an edge or as a field.
struct Wanted<'a> {
    params: &'a [(String, String)],
    within: Within<'a>,
    window: Window,
    url: String,
}

/// What a call is answered with.
pub(crate) struct Answerer<'a> {
    pub(crate) world: &'a World,
    pub(crate) contract: &'a VersionContract,
    pub(crate) call: &'a Call,
    pub(crate) style: Style,
    /// How the page that is asked for is odd.
    pub(crate) odd: Option<Odd>,
    /// Whether ids that do not exist are left out.
    pub(crate) leaves_out: bool,
}

impl Answerer<'_> {
    /// The JSON that answers the call.
    pub(crate) fn answer(&self) -> Result<String, Refusal> {
        let path: Vec<_> = self.call.path.iter().map(String::as_str).collect();
        // The server leaves out what `HEAD` does not want.
        if ![Method::GET, Method::HEAD].contains(&self.call.method) {
            return Err(self.unsupported(path.first().copied().unwrap_or_default()));
        }
        match path.as_slice() {
            [] => self.by_ids(),
            ["me", "conversations" | "threads"] => self.my_conversations(),
            [id, "conversations" | "threads"] => self.conversations(id, None),
            [id, "messages"] => self.messages(id),
            [id] => self.node(id),
            [_, edge] => {
                let message = format!("Tried accessing nonexisting field ({edge})");
                Err(Refusal::parameter(&message))
            }
            [.., last] => Err(Refusal::new(
                400,
                2500,
                format!("Unknown path components: /{last}"),
            )),
        }
    }

    fn unsupported(&self, id: &str) -> Refusal {
        let method = self.call.method.as_str().to_lowercase();
        let refusal = Refusal::missing(id);
        let message = refusal
            .message
            .replace("get request", &format!("{method} request"));
        Refusal { message, ..refusal }
    }

    /// The conversations of the Instagram account that the token is of.
    fn my_conversations(&self) -> Result<String, Refusal> {
        if !self.contract.has("ListMyConversations") {
            return Err(Refusal::missing("me"));
        }
        let mut pages = self.world.instagram_page_ids();
        let page = pages
            .next()
            .ok_or_else(|| Refusal::missing("me"))?
            .to_owned();
        self.conversations(&page, Some(Platform::Instagram))
    }

    fn conversations(&self, id: &str, platform: Option<Platform>) -> Result<String, Refusal> {
        let page = self.world.find_page(id);
        let account = || self.world.find_account(id);
        let default = match page {
            Some(_) => platform.unwrap_or(Platform::Messenger),
            None => Platform::Instagram,
        };
        let page = page.or_else(account).ok_or_else(|| Refusal::missing(id))?;
        let fields = self.fields("UnifiedThread")?;
        let path: Vec<_> = self.call.path.iter().map(String::as_str).collect();
        let wanted = Wanted {
            params: &self.call.params,
            within: self.within(fields.as_ref()),
            window: self.window()?,
            url: self.style.url(&path),
        };
        self.threads(page, default, &wanted)
    }

    fn threads(
        &self,
        (place, page): (usize, &Page),
        default: Platform,
        wanted: &Wanted<'_>,
    ) -> Result<String, Refusal> {
        let Wanted {
            params,
            within,
            window,
            url,
        } = wanted;
        by_time(params)?;
        // An account on Instagram has nothing else.
        let platform = match default {
            Platform::Instagram => default,
            Platform::Messenger => self.platform(params)?,
        };
        if platform == Platform::Instagram && page.username.is_none() {
            let refusal = Refusal::parameter("The Page is not linked to an Instagram account");
            return Err(refusal.subcode(2_534_013));
        }
        let threads = self.world.threads(place, platform, &self.filter(params)?);
        let mut out = String::with_capacity(16 * 1024);
        edge::threads(self.world, &threads, window, url, within, &mut out)?;
        Ok(out)
    }

    /// A Page, with its conversations where they are asked for.
    fn page(&self, (place, page): (usize, &Page)) -> Result<String, Refusal> {
        let fields = self.fields(PAGE)?;
        let mut edges = Vec::new();
        for choice in fields.iter().flat_map(|fields| &fields.0) {
            if page::field(&choice.name) != Some("UnifiedThread") {
                continue;
            }
            let within = Within {
                modifiers: &choice.modifiers,
                fields: choice.fields.as_ref(),
                style: &self.style,
            };
            let wanted = Wanted {
                params: &choice.modifiers,
                window: Window::of_edge(&within),
                within,
                url: self.style.url(&[&page.id, &choice.name]),
            };
            let json = self.threads((place, page), Platform::Messenger, &wanted)?;
            edges.push((choice.name.as_str(), json));
        }
        let mut out = String::new();
        let node = PageNode { page, edges };
        node::write(&node, fields.as_ref(), &self.style, &mut out);
        Ok(out)
    }

    fn messages(&self, id: &str) -> Result<String, Refusal> {
        let thread = self.world.find_thread(id);
        let (_, thread) = thread.ok_or_else(|| Refusal::missing(id))?;
        by_time(&self.call.params)?;
        let fields = self.fields("UnifiedMessage")?;
        if let Some(source) = self.call.get("source") {
            self.value("MessageSource", "source", source)?;
        }
        let window = self.window()?;
        let url = self.style.url(&[id, "messages"]);
        let mut out = String::new();
        let within = self.within(fields.as_ref());
        edge::messages(self.world, &thread, &window, &url, &within, &mut out);
        Ok(out)
    }

    /// A Page, a conversation or a message.
    fn node(&self, id: &str) -> Result<String, Refusal> {
        let page = match id {
            "me" => self.world.me(),
            _ => self.world.find_page(id),
        };
        if let Some(page) = page {
            return self.page(page);
        }
        let mut out = String::new();
        if let Some((page, thread)) = self.world.find_thread(id) {
            let fields = self.fields("UnifiedThread")?;
            let node = ThreadNode {
                thread,
                world: self.world,
                page_id: &page.id,
                by_person: false,
            };
            node::write(&node, fields.as_ref(), &self.style, &mut out);
            return Ok(out);
        }
        let message = self.world.find_message(id);
        let (thread, message, place) = message.ok_or_else(|| Refusal::missing(id))?;
        let old = thread.platform == Platform::Instagram && place >= INSTAGRAM_MESSAGES;
        if old || message.is_deleted {
            let text = "This Message has been deleted by the user or the business.";
            return Err(Refusal::new(400, 9_000_001, text));
        }
        let fields = self.fields("UnifiedMessage")?;
        node::write(&&*message, fields.as_ref(), &self.style, &mut out);
        Ok(out)
    }

    /// Several nodes, by id.
    fn by_ids(&self) -> Result<String, Refusal> {
        let ids = self.call.get("ids").unwrap_or_default();
        let mut named = HashSet::new();
        let ids = ids.split(',').map(str::trim);
        let ids: Vec<_> = ids
            .filter(|id| !id.is_empty() && named.insert(*id))
            .collect();
        if ids.is_empty() {
            let message = "Cannot specify an empty identifier";
            return Err(Refusal::parameter(message));
        }
        if ids.len() > MOST_IDS {
            let count = ids.len();
            let message = format!("Too many IDs. Maximum: {MOST_IDS}. Provided: {count}.");
            return Err(Refusal::parameter(&message));
        }
        let mut out = String::from("{");
        for id in ids {
            let node = match self.node(id) {
                Err(refusal) if self.leaves_out && refusal == Refusal::missing(id) => continue,
                node => node?,
            };
            if out.len() > 1 {
                out.push(',');
            }
            json::text(id, &mut out);
            out.push(':');
            out.push_str(&node);
        }
        // PHP writes an empty map as a list.
        if self.leaves_out && out.len() == 1 {
            return Ok("[]".to_owned());
        }
        out.push('}');
        Ok(out)
    }

    fn window(&self) -> Result<Window, Refusal> {
        let mut window = Window::read(&self.call.params)?;
        window.odd = self.odd;
        Ok(window)
    }

    fn platform(&self, params: &[(String, String)]) -> Result<Platform, Refusal> {
        match call::last(params, "platform") {
            None => Ok(Platform::Messenger),
            Some(platform) => match self.value("Platform", "platform", platform)? {
                "INSTAGRAM" => Ok(Platform::Instagram),
                _ => Ok(Platform::Messenger),
            },
        }
    }

    fn filter(&self, params: &[(String, String)]) -> Result<Filter, Refusal> {
        let folder = call::last(params, "folder").filter(|folder| !folder.is_empty());
        let folder = folder.map(|folder| self.value("Folder", "folder", folder));
        let mut folders: Vec<_> = folder.transpose()?.map(str::to_owned).into_iter().collect();
        if let Some(tags) = call::last(params, "tags") {
            folders.extend(names(tags));
        }
        folders.sort_unstable();
        folders.dedup();
        let milliseconds = |name: &str| match self.contract.takes("ListConversations", name) {
            true => call::milliseconds(params, name),
            false => Ok(None),
        };
        Ok(Filter {
            // No conversation is in two folders, and none is called so.
            folder: (!folders.is_empty()).then(|| folders.join(",")),
            person: call::last(params, "user_id").map(str::to_owned),
            updated_after_ms: milliseconds("updated_after_ms")?,
            updated_before_ms: milliseconds("updated_before_ms")?,
        })
    }

    /// A value of an enum, in any case.
    fn value(&self, name: &str, param: &str, value: &str) -> Result<&str, Refusal> {
        let refusal = || Refusal::parameter(&format!("Param {param} has an invalid value"));
        self.contract.value(name, value).ok_or_else(refusal)
    }

    /// The wanted fields, all of which the version has.
    fn fields(&self, ty: &str) -> Result<Option<Selection>, Refusal> {
        let fields = self.call.get("fields").unwrap_or_default();
        let fields = Selection::parse(fields)?;
        if let Some(fields) = &fields {
            self.check(fields, ty)?;
        }
        Ok(fields)
    }

    fn check(&self, fields: &Selection, ty: &str) -> Result<(), Refusal> {
        for choice in &fields.0 {
            let name = &choice.name;
            let of = match ty {
                PAGE => page::field(name),
                _ => self.contract.field(ty, name),
            };
            let Some(of) = of else {
                let message =
                    format!("Tried accessing nonexisting field ({name}) on node type ({ty})");
                return Err(Refusal::parameter(&message));
            };
            Window::read(&choice.modifiers)?;
            by_time(&choice.modifiers)?;
            for (_, source) in choice.modifiers.iter().filter(|(name, _)| name == "source") {
                self.value("MessageSource", "source", source)?;
            }
            if let Some(fields) = &choice.fields {
                self.check(fields, contract::inner(of))?;
            }
        }
        Ok(())
    }

    fn within<'a>(&'a self, fields: Option<&'a Selection>) -> Within<'a> {
        Within {
            modifiers: &[],
            fields,
            style: &self.style,
        }
    }
}

fn by_time(params: &[(String, String)]) -> Result<(), Refusal> {
    match params.iter().find(|(name, _)| BY_TIME.contains(&&**name)) {
        Some((name, _)) => Err(Refusal::parameter(&format!(
            "Param {name}: time-based pagination is not available on this edge"
        ))),
        None => Ok(()),
    }
}

/// Names in a list, as JSON or with commas.
fn names(list: &str) -> Vec<String> {
    serde_json::from_str(list).unwrap_or_else(|_| {
        let names = list.split(',').map(str::trim);
        names
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect()
    })
}
