"""A disk without room, for the data, the log and the objects: refused with a reason, nothing damaged, well again by itself."""

import atexit
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import types
import unittest

from saying import say, until
from test_templates import drawn, make, published, upload
from testing.databases import database
from testing.program import INHERITED, Program
from traffic import PASSWORD, READ, Client, once
from world import PRODUCT, WORKER

JOB = "00000000-0000-7000-8000-000000000001"
RETRY = f"/api/admin/jobs/{JOB}/retry"
COMMAND_DEADLINE_S = 30


# Plain for root; with a user namespace for others; and for root in a chroot, whose top is no mount that could be made private.
WAYS = (["unshare", "-m"], ["unshare", "-rm"], ["unshare", "-m", "--propagation", "unchanged"])


def own_mounts(folder: pathlib.Path) -> list[str]:
    """The command that gives a process its own mounts."""
    for command in WAYS:
        tried = subprocess.run([*command, "sh", "-c", f'mount -t tmpfs none "{folder}" && umount "{folder}"'], capture_output=True,
                               check=False, timeout=10)
        if tried.returncode == 0:
            return command
    raise RuntimeError(f"none of {[' '.join(way) for way in WAYS]} may mount: these tests need one of them")


def forget(folder: pathlib.Path) -> None:
    """Where mounts are not private the disk may be seen here too, until it is taken down."""
    subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False, timeout=10)
    shutil.rmtree(folder, ignore_errors=True)


class Disk:
    """A small file system at `folder`, seen only by a process that is started with `command` and by `inside`."""

    def __init__(self, size: str):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="promostack-disk-"))
        self.size = size
        atexit.register(forget, self.folder)
        self.unshare = own_mounts(self.folder)
        self.pid = 0

    def command(self, *program: str, log: str = "") -> list[str]:
        redirect = f' >"{self.folder}/{log}" 2>&1' if log else ""
        script = (f'mount -t tmpfs -o size={self.size} none "{self.folder}" && chmod 700 "{self.folder}"'
                  f' && {"dd if=/dev/zero of=" + str(self.folder) + "/ballast bs=64k 2>/dev/null; " if log else ""}'
                  f'exec setpriv --pdeathsig KILL "$@"{redirect}')
        return [*self.unshare, "sh", "-c", script, "sh", *program]

    def inside(self, script: str) -> str:
        enter = ["nsenter", "-t", str(self.pid), "-m", "-r"] + (["-U", "--preserve-credentials"] if "-rm" in self.unshare else [])
        done = subprocess.run([*enter, "sh", "-c", script], capture_output=True, text=True, check=False, timeout=COMMAND_DEADLINE_S)
        if done.returncode != 0:
            raise AssertionError(f"{script}: {done.stdout}{done.stderr}")
        return done.stdout

    def fill(self) -> None:
        self.inside(f'dd if=/dev/zero of="{self.folder}/ballast" bs=4k 2>/dev/null; true')

    def empty(self) -> None:
        self.inside(f'rm "{self.folder}/ballast"')

    def sql(self, statement: str) -> str:
        code = f"import sqlite3; c = sqlite3.connect('{self.folder}/promostack.db', timeout=5); print(c.execute({statement!r}).fetchall()); c.commit()"
        return self.inside(f"/usr/bin/python3 -c {json.dumps(code)}")


@contextlib.contextmanager
def product_on(disk: Disk, environment: dict[str, str], log: str = ""):
    program = Program(environment={"ADMIN_PASSWORD": PASSWORD} | environment, binary=PRODUCT)
    program.command = disk.command(*program.command, log=log)
    try:
        program.start()
        # The chain of commands became the program itself: it has the process id that was started.
        disk.pid = program.process.pid
        yield program
    finally:
        program.__exit__()
        disk.folder.rmdir()


def dropped(client: Client) -> int:
    """How many lines of the log the program says it has lost."""
    client.get("/no/such/path")
    client.get("/metrics")
    return int(next((line.split()[1] for line in client.body.decode().splitlines() if line.startswith("promostack_log_lines_dropped ")), 0))


class FullDisk(unittest.TestCase):
    def test_a_full_data_disk_refuses_writes_serves_reads_and_recovers(self):
        disk = Disk("4m")
        with product_on(disk, {"DATA_DIR": str(disk.folder)}) as program:
            client = Client(program.url).sign_in()
            disk.sql("INSERT INTO jobs (id, tenant_id, kind, payload, state, ready, priority, run_at, max_attempts, created_at) "
                     f"VALUES ('{JOB}', 'default', 'nobody.works.this', '{{}}', 'pending', 1, 100, 1, 8, 1)")
            self.assertEqual(client.post(RETRY).status, 200)
            disk.fill()
            tries = 0
            # The log of the database has room of its own for a few more commits.
            while (seen := client.post(RETRY)).status == 200:
                tries += 1
                self.assertLess(tries, 2000, "the disk never gets full")
            self.assertEqual(seen.status, 503, client.body)
            self.assertGreater(int(seen.retry_after or 0), 0)
            writes = [client.post(RETRY).status for _ in range(20)]
            reads = [client.get(READ).status for _ in range(20)]
            self.assertEqual((set(writes), set(reads)), ({503}, {200}))
            self.assertEqual(once(program.url, "/healthz").status, 200)
            disk.empty()
            begun = time.monotonic()
            until(lambda: client.post(RETRY).status == 200, 5, "writes work again")
            back = time.monotonic() - begun
            until(lambda: once(program.url, "/readyz").status == 200, 5, "it is ready")
            self.assertIn("ok", disk.sql("PRAGMA integrity_check"))
            self.assertEqual(program.stop(), 0)
            client.close()
            say("F37", f"data disk of {disk.size} full: {tries} more writes fitted, then 21 of 21 answered 503, 20 of 20 reads 200; writes again {back * 1000:.0f} ms "
                       "after there was room, integrity_check ok, exit 0")

    def test_a_log_that_cannot_be_written_stops_nothing(self):
        disk = Disk("256k")
        with product_on(disk, {"LOG_LEVEL": "debug"}, log="program.log") as program:
            self.assertIn("100%", disk.inside(f'df "{disk.folder}"'))
            client = Client(program.url).sign_in()
            seen = [client.get(READ) for _ in range(300)]
            self.assertEqual({one.status for one in seen}, {200})
            lost = until(lambda: dropped(client), 5, "the metrics tell of lost lines", 0.2)
            size = int(disk.inside(f'stat -c %s "{disk.folder}/program.log"'))
            disk.empty()
            begun = time.monotonic()

            def grown():
                client.get("/no/such/path")
                client.post("/api/login", {"password": "wrong"})
                return int(disk.inside(f'stat -c %s "{disk.folder}/program.log"')) > size
            until(grown, 10, "the log goes on when there is room")
            client.close()
            self.assertEqual(program.stop(), 0)
            say("F37", f"disk of the log full from the start: 300 of 300 requests 200 (slowest {max(one.seconds for one in seen) * 1000:.0f} ms), {lost} lost lines counted, "
                       f"the log went on {time.monotonic() - begun:.1f} s after there was room")

    def test_a_log_that_nobody_reads_stops_nothing(self):
        read_end, write_end = os.pipe()
        program = Program(environment={"ADMIN_PASSWORD": PASSWORD, "LOG_LEVEL": "debug"}, binary=PRODUCT)
        program.command = ["sh", "-c", f'exec setpriv --pdeathsig KILL "$@" 2>/proc/{os.getpid()}/fd/{write_end}', "sh", *program.command]
        try:
            with program:
                os.set_blocking(write_end, False)
                with contextlib.suppress(BlockingIOError):
                    while True:
                        os.write(write_end, b"x" * 4096)
                client = Client(program.url).sign_in()
                seen = [client.get(READ) for _ in range(300)]
                lost = until(lambda: dropped(client), 5, "the metrics tell of lost lines", 0.2)
                client.close()
                self.assertEqual({one.status for one in seen}, {200})
                self.assertEqual(program.stop(), 0)
        finally:
            os.close(read_end)
            os.close(write_end)
        say("F37", f"log into a full pipe that nobody reads: 300 of 300 requests 200 (slowest {max(one.seconds for one in seen) * 1000:.0f} ms), "
                   f"{lost} lost lines counted, exit 0")

    def test_a_full_disk_refuses_pictures_and_draws_those_it_has(self):
        disk = Disk("16m")
        with database("postgres") as where, product_on(disk, where | {"DATA_DIR": str(disk.folder)}) as program:
            business = types.SimpleNamespace(program=program, client=Client(program.url).sign_in())

            def files() -> list[str]:
                return sorted(disk.inside(f'cd "{disk.folder}"; find objects prepared -type f -not -path "*/locks~/*"').split())
            make(business, "sale")
            before = files()
            disk.fill()
            answers = [upload(business, shade)[0] for shade in (1, 2, 3)]
            fresh = [drawn(business, f"CODE-{number}")[0] for number in range(20)]
            renamed = business.client.request("PUT", "/api/templates/sale", json.dumps({"name": "Autumn"})).status
            self.assertEqual((answers, set(fresh), renamed), ([503] * 3, {200}, 200))
            self.assertEqual(files(), before, "what could not be stored leaves nothing")
            disk.empty()
            self.assertEqual(upload(business, 1)[0], 201)
            begun = time.monotonic()
            until(lambda: published(business, f"{program.url}/objects") == {"sale": ("Autumn", "Autumn")}, 30, "the change is published", 0.2)
            took = time.monotonic() - begun
            self.assertEqual(program.stop(), 0)
            business.client.close()
        say("F37", f"disk of {disk.size} for pictures full: 3 of 3 uploads 503 and nothing of them left, 20 of 20 new codes drawn; with room again an upload "
                   f"worked, a template changed meanwhile was published {took:.1f} s later")

    def test_a_full_object_folder_refuses_a_put_and_keeps_what_it_has(self):
        disk = Disk("4m")
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        process = subprocess.Popen(disk.command(str(WORKER), "fill", str(disk.folder / "objects")), env=environment, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(disk.folder.rmdir)
        try:
            disk.pid = process.pid
            refused, whole = process.stdout.readline().strip(), process.stdout.readline().strip()
            self.assertRegex(refused, r"^refused after \d+: .*full")
            stored = int(refused.split()[2].rstrip(":"))
            self.assertGreater(stored, 20)
            self.assertEqual(whole, f"whole {stored}")
            # Room again, as if somebody had given the disk more.
            disk.inside(f'mount -o remount,size=16m "{disk.folder}"')
            output, _ = process.communicate("go on\n", timeout=COMMAND_DEADLINE_S)
            self.assertEqual((process.returncode, output.strip()), (0, f"whole {stored + 1}"))
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()
        say("F37", f"object folder on a disk of {disk.size}: {stored} objects of 64 kB, then `{refused.split(': ', 1)[1]}`; all {stored} whole, next put "
                   "works with more room")


if __name__ == "__main__":
    unittest.main()
