// The access tokens that a person can choose, and the ids that go with them.
//
// A key such as `page:210000000000001` names a token in the page's URL. The tokens are in
// memory alone.

/** The key of the token that a person types. */
export const TYPED = "typed";

export class Tokens {
  /** Keys, their texts, their tokens and the ids of their nodes. */
  #known = [];
  #pages = [];

  /** Reads the tokens of the admin API; without it there are none. */
  read(status) {
    this.#pages = status?.pages ?? [];
    const { all_pages, user, app } = status?.tokens ?? {};
    const ofPages = this.#pages.map(({ id, name, token }) => ({ key: `page:${id}`, group: "Page", text: name ?? id, token, id }));
    const accounts = this.#pages.filter(({ instagram }) => instagram);
    const ofAccounts = accounts.map(({ instagram: { id, username, token } }) => ({
      key: `instagram:${id}`,
      group: "Instagram",
      text: username ?? id,
      token,
      id,
    }));
    const others = [
      { key: "user", text: "The person who manages the Pages", token: user },
      { key: "app", text: "The app", token: app },
      { key: "all", text: "All Pages (not at Graph)", token: all_pages },
    ];
    this.#known = [...ofPages, ...ofAccounts, ...others.map((one) => ({ ...one, group: "Others" }))].filter(({ token }) => token);
  }

  get options() {
    const known = this.#known.map(({ key, group, text }) => ({ value: key, group, text }));
    return [...known, { value: TYPED, group: "Others", text: "Typed by hand" }];
  }

  has(key) {
    return key === TYPED || this.#known.some((one) => one.key === key);
  }

  first() {
    return this.#known[0]?.key ?? TYPED;
  }

  value(key) {
    return this.#known.find((one) => one.key === key)?.token ?? "";
  }

  /** Returns whether an id is that of a Page or an account. */
  isId(id) {
    return this.#known.some((one) => one.id && one.id === id);
  }

  /** Returns whether an id is that of a Page. */
  isPage(id) {
    return this.#pages.some((page) => page.id === id);
  }

  /** Returns the id of the node of a token, for a parameter that takes it. */
  idFor(type, key, contract) {
    if (type !== contract.page_id) return null;
    const own = this.#known.find((one) => one.key === key)?.id;
    return own ?? this.#pages[0]?.id ?? null;
  }

  /** Returns the known values of ids, by type. */
  suggestions(contract) {
    const known = this.#known.filter(({ id }) => id);
    return { [contract.page_id]: known.map(({ id, text, group }) => ({ value: id, text: `${text} (${group})` })) };
  }
}
