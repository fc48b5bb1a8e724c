"""A browser's manners without a browser: cookies are kept, changes come with an Origin."""

import http.client
import json
import urllib.parse


class Answer:
    def __init__(self, response: http.client.HTTPResponse):
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode()

    def json(self):
        return json.loads(self.text)


class Client:
    def __init__(self, url: str):
        self.url = url
        self.address = urllib.parse.urlsplit(url)
        self.cookie = None

    def request(self, method: str, path: str, body=None, headers=None, origin: bool = True) -> Answer:
        connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=10)
        sent = {"Content-Type": "application/json"} if body is not None else {}
        if origin and method not in ("GET", "HEAD"):
            sent["Origin"] = self.url
        if self.cookie:
            sent["Cookie"] = self.cookie
        sent |= headers or {}
        payload = None if body is None else body if isinstance(body, str) else json.dumps(body)
        try:
            connection.request(method, path, payload, sent)
            answer = Answer(connection.getresponse())
        finally:
            connection.close()
        if cookie := answer.headers.get("Set-Cookie"):
            self.cookie = cookie.split(";")[0]
        return answer

    def get(self, path: str, **options) -> Answer:
        return self.request("GET", path, **options)

    def post(self, path: str, body=None, **options) -> Answer:
        return self.request("POST", path, {} if body is None else body, **options)

    def sign_in(self, password: str) -> Answer:
        return self.post("/api/login", {"password": password})
