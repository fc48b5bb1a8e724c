// @ts-check
import { sendForm } from "./send_form.js";

const kDeadlineMs = 15_000;
const kFileDeadlineMs = 60_000;
const kViewing = "You are viewing this workspace as a platform admin; keys, billing and ownership are left to its own people.";

/**
 * What the server refused, or why it could not be asked. `message` says what to do next and may be shown as it is.
 * `code` is the server's slug, or `offline` / `timeout` / `unreadable` when there was no usable answer.
 */
export class ApiError extends Error {
  /**
   * @param {string} message
   * @param {{status: number, code: string, field?: string, requestId?: string, retryAfterSeconds?: number, body?: unknown}} facts
   */
  constructor(message, { status, code, field, requestId, retryAfterSeconds, body }) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.field = field;
    this.requestId = requestId;
    this.retryAfterSeconds = retryAfterSeconds;
    this.body = body;
  }
}

/** @typedef {Record<string, string | number | null | undefined>} Query */

/**
 * `token` is sent as a bearer's. `onProgress` hears which share of an upload is on its way, from 0 to 1.
 * @typedef {{query?: Query, signal?: AbortSignal, token?: string, onProgress?: (share: number) => void}} CallOptions
 */

/** Calls the server that served the page. Every call has a deadline; every failure but an abort is an ApiError. */
export class Api {
  #onRefused;
  #viewedTenant;
  #clockOffsetMs = 0;

  /**
   * @param {{onRefused?: (refusal: ApiError) => void, viewedTenant?: () => string | null}} [options] `onRefused` runs before a refusal
   *   of the server is thrown; `viewedTenant` is the tenant that a platform admin looks into, asked at every call.
   */
  constructor({ onRefused, viewedTenant } = {}) {
    this.#onRefused = onRefused;
    this.#viewedTenant = viewedTenant;
  }

  /** @param {string} path @param {CallOptions} [options] @returns {Promise<any>} */
  get(path, options) {
    return this.#call("GET", path, undefined, options);
  }

  /** @param {string} path @param {unknown} [body] @param {CallOptions} [options] @returns {Promise<any>} */
  post(path, body = {}, options) {
    return this.#call("POST", path, body, options);
  }

  /** @param {string} path @param {unknown} body @param {CallOptions} [options] @returns {Promise<any>} */
  put(path, body, options) {
    return this.#call("PUT", path, body, options);
  }

  /** @param {string} path @param {unknown} body @param {CallOptions} [options] @returns {Promise<any>} */
  patch(path, body, options) {
    return this.#call("PATCH", path, body, options);
  }

  /** @param {string} path @param {unknown} [body] @param {CallOptions} [options] @returns {Promise<any>} */
  delete(path, body = {}, options) {
    return this.#call("DELETE", path, body, options);
  }

  /** Sends files, and texts beside them, as a form's fields. @param {string} path @param {Record<string, Blob | string>} files @param {CallOptions} [options] @returns {Promise<any>} */
  upload(path, files, options) {
    const form = new FormData();
    for (const [name, file] of Object.entries(files)) form.append(name, file);
    return this.#call("POST", path, form, options);
  }

  /** The server's idea of the time, so that "3 minutes ago" is right on a wrong computer and under a simulated clock. */
  now() {
    return Date.now() + this.#clockOffsetMs;
  }

  /** A file, as the server makes it. @param {string} path @param {CallOptions} [options] @returns {Promise<Blob>} */
  async download(path, options) {
    return (await this.#file("GET", path, undefined, options)).content;
  }

  /** A file that the server makes of `body`, and what it says about it. @param {string} path @param {unknown} body @param {CallOptions} [options] */
  async make(path, body, options) {
    const { response, content } = await this.#file("POST", path, body, options);
    return { content, headers: response.headers };
  }

  /** @param {string} method @param {string} path @param {unknown} body @param {CallOptions} [options] */
  async #file(method, path, body, options) {
    const { response, content } = await this.#send(method, path, body, kFileDeadlineMs, options);
    if (response.ok) return { response, content };
    throw this.#refuse(response, parse(await content.text()).value);
  }

  /** @param {string} method @param {string} path @param {unknown} body @param {CallOptions} [options] */
  async #call(method, path, body, options) {
    const deadlineMs = body instanceof FormData ? kFileDeadlineMs : kDeadlineMs;
    const { response, content } = await this.#send(method, path, body, deadlineMs, options);
    const parsed = parse(await content.text());
    if (response.ok && parsed.valid) return parsed.value;
    throw this.#refuse(response, parsed.value);
  }

  /** @param {string} method @param {string} path @param {unknown} body @param {number} deadlineMs @param {CallOptions} [options] */
  async #send(method, path, body, deadlineMs, { query, signal, token, onProgress } = {}) {
    const deadline = AbortSignal.timeout(deadlineMs);
    const end = signal ? AbortSignal.any([signal, deadline]) : deadline;
    const address = path + queryString(query);
    const headers = this.#headers(body, token);
    try {
      const response =
        body instanceof FormData && onProgress
          ? await sendForm(address, { headers, body, signal: end, onProgress })
          : await fetch(address, {
              method,
              credentials: "same-origin",
              redirect: "error",
              headers,
              body: body === undefined || body instanceof FormData ? body : JSON.stringify(body),
              signal: end,
            });
      const content = await response.blob();
      this.#followServerClock(response);
      return { response, content };
    } catch (failure) {
      if (signal?.aborted) throw failure;
      throw unreachable(deadline.aborted);
    }
  }

  /** @param {Response} response @param {any} body */
  #refuse(response, body) {
    const refused = refusal(response, body, Boolean(this.#viewedTenant?.()));
    this.#onRefused?.(refused);
    return refused;
  }

  /** @param {unknown} body @param {string | undefined} token */
  #headers(body, token) {
    const headers = new Headers({ Accept: "application/json" });
    // The browser writes the type of a form itself: it alone knows the boundary.
    if (body !== undefined && !(body instanceof FormData)) headers.set("Content-Type", "application/json");
    if (token) headers.set("Authorization", `Bearer ${token}`);
    const tenant = this.#viewedTenant?.();
    if (tenant) headers.set("X-Impersonate-Tenant", tenant);
    return headers;
  }

  /** @param {Response} response */
  #followServerClock(response) {
    const served = Date.parse(response.headers.get("Date") ?? "");
    if (Number.isNaN(served)) return;
    const offset = served - Date.now();
    // The header counts whole seconds; a smaller difference is rounding, not a different clock.
    this.#clockOffsetMs = Math.abs(offset) < 2000 ? 0 : offset;
  }
}

/** @param {Query | undefined} query */
function queryString(query) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text && `?${text}`;
}

/** @param {string} text */
function parse(text) {
  try {
    return { valid: true, value: JSON.parse(text) };
  } catch {
    return { valid: false, value: undefined };
  }
}

/** @param {boolean} timedOut */
function unreachable(timedOut) {
  if (timedOut) {
    return new ApiError("The server took too long to answer. Try again.", { status: 0, code: "timeout" });
  }
  return new ApiError("The server cannot be reached. Check your connection and try again.", { status: 0, code: "offline" });
}

/**
 * @param {Response} response
 * @param {any} body
 * @param {boolean} viewing why somebody with all rights is refused
 */
function refusal(response, body, viewing) {
  const retryAfter = Number(response.headers.get("Retry-After"));
  const explained = typeof body?.error === "string" && body.error !== "";
  const said = explained ? body.error : `The server answered with status ${response.status}. Try again in a moment.`;
  return new ApiError(viewing && response.status === 403 ? `${said.replace(/\.?$/, ".")} ${kViewing}` : said, {
    status: response.status,
    code: typeof body?.code === "string" ? body.code : "unreadable",
    field: typeof body?.field === "string" ? body.field : undefined,
    requestId: body?.request_id ?? response.headers.get("X-Request-Id") ?? undefined,
    retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined,
    body,
  });
}
