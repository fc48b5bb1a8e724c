// @ts-check
import { ApiError } from "./api.js";

/** @typedef {"ready" | "starting" | "stopping" | "unavailable" | "unreachable"} Readiness */

/**
 * Asks whether the server takes work. "Not ready" is an answer here, not a failure.
 * @param {import("./api.js").Api} api
 * @param {AbortSignal} signal
 * @returns {Promise<Readiness>}
 */
export async function readiness(api, signal) {
  try {
    return known(await api.get("/readyz", { signal })) ?? "unreachable";
  } catch (failure) {
    if (failure instanceof ApiError) return known(failure.body) ?? "unreachable";
    throw failure;
  }
}

/** @param {any} body @returns {Readiness | null} */
function known(body) {
  return ["ready", "starting", "stopping", "unavailable"].includes(body?.status) ? body.status : null;
}
