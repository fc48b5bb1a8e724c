"""Requests of a stranger who means harm, against the real program."""

import pathlib
import socket
import unittest

from testing.program import Program
from wire import send

PASSWORD = "a password for this test"
HELD = 120  # clients that keep a body open
BODY = 1_000_000
MOST_HELD_MB = 150


def resident_mb(program: Program) -> int:
    status = pathlib.Path(f"/proc/{program.process.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))) // 1024


class Requests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = Program(environment={"ADMIN_PASSWORD": PASSWORD})
        cls.program.__enter__()
        cls.addClassCleanup(cls.program.__exit__)
        cls.host = f"Host: 127.0.0.1:{cls.program.port}\r\n".encode()
        cls.get = b"GET /healthz HTTP/1.1\r\n" + cls.host
        cls.post = b"POST /api/login HTTP/1.1\r\n" + cls.host + b"Content-Type: application/json\r\n"

    def test_no_request_hides_behind_a_refused_one(self):
        hidden = b"GET /metrics HTTP/1.1\r\n" + self.host + b"\r\n"
        for framing in (b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", b"Transfer-Encoding: chunked, chunked\r\n",
                        b"Transfer-Encoding:\r\nContent-Length: 2\r\n", b"Transfer-Encoding: \"chunked\"\r\n", b"Transfer-Encoding : chunked\r\n",
                        b"Content-Length: 2, 2\r\n", b"Content-Length: +2\r\n", b"Content-Length: 0x2\r\n", b"Expect: 200-ok\r\nContent-Length: 2\r\n"):
            with self.subTest(framing=framing):
                reply = send(self.program.port, self.post + framing + b"\r\n0\r\n\r\n" + hidden)
                self.assertEqual(len(reply.statuses), 1)
                self.assertIn(reply.statuses[0], (400, 417, 501))
                self.assertTrue(reply.closed)
                self.assertNotIn(b"promostack_", reply.text)

    def test_chunks_that_lie_are_refused(self):
        chunked = self.post + b"Transfer-Encoding: chunked\r\n\r\n"
        for chunks in (b"0x2\r\n{}\r\n0\r\n\r\n", b"-2\r\n{}\r\n", b" 2\r\n{}\r\n", b"2;a\n{}\r\n0\r\n\r\n", b"F" * 17 + b"\r\n{}", b"F" * 16 + b"\r\n{}",
                       b"2\r\n{}xx0\r\n\r\n", b"2\r\n{}\r\n0\r\nno colon\r\n\r\n", b"1\r\n \r\n" * 60_000 + b"0\r\n\r\n"):
            with self.subTest(chunks=chunks[:20]):
                reply = send(self.program.port, chunked + chunks)
                self.assertIn(reply.statuses, ([400], [413]))
                self.assertTrue(reply.closed)

    def test_a_large_upload_is_refused_with_a_reason_and_not_with_a_reset(self):
        body = b"x" * 1_000_000
        for path in (b"/api/login", b"/api/upload-overlay", b"/api/template-images"):
            with self.subTest(path=path), socket.create_connection(("127.0.0.1", self.program.port), timeout=10) as upload:
                upload.sendall(b"POST " + path + b" HTTP/1.1\r\n" + self.host + b"Content-Type: application/json\r\nContent-Length: 40000000\r\n\r\n")
                for _ in range(40):
                    upload.sendall(body)
                upload.shutdown(socket.SHUT_WR)
                self.assertTrue(upload.makefile("rb").read().startswith(b"HTTP/1.1 413 "))

    def test_other_protocols_get_an_answer_and_no_connection(self):
        for hello in (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200), b"GET /\r\n", b"HELO x\r\n",
                      b"GET / HTTP/1.2\r\n" + self.host + b"\r\n", b"\r\n" * 50, self.get + b"X: " + b"a" * 3_000_000):
            with self.subTest(hello=hello[:20]):
                reply = send(self.program.port, hello)
                self.assertEqual(len(reply.statuses), 1)
                self.assertTrue(400 <= reply.statuses[0] < 600)
                self.assertTrue(reply.closed)

    def test_floods_of_requests_at_once_are_answered_one_by_one(self):
        for path in (b"/healthz", b"/api/check-auth"):
            asked = b"GET " + path + b" HTTP/1.1\r\n" + self.host + b"\r\n"
            self.assertEqual(send(self.program.port, asked * 2000, patience_s=10).statuses, [200] * 2000)

    def test_nothing_a_stranger_sends_forges_a_header_or_a_log_line(self):
        for line in (b"GET /login?next=%0d%0aSet-Cookie:%20a=b HTTP/1.1", b"GET /api/x%0d%0aX-Forged:z/ HTTP/1.1", b"GET /admin%0aX HTTP/1.1",
                     b"GET /%1b[31mred HTTP/1.1", b"GET /api//evil.example/ HTTP/1.1"):
            reply = send(self.program.port, line + b"\r\n" + self.host + b"X-Request-Id: a%0ab\r\nUser-Agent: \xe2\x80\xae\xff\r\n\r\n")
            head = reply.text.split(b"\r\n\r\n")[0]
            self.assertNotIn(b"\r\nSet-Cookie", head)
            self.assertNotIn(b"\r\nX-Forged", head)
            self.assertNotIn(b"\r\nLocation: //", head)
        body = b'{"password":"a secret guess\\n2026 error forged"}'
        send(self.program.port, self.post + b"Cookie: admin_session=a.stolen.cookie\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        log = self.program.log()
        for never in ("a secret guess", "forged", "stolen", "\x1b", "\u202e"):
            self.assertNotIn(never, log)

    def test_many_who_keep_a_large_body_open_cost_little_and_hurt_nobody(self):
        before = resident_mb(self.program)
        head = self.post + b"Content-Length: %d\r\n\r\n" % (BODY + 10)
        refused, held = 0, []
        for _ in range(HELD):
            one = socket.create_connection(("127.0.0.1", self.program.port), timeout=5)
            self.addCleanup(one.close)
            held.append(one)
            try:
                one.sendall(head + b" " * BODY)
            except ConnectionError:
                refused += 1
        small = b'{"password":5}'
        reply = send(self.program.port, self.post + b"Content-Length: %d\r\n\r\n" % len(small) + small)
        self.assertEqual(reply.statuses, [400])
        self.assertLess(resident_mb(self.program) - before, MOST_HELD_MB)
        answers = []
        for one in held:
            one.settimeout(0.05)
            try:
                answers.append(one.recv(4096)[9:12])
            except (TimeoutError, ConnectionError):
                answers.append(b"")
        self.assertGreater(answers.count(b"503") + refused, HELD // 4, answers)


if __name__ == "__main__":
    unittest.main()
