import unittest

from testing import counts
from testing.counts import Count


class Counts(unittest.TestCase):
    def both(self, count: Count) -> tuple[int, int]:
        return count.passed, count.failed

    def test_each_runner_is_read(self):
        self.assertEqual(self.both(counts.doctest("[doctest] test cases:  5 |  4 passed | 1 failed | 0 skipped\n", 1)), (4, 1))
        self.assertEqual(self.both(counts.unittest("Ran 7 tests in 1.2s\n\nFAILED (failures=1, errors=2)\n", 1)), (4, 3))
        self.assertEqual(self.both(counts.node("# tests 4\n# pass 3\n# fail 1\n", 1)), (3, 1))
        self.assertEqual(self.both(counts.node("ℹ pass 3\nℹ fail 0\n", 0)), (3, 0))
        self.assertEqual(self.both(counts.gates("[gate] a passed\nx\n[gate] b failed: 2\n", 1)), (1, 1))

    def test_a_skipped_case_is_a_failed_one(self):
        self.assertEqual(self.both(counts.unittest("Ran 2 tests in 1s\n\nOK (skipped=1)\n", 0)), (1, 1))
        self.assertEqual(self.both(counts.node("# pass 1\n# skipped 1\n", 0)), (1, 1))
        self.assertEqual(self.both(counts.doctest("[doctest] test cases: 1 | 1 passed | 0 failed | 2 skipped\n", 0)), (1, 2))

    def test_a_runner_that_ran_nothing_or_crashed_has_failed(self):
        self.assertEqual(self.both(counts.doctest("", 0)), (0, 1))
        self.assertEqual(self.both(counts.doctest("[doctest] test cases: 3 | 3 passed | 0 failed | 0 skipped\n", 139)), (3, 1))
        self.assertEqual(self.both(counts.unittest("Ran 0 tests in 0s\n\nOK\n", 0)), (0, 1))


if __name__ == "__main__":
    unittest.main()
