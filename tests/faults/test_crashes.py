"""kill -9 at every named site and at any moment: nothing accepted is lost, nothing happens twice."""

import contextlib
import random
import time
import unittest

from saying import LONG, say, together, until
from testing.program import Program
from world import ENGINES, PRODUCT, STATUS_OF_CRASH, World, crash_sites

OF_JOBS = ("jobs", "leader", "schedule")
# Reached on the way out; every other one while working.
AT_THE_STOP = {"jobs_given_back"}
KILLS = 60 if LONG else 12
JOBS = 4000 if LONG else 1000
KINDS = ("settled", "plain", "once")


def give_work(world: World, jobs: int) -> None:
    for kind in KINDS:
        world.enqueue(kind, jobs)


class Crashes(unittest.TestCase):
    def test_a_crash_at_any_named_site_loses_nothing(self):
        sites = crash_sites(*OF_JOBS)
        reached: list[tuple[str, str]] = []

        def crash(engine: str, site: str, which: int):
            with World(engine) as world:
                give_work(world, 20)
                worker = world.work("--every-s", "1", crash_at=f"{site}:{which}" if which > 1 else site)
                if site in AT_THE_STOP:
                    worker.stop()
                code = until(lambda: worker.process.poll(), 12, f"{engine}: {site} is reached", 0.05)
                if code != STATUS_OF_CRASH:
                    raise AssertionError(f"{engine}: {site} ended with {code}\n{world.log()[-1500:]}")
                reached.append((engine, site))
                world.work("--every-s", "1")
                world.at_rest(20)
                world.stop_all()
                world.check(ticks_may_wait=True)

        # The second pass of a site finds work half done that the first does not.
        passes = {"jobs_claimed": 2, "jobs_handler": 5, "jobs_handled": 5}
        scenarios = [(engine, site, which) for engine in ENGINES for site in sites for which in {1, passes.get(site, 1)}]
        together(*((lambda scenario=scenario: crash(*scenario)) for scenario in scenarios), at_a_time=10)
        for engine in ENGINES:
            self.assertEqual({site for where, site in reached if where == engine}, set(sites))
        say("F01/F02", f"killed at all {len(sites)} sites on both engines, {len(scenarios)} crashes of a process with 60 jobs: "
                       "0 jobs lost, 0 effects twice, 0 second attempts of at-most-once jobs")

    def test_the_product_comes_back_from_every_site(self):
        sites = crash_sites(*OF_JOBS)
        # A clock this fast makes the product's own schedule due every second or so.
        environment = {"PROMOSTACK_CLOCK_RATE": "20000"}

        def crash(site: str):
            program = Program(environment=environment | {"PROMOSTACK_CRASH_AT": site}, binary=PRODUCT, ready_path="/healthz")
            try:
                with contextlib.suppress(RuntimeError):  # it may be gone before it answers
                    program.start()
                if site in AT_THE_STOP:
                    program.stop()
                code = until(lambda: program.process.poll(), 15, f"{site} is reached", 0.05)
                if code != STATUS_OF_CRASH:
                    raise AssertionError(f"{site}: {code}\n{program.log()[-1500:]}")
                del program.environment["PROMOSTACK_CRASH_AT"]
                program.ready_path = "/readyz"
                program.start()
                if program.stop() != 0:
                    raise AssertionError(f"{site}: the restarted program did not end well\n{program.log()[-1500:]}")
            finally:
                program.__exit__()

        together(*((lambda site=site: crash(site)) for site in sites), at_a_time=6)
        say("F01", f"`serve` on SQLite killed at all {len(sites)} sites: ready again each time, then exit 0")

    def test_kills_at_random_moments_lose_nothing(self):
        seed = random.SystemRandom().randrange(1 << 32)
        reports = []

        def storm(engine: str):
            dice = random.Random(f"{seed} {engine}")
            nodes = 2 if engine == "postgres" else 1
            with World(engine) as world:
                for kind in KINDS:
                    world.enqueue(kind, JOBS)
                # On SQLite only one process may have the file: there nobody can bring more while it works.
                feeders = list(KINDS) if engine == "postgres" else []
                workers = [world.start("work", "--every-s", "1") for _ in range(nodes)]
                feeder = None
                kills = 0
                while kills < KILLS:
                    # A moment of chance is the test, not a wait for something.
                    time.sleep(dice.uniform(0.05, 0.6))
                    if feeders and (feeder is None or not feeder.running()):
                        if feeder and feeder.process.returncode == 0:
                            feeders.pop(0)
                        feeder = feeders and world.start("enqueue", "--kind", feeders[0], "--prefix", f"late-{feeders[0]}", "--jobs", str(JOBS),
                                                         "--batch", "20")
                    if feeder and dice.random() < 0.3:
                        feeder.kill()
                    both = dice.random() < 0.3
                    for at in range(nodes) if both else [dice.randrange(nodes)]:
                        workers[at].kill()
                        kills += 1
                        workers[at] = world.start("work", "--every-s", "1")
                if feeder and feeder.running():
                    feeder.process.wait(60)
                # What a killed caller left open is asked for again; its keys say what was there already.
                late = KINDS if engine == "postgres" else ()
                for kind in late:
                    world.run("enqueue", "--kind", kind, "--prefix", f"late-{kind}", "--jobs", str(JOBS))
                world.at_rest(60)
                world.stop_all()
                world.check(ticks_may_wait=True)
                jobs = JOBS * len(KINDS + late)
                self.assertEqual(world.number("SELECT count(*) FROM accepted"), jobs)
                cut_off = world.number("SELECT count(*) FROM (SELECT job_id FROM runs GROUP BY job_id HAVING count(*) > 1) again") + world.number(
                    "SELECT count(*) FROM jobs WHERE state = 'parked'")
                self.assertGreater(cut_off, 0, "no kill hit a job at work")
                states = world.states()
                single = world.number("SELECT count(*) FROM jobs WHERE state = 'parked' AND kind = 'once'")
                reports.append(f"{engine}: {kills} kills, {jobs} jobs and the ticks, {cut_off} cut off at work: {states.get('done', 0)} done, "
                               f"{states.get('parked', 0)} parked ({single} at-most-once, the others hit 3 times), 0 lost")

        with self.subTest(seed=seed):
            together(*((lambda engine=engine: storm(engine)) for engine in ENGINES))
        say("F06", f"{'; '.join(sorted(reports))} (seed {seed})")

    def test_a_job_that_kills_its_process_is_parked_and_the_others_flow(self):
        reports = []

        def poison(engine: str):
            with World(engine) as world:
                world.enqueue("poison", 1)
                world.enqueue("settled", 100)
                crashes = 0
                while world.number("SELECT count(*) FROM jobs WHERE kind = 'poison' AND state = 'parked'") < 1:
                    self.assertLess(crashes, 4, "poison crashes for ever")
                    worker = world.work("--job-lease-ms", "300")

                    def ended(worker=worker):
                        parked = world.number("SELECT count(*) FROM jobs WHERE kind = 'poison' AND state = 'parked'")
                        return not worker.running() or parked == 1
                    until(ended, 20, "the poison crashes or is parked", 0.1)
                    crashes += not worker.running()
                world.at_rest(20)
                world.stop_all()
                world.check()
                runs = world.rows("SELECT job_id, count(*) FROM runs WHERE kind = 'poison' GROUP BY job_id")
                self.assertEqual([count for _, count in runs], ["3"])
                done = world.number("SELECT count(*) FROM jobs WHERE kind = 'settled' AND state = 'done'")
                innocent = world.number("SELECT count(*) FROM jobs WHERE kind = 'settled' AND state = 'parked'")
                # Those that were held beside it each time are counted as suspects too.
                self.assertGreater(done, 80)
                self.assertEqual(done + innocent, 100)
                reports.append(f"{engine}: parked after 3 crashes, {done} of 100 others done, {innocent} parked with them")

        together(*((lambda engine=engine: poison(engine)) for engine in ENGINES))
        say("F08", "; ".join(sorted(reports)))


if __name__ == "__main__":
    unittest.main()
