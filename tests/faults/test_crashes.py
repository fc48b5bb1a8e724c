"""kill -9 at every named site and at any moment: nothing accepted is lost, nothing happens twice."""

import random
import time
import unittest

from saying import LONG, say, together, until
from world import ENGINES, STATUS_OF_CRASH, World, crash_sites

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
        sites = crash_sites()
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

    def test_kills_at_random_moments_lose_nothing(self):
        seed = random.SystemRandom().randrange(1 << 32)
        reports = []

        def storm(engine: str):
            dice = random.Random(f"{seed} {engine}")
            nodes = 2 if engine == "postgres" else 1
            with World(engine) as world:
                # On SQLite only one process may have the file, so there the work is there before.
                feeders = list(KINDS) if engine == "postgres" else []
                for kind in () if feeders else KINDS:
                    world.enqueue(kind, JOBS)
                workers = [world.start("work", "--every-s", "1") for _ in range(nodes)]
                feeder = None
                kills = 0
                while kills < KILLS:
                    # A moment of chance is the test, not a wait for something.
                    time.sleep(dice.uniform(0.05, 0.6))
                    if feeders and (feeder is None or not feeder.running()):
                        if feeder and feeder.process.returncode == 0:
                            feeders.pop(0)
                        feeder = feeders and world.start("enqueue", "--kind", feeders[0], "--prefix", feeders[0], "--jobs", str(JOBS),
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
                for kind in KINDS if engine == "postgres" else ():
                    world.enqueue(kind, JOBS)
                world.at_rest(60)
                world.stop_all()
                world.check(ticks_may_wait=True)
                self.assertEqual(world.number("SELECT count(*) FROM accepted"), JOBS * len(KINDS))
                states = world.states()
                single = world.number("SELECT count(*) FROM jobs WHERE state = 'parked' AND kind = 'once'")
                reports.append(f"{engine}: {kills} kills, {JOBS * len(KINDS)} jobs and the ticks: {states.get('done', 0)} done, "
                               f"{states.get('parked', 0)} parked ({single} at-most-once, the others interrupted 3 times), 0 lost")

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
                reports.append(f"{engine}: parked after 3 crashes, {done} of 100 others done, {innocent} parked with them")

        together(*((lambda engine=engine: poison(engine)) for engine in ENGINES))
        say("F08", "; ".join(sorted(reports)))


if __name__ == "__main__":
    unittest.main()
