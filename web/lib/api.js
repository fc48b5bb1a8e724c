// @ts-check

const kDeadlineMs = 15_000;

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

/** Calls the server that served the page. Every call has a deadline; every failure but an abort is an ApiError. */
export class Api {
  #onUnauthorized;
  #clockOffsetMs = 0;

  /** @param {{onUnauthorized?: () => void}} [options] `onUnauthorized` runs before a 401 is thrown. */
  constructor({ onUnauthorized } = {}) {
    this.#onUnauthorized = onUnauthorized;
  }

  /**
   * @param {string} path
   * @param {{query?: Query, signal?: AbortSignal}} [options]
   * @returns {Promise<any>}
   */
  get(path, { query, signal } = {}) {
    return this.#call("GET", path + queryString(query), undefined, signal);
  }

  /**
   * @param {string} path
   * @param {unknown} [body]
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<any>}
   */
  post(path, body = {}, { signal } = {}) {
    return this.#call("POST", path, body, signal);
  }

  /** The server's idea of the time, so that "3 minutes ago" is right on a wrong computer and under a simulated clock. */
  now() {
    return Date.now() + this.#clockOffsetMs;
  }

  /**
   * @param {string} method
   * @param {string} url
   * @param {unknown} body
   * @param {AbortSignal | undefined} signal
   */
  async #call(method, url, body, signal) {
    const deadline = AbortSignal.timeout(kDeadlineMs);
    let response;
    let text;
    try {
      response = await fetch(url, {
        method,
        credentials: "same-origin",
        redirect: "error",
        headers: body === undefined ? { Accept: "application/json" } : { Accept: "application/json", "Content-Type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      });
      text = await response.text();
    } catch (failure) {
      if (signal?.aborted) throw failure;
      throw unreachable(deadline.aborted);
    }
    this.#followServerClock(response);
    const parsed = parse(text);
    if (response.ok && parsed.valid) return parsed.value;
    if (response.status === 401) this.#onUnauthorized?.();
    throw refusal(response, parsed.value);
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
 */
function refusal(response, body) {
  const retryAfter = Number(response.headers.get("Retry-After"));
  const explained = typeof body?.error === "string" && body.error !== "";
  return new ApiError(explained ? body.error : `The server answered with status ${response.status}. Try again in a moment.`, {
    status: response.status,
    code: typeof body?.code === "string" ? body.code : "unreadable",
    field: typeof body?.field === "string" ? body.field : undefined,
    requestId: body?.request_id ?? response.headers.get("X-Request-Id") ?? undefined,
    retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined,
    body,
  });
}
