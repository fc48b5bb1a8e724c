import subprocess
import unittest

from checks import clang_tidy, credentials, dead_headers, documents, evidence, format
from tests.tree_with import tree_with


class SmallChecks(unittest.TestCase):
    def test_credentials_are_found_and_made_up_ones_can_be_declared(self):
        planted = ["1234567890:" + "A" * 35, "sk_" + "live_" + "a1" * 10, "whsec_" + "a" * 24, "AKIA" + "B" * 16,
                   "-----BEGIN " + "PRIVATE KEY-----", "postgres" + "://me:" + "w0rd" * 4 + "@host/db", "eyJ" + "a" * 12 + ".eyJ" + "b" * 12]
        for text in planted:
            self.assertEqual(len(credentials.in_text("a.cpp", f'auto a = "{text}";\n')), 1, text)
            self.assertEqual(credentials.in_text("a.cpp", f'// allow-secret: made up for this test\nauto a = "{text}";\n'), [])
        self.assertEqual(credentials.in_text("a.py", 'f"postgresql://me:{password}@{host}/db"'), [])

    def test_a_header_that_only_its_own_file_includes_is_dead(self):
        with tree_with({"src/a/dead.hpp": "", "src/a/dead.cpp": '#include "a/dead.hpp"\n',
                        "src/a/used.hpp": "", "src/b/b.cpp": '#include "a/used.hpp"\n'}) as root:
            self.assertEqual([finding.split(":")[0] for finding in dead_headers.findings(root)], ["src/a/dead.hpp"])

    def test_a_file_that_is_not_formatted_is_found(self):
        with tree_with({"bad.cpp": "int   f( ){return 1 ;}\n", "good.cpp": "int f();\n"}) as root:
            found = format.findings([root / "bad.cpp", root / "good.cpp"])
        self.assertEqual(len(found), 1, found)
        self.assertIn("bad.cpp", found[0])

    def test_a_document_that_differs_is_stale(self):
        with tree_with({"docs/a.md": "old\n"}) as root:
            self.assertTrue(documents.stale("new\n", root / "docs/a.md"))
            self.assertTrue(documents.stale("new\n", root / "docs/absent.md"))
            self.assertFalse(documents.stale("old\n", root / "docs/a.md"))

    def test_a_row_without_a_test_or_with_one_that_is_not_there_is_found(self):
        with tree_with({"tests/a_test.cpp": 'TEST_CASE("a token of another issuer "\n          "is refused") {}\n'}) as root:
            def found(row):
                return len(evidence.in_document(row, root))
            self.assertEqual(found('| A01 | abuse | refused | `tests/a_test.cpp`: "a token of another issuer is refused" |'), 0)
            self.assertEqual(found('| A01 | abuse | refused | `tests/a_test.cpp`: "a token of ours is refused" |'), 1)
            self.assertEqual(found('| A01 | abuse | refused | `tests/b_test.cpp`: "a token" |'), 1)
            self.assertEqual(found("| A01 | abuse | refused | |"), 1)
            self.assertEqual(found("| A01 | abuse | refused | not yet: broadcasts are to come |"), 0)

    def test_clang_tidy_finds_a_planted_fault_and_remembers_only_clean_files(self):
        bad = "#include <string>\n#include <vector>\nint f(std::vector<std::string> v) {\n    int n = 0;\n" \
              "    for (std::string s : v) n += int(s.size());\n    return n;\n}\n"
        with tree_with({"src/bad.cpp": bad, "src/good.cpp": "int f();\n", "build/release/.keep": "",
                        ".clang-tidy": "Checks: '-*,performance-for-range-copy'\n"}) as root:
            def analysed(name):
                file = str(root / "src" / name)
                command = ["g++", "-std=c++20", "-c", file, "-o", "a.o"]
                (root / "build/release/compile_commands.json").write_text(
                    f'[{{"directory": "{root}", "file": "{file}", "command": "{" ".join(command)}"}}]')
                return clang_tidy.analyse(root, file, command)
            self.assertEqual(len(analysed("bad.cpp")), 1)
            self.assertEqual(len(analysed("bad.cpp")), 1)
            self.assertEqual(analysed("good.cpp"), [])
            self.assertEqual(len(list((root / "build/tidy").iterdir())), 1)

    def test_clang_tidy_looks_at_what_differs_from_the_commit_before(self):
        with tree_with({"a.cpp": "1\n", "b.cpp": "1\n"}) as root:
            def git(*words):
                subprocess.run(["git", "-C", str(root), "-c", "user.name=t", "-c", "user.email=t@example.org", *words], check=True, capture_output=True)
            git("add", "-A"), git("commit", "-m", "one")
            (root / "b.cpp").write_text("2\n")
            git("commit", "-am", "two")
            (root / "c.cpp").write_text("3\n")
            self.assertEqual(clang_tidy.changed_files(root), {"b.cpp", "c.cpp"})


if __name__ == "__main__":
    unittest.main()
