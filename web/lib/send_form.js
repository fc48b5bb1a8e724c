// @ts-check

/**
 * Like fetch() with a form as its body, but says how far the sending is.
 * @param {string} address
 * @param {{headers: Headers, body: FormData, signal: AbortSignal, onProgress: (share: number) => void}} form
 * @returns {Promise<Response>}
 */
export function sendForm(address, { headers, body, signal, onProgress }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const give = () => reject(new TypeError("The form was not sent."));
    request.open("POST", address);
    request.responseType = "blob";
    for (const [title, value] of headers) request.setRequestHeader(title, value);
    request.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => lengthComputable && onProgress(loaded / total));
    request.addEventListener("load", () => resolve(new Response(request.response, { status: request.status, headers: answerHeaders(request) })));
    request.addEventListener("error", give);
    request.addEventListener("abort", give);
    signal.addEventListener("abort", () => request.abort());
    if (signal.aborted) give();
    else request.send(body);
  });
}

/** @param {XMLHttpRequest} request */
function answerHeaders(request) {
  const headers = new Headers();
  for (const line of request.getAllResponseHeaders().trim().split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return headers;
}
