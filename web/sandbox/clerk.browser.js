// @ts-check
// The sandbox's stand-in for clerk-js: as much of it as a sign-in page uses, over imitated accounts. A page loads it the way it loads the
// real one, by a plain script tag with the publishable key, and finds the same `window.Clerk`. It brings its own looks, as the real one does.
(() => {
  /** @typedef {{id: string, name: string, email: string | null, verified: boolean, image_url: string | null}} Account */
  /** @typedef {{id: string, account: Account}} Opened */
  /** @typedef {{session: object | null | undefined, user: object | null | undefined}} State */

  const kSession = "sandbox_clerk_session";
  const kCookie = "__session";
  const kTokenFreshMs = 45_000; // of the 60 s that a token is good for
  const kDeadlineMs = 10_000;

  const kLooks = `
    :host { display: block; --ink: light-dark(#16203a, #ffffff); --soft: light-dark(#4b5876, #a9b6cf); --paper: light-dark(#ffffff, #101d44);
      --edge: light-dark(#76839f, #7786a6); --lit: light-dark(#eef1f8, #1a2a58); --act: light-dark(#4338ca, #a5b4fc); --bad: light-dark(#b01818, #fca5a5); }
    section { box-sizing: border-box; width: 100%; padding: 20px; border-radius: 12px; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
    h2 { margin: 0 0 4px; font-size: 18px; }
    p { margin: 0 0 16px; color: var(--soft); font-size: 14px; }
    p[role="alert"] { margin: 12px 0 0; color: var(--bad); }
    ul { margin: 0 0 16px; padding: 0; list-style: none; display: grid; gap: 8px; max-height: 320px; overflow-y: auto; }
    button, input:not([type="checkbox"]) { box-sizing: border-box; width: 100%; min-height: 44px; padding: 8px 12px; border: 1px solid var(--edge); border-radius: 8px; background: transparent; color: inherit; font: inherit; text-align: left; }
    button { cursor: pointer; }
    button:hover { background: var(--lit); }
    button:disabled { opacity: 0.6; cursor: wait; }
    button small { display: block; color: var(--soft); overflow-wrap: anywhere; }
    button.link { border-color: transparent; color: var(--act); text-align: center; }
    button[type="submit"] { border-color: #4338ca; background: #4338ca; color: #ffffff; text-align: center; }
    :focus-visible { outline: 2px solid var(--act); outline-offset: 2px; }
    form { display: grid; gap: 12px; }
    label { display: grid; gap: 4px; font-size: 14px; }
    label.check { display: flex; gap: 8px; align-items: center; min-height: 44px; }
    input[type="checkbox"] { width: 20px; height: 20px; margin: 0; }`;

  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  const publishableKey = script?.dataset.clerkPublishableKey ?? "";
  const address = `http://${atob(publishableKey.replace(/^pk_test_/, "")).replace(/\$$/, "")}/`;

  /** @param {string} path @param {Record<string, string>} [form] sent when there is one; otherwise it is only asked @returns {Promise<any>} */
  async function ask(path, form) {
    const answer = await fetch(address + path, {
      method: form ? "POST" : "GET",
      body: form ? new URLSearchParams(form) : null,
      credentials: "omit",
      signal: AbortSignal.timeout(kDeadlineMs),
    });
    const said = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(said.error ?? "The sandbox did not do it."), { status: answer.status });
    return said;
  }

  /** @param {string} tag @param {Record<string, unknown>} properties @param {(Node | string)[]} children */
  function element(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  /** @param {string} value @param {number} seconds */
  function keepCookie(value, seconds) {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${kCookie}=${value}; Path=/; SameSite=Lax; Max-Age=${seconds}${secure}`;
  }

  /** @param {Account} account */
  function userOf({ id, name, email, verified, image_url }) {
    const [firstName = "", ...rest] = name.split(" ");
    const primary = email && { emailAddress: email, verification: { status: verified ? "verified" : "unverified" } };
    return { id, firstName, lastName: rest.join(" "), fullName: name, imageUrl: image_url ?? "", hasImage: image_url !== null, primaryEmailAddress: primary };
  }

  class Clerk {
    publishableKey = publishableKey;
    loaded = false;
    /** @type {any} */
    session = undefined;
    /** @type {any} */
    user = undefined;
    /** @type {Set<(state: State) => void>} */
    #listeners = new Set();
    #beat = 0;
    unmountSignIn = unmount;
    unmountSignUp = unmount;

    async load() {
      if (this.loaded) return;
      const kept = localStorage.getItem(kSession);
      this.#set(kept ? await this.#resume(kept) : null);
      this.loaded = true;
      this.#tell();
    }

    /** Also tells at once how things are, when they are known. @param {(state: State) => void} listener */
    addListener(listener) {
      this.#listeners.add(listener);
      if (this.loaded) listener(this.#state());
      return () => void this.#listeners.delete(listener);
    }

    async signOut() {
      const ended = this.session?.id;
      localStorage.removeItem(kSession);
      keepCookie("", 0);
      this.#set(null);
      this.#tell();
      if (ended) await ask(`v1/sessions/${ended}/end`, {});
    }

    /** @param {HTMLElement} place */
    mountSignIn(place) {
      box(place, this, "signIn");
    }

    /** @param {HTMLElement} place */
    mountSignUp(place) {
      box(place, this, "signUp");
    }

    /** What the boxes do once somebody is in. @param {Opened} opened */
    async enter(opened) {
      localStorage.setItem(kSession, opened.id);
      this.#set(opened);
      await this.session.getToken();
      this.#tell();
    }

    /** @param {string} id @returns {Promise<Opened | null>} */
    async #resume(id) {
      try {
        return await ask(`v1/sessions/${encodeURIComponent(id)}`);
      } catch (failure) {
        if (/** @type {{status?: number}} */ (failure).status !== 404) throw failure;
        localStorage.removeItem(kSession);
        return null;
      }
    }

    /** @param {Opened | null} opened */
    #set(opened) {
      clearInterval(this.#beat);
      this.user = opened && userOf(opened.account);
      this.session = opened && { id: opened.id, status: "active", user: this.user, getToken: tokenSource(opened.id) };
      if (!opened) return;
      const refresh = () => this.session?.getToken().catch(() => keepCookie("", 0));
      void refresh();
      this.#beat = window.setInterval(refresh, kTokenFreshMs);
    }

    #state() {
      return { session: this.session, user: this.user };
    }

    #tell() {
      for (const listener of this.#listeners) listener(this.#state());
    }
  }

  /** Gives the same token while it is fresh, and keeps the cookie as fresh. @param {string} session */
  function tokenSource(session) {
    /** @type {Promise<string> | null} */
    let token = null;
    let askedAt = 0;
    return ({ skipCache = false } = {}) => {
      if (token && !skipCache && Date.now() - askedAt < kTokenFreshMs) return token;
      askedAt = Date.now();
      token = ask(`v1/sessions/${session}/tokens`, {}).then(({ jwt }) => {
        if (localStorage.getItem(kSession) === session) keepCookie(jwt, 60); // unless it was signed out meanwhile
        return jwt;
      });
      token.catch(() => (token = null));
      return token;
    };
  }

  /** @param {HTMLElement} place */
  function unmount(place) {
    place.replaceChildren();
  }

  /** @param {HTMLElement} place @param {Clerk} clerk @param {"signIn" | "signUp"} view */
  function box(place, clerk, view) {
    const host = element("div");
    const root = host.attachShadow({ mode: "open" });
    const looks = new CSSStyleSheet(); // a style element would need the page's leave
    looks.replaceSync(kLooks);
    root.adoptedStyleSheets = [looks];
    place.replaceChildren(host);

    /** @param {() => Promise<Opened>} open */
    const attempt = async (open) => {
      root.querySelector("[role=alert]")?.remove();
      const buttons = root.querySelectorAll("button");
      buttons.forEach((button) => (button.disabled = true));
      try {
        await clerk.enter(await open());
      } catch (failure) {
        root.querySelector("section")?.append(element("p", { role: "alert" }, /** @type {Error} */ (failure).message));
      } finally {
        buttons.forEach((button) => (button.disabled = false));
      }
    };
    /** @param {"signIn" | "signUp"} next @param {boolean} moved somebody asked for it: the focus goes along */
    const show = async (next, moved) => {
      const content = next === "signIn" ? await signIn(attempt, () => show("signUp", true)) : signUp(attempt, () => show("signIn", true));
      root.replaceChildren(content);
      if (moved) /** @type {HTMLElement | null} */ (content.querySelector("input, li button, button"))?.focus();
    };
    void show(view, false);
  }

  /** @typedef {(open: () => Promise<Opened>) => Promise<void>} Attempt */
  /** @param {Attempt} attempt @param {() => void} other */
  async function signIn(attempt, other) {
    const accounts = /** @type {Account[]} */ (await ask("v1/accounts").then(({ accounts: known }) => known, () => []));
    const rows = accounts.map((account) => {
      const note = account.email ? `${account.email}${account.verified ? "" : " (not verified)"}` : "no e-mail address";
      const choose = () => void attempt(() => ask("v1/sessions", { account: account.id }));
      return element("li", {}, element("button", { type: "button", onclick: choose }, `Continue as ${account.name}`, element("small", {}, note)));
    });
    const list = rows.length ? element("ul", {}, ...rows) : element("p", {}, "There is no account yet.");
    const create = element("button", { type: "button", className: "link", onclick: other }, "Create an account");
    return element("section", {}, element("h2", {}, "Choose an account"), element("p", {}, "Accounts of the sandbox. They have no passwords."), list, create);
  }

  /** @param {Attempt} attempt @param {() => void} other */
  function signUp(attempt, other) {
    const person = element("input", { name: "name", required: true, maxLength: 100, autocomplete: "name" });
    const email = element("input", { name: "email", type: "email", required: true, maxLength: 200, autocomplete: "email" });
    const verified = element("input", { name: "verified", type: "checkbox", checked: true });
    const onsubmit = (/** @type {SubmitEvent} */ submitted) => {
      submitted.preventDefault();
      const fields = new FormData(/** @type {HTMLFormElement} */ (submitted.currentTarget));
      void attempt(() => ask("v1/accounts", /** @type {Record<string, string>} */ (Object.fromEntries(fields))));
    };
    const form = element(
      "form",
      { onsubmit },
      element("label", {}, "Name", person),
      element("label", {}, "E-mail", email),
      element("label", { className: "check" }, verified, "The address is verified"),
      element("button", { type: "submit" }, "Create account"),
      element("button", { type: "button", className: "link", onclick: other }, "Sign in instead"),
    );
    return element("section", {}, element("h2", {}, "Create an account"), element("p", {}, "It lives in the sandbox until that is stopped."), form);
  }

  /** @type {any} */ (window).Clerk = new Clerk();
})();
