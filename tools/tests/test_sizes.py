import unittest

from checks import sizes
from tests.tree_with import tree_with

LONG_BODY = "    call();\n" * 70


class Sizes(unittest.TestCase):
    def lengths(self, text):
        return {function.name: function.lines for function in sizes.functions(text)}

    def test_a_function_is_measured_from_its_signature_to_its_brace(self):
        self.assertEqual(self.lengths("namespace a {\nint f(int x) {\n    return x;\n}\n}\n"), {"f": 3})

    def test_members_constructors_and_test_cases_are_functions(self):
        text = ("class A {\npublic:\n    explicit A(int x) : x_{x} {\n    }\n    void go() const {\n        if (x_) {\n        }\n    }\n"
                "    int x_;\n};\nTEST_CASE(\"a } in text\") {\n    CHECK(true);\n}\n")
        self.assertEqual(set(self.lengths(text)), {"A", "go", "TEST_CASE"})
        self.assertEqual(self.lengths(text)["go"], 4)

    def test_braces_in_literals_and_comments_do_not_count(self):
        text = 'int f() {\n    // }\n    auto a = R"sql(}})sql";\n    char b = \'}\';\n    return 1\'000;\n}\nint g() {\n}\n'
        self.assertEqual(self.lengths(text), {"f": 6, "g": 2})

    def test_long_functions_headers_and_pages_are_found(self):
        with tree_with({"src/a.cpp": "void f() {\n" + LONG_BODY + "}\n", "src/b.hpp": "//\n" * 151, "web/c.js": "//\n" * 251,
                        "src/fine.cpp": "void f() {\n" + LONG_BODY[:-24] + "}\n", "src/d.cpp": "//\n" * 501}) as root:
            found = sizes.findings(root)
        self.assertEqual([finding.split(":")[0] for finding in found], ["src/a.cpp", "src/b.hpp", "src/d.cpp", "web/c.js"])


if __name__ == "__main__":
    unittest.main()
