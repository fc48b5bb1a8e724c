import unittest

from checks import words

UNFINISHED = "TO" + "DO"


class Words(unittest.TestCase):
    FOUND = [
        ("src/db/pool.cpp", f"int a; // {UNFINISHED} later\n"),
        ("src/db/pool.cpp", "auto t = std::chrono::system_clock::now();\n"),
        ("src/db/pool.cpp", 'auto p = std::getenv("PORT");\n'),
        ("src/db/pool.cpp", "std::thread runner(f);\n"),
        ("src/jobs/worker.cpp", "runner.detach();\n"),
        ("src/http/a.cpp", "std::regex shape;\n"),
        ("src/http/a.cpp", "sprintf(out, 1);\n"),
        ("src/http/a.cpp", 'system("ls");\n'),
        ("src/http/a.cpp", "co_await x;\n"),
        ("src/http/a.cpp", "std::random_device source;\n"),
        ("src/http/a.hpp", "using namespace boost;\n"),
        ("src/http/a.cpp", "class ConnectionManager {\n"),
        ("src/http/a.cpp", 'auto text = "SELECT a FROM b WHERE c = " + name;\n'),
        ("src/http/a.cpp", "try { f(); } catch (...) {\n    count += 1;\n}\n"),
        ("src/http/a.cpp", "std::cout << 1;\n"),
        ("src/http/tests/a_test.cpp", "start();\nstd::this_thread::sleep_for(1s);\nCHECK(done);\n"),
        ("tests/faults/test_a.py", "start()\ntime.sleep(1)\n"),
        ("web/lib/a.js", "node.innerHTML = text;\n"),
        ("package-lock.json", '"resolved": "somewhere"\n'),
    ]
    PASSES = [
        ("src/core/clock.cpp", "auto t = std::chrono::system_clock::now();\n"),
        ("src/app/config.cpp", 'auto p = std::getenv("PORT");\n'),
        ("src/http/server.cpp", "std::thread runner(f);\n"),
        ("src/db/pool.cpp", "auto id = std::this_thread::get_id(); // a std::thread, like std::regex, is elsewhere\n"),
        ("src/db/pool.cpp", "auto a = std::thread::hardware_concurrency();\n"),
        ("src/http/a.cpp", "try { f(); } catch (...) {\n    log::error(\"x\", {});\n    throw;\n}\n"),
        ("src/http/a.cpp", "snprintf(out, sizeof out, shape);\nfilesystem(path);\n"),
        ("src/http/tests/a_test.cpp", "while (clock::now() < deadline) {\n    std::this_thread::sleep_for(1ms);\n}\n"),
        ("src/http/a.cpp", "using namespace std::chrono_literals;\n"),
        ("src/jobs/tests/world.hpp", "void system(const Work& work) { world.system(work); }\n"),
    ]

    def test_each_shape_that_the_style_refuses_is_found(self):
        for name, text in self.FOUND:
            with self.subTest(text=text):
                self.assertEqual(len(words.in_text(name, text)), 1, words.in_text(name, text))

    def test_what_is_allowed_there_passes(self):
        for name, text in self.PASSES:
            with self.subTest(text=text):
                self.assertEqual(words.in_text(name, text), [])

    def test_a_name_that_hides_is_found(self):
        for name in ("src/core/utils.hpp", "src/http/url_helpers.cpp", "src/common/a.cpp", "web/lib/misc.js"):
            self.assertEqual(len(words.in_name(name)), 1, name)
        for name in ("src/core/base64.hpp", "src/db/database.cpp", "web/lib/api.js"):
            self.assertEqual(words.in_name(name), [], name)


if __name__ == "__main__":
    unittest.main()
