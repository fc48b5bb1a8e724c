import unittest
from pathlib import PurePosixPath

from checks import layers
from tests.tree_with import tree_with


class Layers(unittest.TestCase):
    REFUSED = [
        ("core/text.cpp", "db/tx.hpp"),
        ("db/pool.cpp", "http/server.hpp"),
        ("http/server.cpp", "net/client.hpp"),
        ("jobs/worker.cpp", "net/client.hpp"),
        ("sandbox/telegram.cpp", "db/tx.hpp"),
        ("storage/s3.cpp", "db/tx.hpp"),
        ("integrations/stripe/api.cpp", "integrations/telegram/api.hpp"),
        ("integrations/stripe/api.cpp", "domains/forex/signal.hpp"),
        ("domains/forex/engine.cpp", "http/request.hpp"),
        ("domains/forex/engine.cpp", "db/tx.hpp"),
        ("domains/forex/handlers.cpp", "db/tx.hpp"),
        ("domains/forex/service.cpp", "http/request.hpp"),
        ("domains/forex/service.cpp", "integrations/telegram/client.hpp"),
        ("domains/forex/service.cpp", "domains/journeys/service.hpp"),
        ("domains/crosspromo/service.cpp", "domains/forex/repo.hpp"),
        ("domains/forex/service.cpp", "app/app.hpp"),
        ("main.cpp", "db/tx.hpp"),
        ("core/tests/text_test.cpp", "db/tx.hpp"),
        ("db/tx.cpp", "tx.hpp"),
        ("attic/old.cpp", "core/text.hpp"),
    ]
    ALLOWED = [
        ("db/pool.cpp", "core/clock.hpp"),
        ("storage/s3.cpp", "net/client.hpp"),
        ("jobs/queue.cpp", "db/tx.hpp"),
        ("app/app.cpp", "sandbox/server.hpp"),
        ("main.cpp", "app/command_line.hpp"),
        ("domains/forex/repo.cpp", "db/tx.hpp"),
        ("domains/forex/handlers.cpp", "http/request.hpp"),
        ("domains/forex/service.cpp", "integrations/telegram/api.hpp"),
        ("domains/crosspromo/service.cpp", "domains/forex/service.hpp"),
        ("domains/forex/tests/service_test.cpp", "http/request.hpp"),
        ("db/tests/tx_test.cpp", "support/eventually.hpp"),
    ]

    def test_an_include_against_the_arrows_is_found(self):
        for path, target in self.REFUSED:
            with self.subTest(path=path, target=target):
                self.assertIsNotNone(layers.problem(PurePosixPath(path), PurePosixPath(target)))

    def test_an_include_along_the_arrows_passes(self):
        for path, target in self.ALLOWED:
            with self.subTest(path=path, target=target):
                self.assertIsNone(layers.problem(PurePosixPath(path), PurePosixPath(target)))

    def test_domains_that_know_each_other_are_found(self):
        self.assertIsNotNone(layers.cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}}))
        self.assertIsNone(layers.cycle(layers.DOMAIN_EDGES))

    def test_a_page_imports_downwards_only(self):
        problem = layers.web_problem
        self.assertIsNotNone(problem(PurePosixPath("lib/api.js"), "#components/toast.js"))
        self.assertIsNotNone(problem(PurePosixPath("components/toast.js"), "../features/jobs/page.js"))
        self.assertIsNotNone(problem(PurePosixPath("features/jobs/page.js"), "../journeys/page.js"))
        self.assertIsNone(problem(PurePosixPath("features/jobs/page.js"), "./table.js"))
        self.assertIsNone(problem(PurePosixPath("features/jobs/page.js"), "#lib/api.js"))
        self.assertIsNone(problem(PurePosixPath("features/navigation.js"), "./jobs/page.js"))
        self.assertIsNone(problem(PurePosixPath("admin.js"), "./features/navigation.js"))

    def test_faults_are_found_in_a_tree_with_their_place(self):
        with tree_with({"src/core/a.hpp": '#pragma once\n\n#include "db/tx.hpp"\n',
                        "web/lib/a.js": 'import { x } from "#features/jobs/page.js";\n'}) as root:
            found = layers.findings(root)
        self.assertEqual(len(found), 2)
        self.assertTrue(found[0].startswith("src/core/a.hpp:3: db/tx.hpp"))
        self.assertTrue(found[1].startswith("web/lib/a.js:1:"))


if __name__ == "__main__":
    unittest.main()
