"""A vendor that is there and does not behave: it holds every call, or answers all of them with the page of a gateway."""

import http.server
import threading

PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"


class BadVendor:
    """`hold` lets every call wait until the block ends, or until `release`. Otherwise it gets HTML with `status`."""

    def __init__(self, status: int = 502, hold: bool = False):
        self.status = status
        self.calls = 0
        self._free = threading.Event()
        if not hold:
            self._free.set()
        vendor = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                vendor.calls += 1
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                vendor._free.wait()
                self.send_response(vendor.status)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(PAGE)))
                self.end_headers()
                self.wfile.write(PAGE)

            do_GET = do_POST = answer

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            request_queue_size = 128
            block_on_close = False

            def handle_error(self, *_):
                pass  # who hung up does not wait for the answer

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> "BadVendor":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def release(self) -> None:
        self._free.set()

    def __exit__(self, *_) -> None:
        self.release()
        self.server.shutdown()
        self.server.server_close()
