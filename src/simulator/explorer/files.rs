//! The files of the page.

/// A file of the page, below `/__explorer/`.
pub(crate) struct File {
    pub(crate) name: &'static str,
    pub(crate) content_type: &'static str,
    pub(crate) text: &'static str,
}

/// The page itself, which is served at `/`.
pub(crate) const PAGE: File = File {
    name: "",
    content_type: "text/html; charset=utf-8",
    text: include_str!("web/index.html"),
};

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const IMAGE: &str = "image/svg+xml";

macro_rules! files {
    ($content_type:ident: $($name:literal),* $(,)?) => {
        [$(File {
            name: $name,
            content_type: $content_type,
            text: include_str!(concat!("web/", $name)),
        }),*]
    };
}

const SCRIPTS: [File; 17] = files![
    SCRIPT:
    "admin.mjs",
    "answer.mjs",
    "code.mjs",
    "contract.mjs",
    "dom.mjs",
    "faults.mjs",
    "field_tree.mjs",
    "fields.mjs",
    "form.mjs",
    "http.mjs",
    "json.mjs",
    "log.mjs",
    "main.mjs",
    "query.mjs",
    "rust.mjs",
    "schema.mjs",
    "tokens.mjs",
];

/// One file, for one request.
const STYLES: [File; 1] = [File {
    name: "explorer.css",
    content_type: STYLE,
    text: concat!(
        include_str!("web/page.css"),
        include_str!("web/sections.css")
    ),
}];

const IMAGES: [File; 1] = files![IMAGE: "icon.svg"];

/// Returns the file with a name.
pub(crate) fn find(name: &str) -> Option<&'static File> {
    let mut files = SCRIPTS.iter().chain(&STYLES).chain(&IMAGES);
    files.find(|file| file.name == name)
}
