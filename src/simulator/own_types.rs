//! Types that the contract does not define: those of the nodes that tokens stand for.

/// Name of the type of a Page, which the contract refers to but does not define.
pub(crate) const PAGE: &str = "Page";

/// Name of the type of an Instagram account.
pub(crate) const ACCOUNT: &str = "IGUser";

/// Names of the types of a person and of an app.
pub(crate) const USER: &str = "User";
pub(crate) const APP: &str = "Application";

/// Name of the type of a permission, which has no id.
pub(crate) const PERMISSION: &str = "Permission";

/// Name of the type of messages in the contract.
const MESSAGE: &str = "UnifiedMessage";

/// Name and type of a field, and whether it is a default one.
type OwnField = (&'static str, &'static str, bool);

/// The types and their fields. Edges with parameters are operations of the contract.
pub(crate) const OWN_TYPES: [(&str, &[OwnField]); 5] = [
    (
        PAGE,
        &[
            ("name", "string", true),
            ("id", "string", true),
            ("access_token", "string", false),
            ("category", "string", false),
            ("instagram_business_account", ACCOUNT, false),
            ("tasks", "list<string>", false),
        ],
    ),
    (
        ACCOUNT,
        &[
            ("id", "string", true),
            ("user_id", "string", false),
            ("username", "string", false),
            ("name", "string", false),
        ],
    ),
    (
        USER,
        &[
            ("name", "string", true),
            ("id", "string", true),
            ("accounts", "edge<Page>", false),
            ("permissions", "edge<Permission>", false),
        ],
    ),
    (APP, &[("name", "string", true), ("id", "string", true)]),
    (
        PERMISSION,
        &[("permission", "string", true), ("status", "string", true)],
    ),
];

/// Edges with pages of their own that are not operations of the contract.
pub(crate) const OWN_EDGES: [(&str, &str); 3] = [
    (USER, "accounts"),
    (USER, "permissions"),
    (MESSAGE, "attachments"),
];
