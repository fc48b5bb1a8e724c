import unittest

from checks import sql_engines, sql_text
from testing.postgres import TemporaryPostgres
from tests.tree_with import tree_with


def constant(name: str, text: str) -> str:
    return f'constexpr db::Sql kOne{{"{name}", R"sql({text})sql"}};\n'


GOOD = constant("notes.list", "\nSELECT id FROM notes WHERE tenant_id = $1\n--@postgres FOR UPDATE\n")
POSTGRES = """
CREATE TABLE notes (id TEXT PRIMARY KEY, tenant_id TEXT NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON notes USING (tenant_id = current_setting('app.tenant_id', true));
"""
SQLITE = "CREATE TABLE notes (id TEXT PRIMARY KEY, tenant_id TEXT NOT NULL) STRICT;\n"


def project(statements: str = GOOD, postgres: str = POSTGRES, sqlite: str = SQLITE) -> dict[str, str]:
    return {"src/domains/notes/repo.cpp": statements, "migrations/postgres/0001_notes.sql": postgres,
            "migrations/sqlite/0001_notes.sql": sqlite}


class Text(unittest.TestCase):
    FOUND = {
        "list the columns instead": constant("notes.list", "SELECT * FROM notes WHERE tenant_id = $1"),
        "list the columns that are inserted": constant("notes.add", "INSERT INTO notes VALUES ($1, $2) RETURNING tenant_id"),
        "names no tenant_id": constant("notes.list", "SELECT id FROM notes"),
        "in lower case": constant("List", "SELECT id FROM notes WHERE tenant_id = $1"),
        "is no engine": constant("notes.list", "SELECT id FROM notes WHERE tenant_id = $1\n--@oracle x"),
        "is a named constant": 'run(R"sql(DELETE FROM notes)sql");\n',
        'write the statement as R"sql': 'constexpr db::Sql kOne{"notes.list", "SELECT 1"};\n',
    }

    def test_each_fault_of_a_statement_is_found(self):
        for message, text in self.FOUND.items():
            with self.subTest(message=message):
                found = sql_text.in_text("src/a/repo.cpp", text)[1]
                self.assertEqual(len(found), 1, found)
                self.assertIn(message, found[0])

    def test_a_statement_may_say_why_it_crosses_tenants(self):
        self.assertEqual(sql_text.in_text("a", constant("notes.count", "-- cross-tenant: metrics\nSELECT count(*) FROM notes"))[1], [])

    def test_two_statements_of_one_name_and_a_migration_for_one_engine_are_found(self):
        files = project() | {"src/app/again.cpp": GOOD, "migrations/sqlite/0002_more.sql": ""}
        with tree_with(files) as root:
            found = sql_text.findings(root)
        self.assertEqual(len(found), 2, found)
        self.assertIn("is also the name", found[0])
        self.assertIn("0002_more.sql is there for one engine only", found[1])

    def test_engine_lines_count_for_their_engine(self):
        statement = sql_text.statements_of("a", GOOD)[0]
        self.assertIn("FOR UPDATE", statement.for_engine("postgres"))
        self.assertNotIn("FOR UPDATE", statement.for_engine("sqlite"))


class Engines(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(TemporaryPostgres())

    def found(self, **changes) -> list[str]:
        with tree_with(project(**changes)) as root:
            return sql_engines.findings_on(self.server, root)

    def test_a_good_project_passes(self):
        self.assertEqual(self.found(), [])

    def test_a_column_that_is_not_there_is_found_on_both_engines(self):
        found = self.found(statements=GOOD.replace("SELECT id", "SELECT absent"))
        self.assertEqual([("SQLite" in finding, "PostgreSQL" in finding) for finding in found], [(True, False), (False, True)], found)

    def test_a_parameter_may_be_an_integer_where_its_type_cannot_be_guessed(self):
        self.assertEqual(self.found(statements=GOOD.replace("tenant_id = $1", "tenant_id = $1 AND CASE WHEN true THEN $2 END > 1")), [])

    def test_what_one_engine_does_not_understand_is_found(self):
        found = self.found(statements=GOOD.replace("--@postgres FOR UPDATE", "FOR UPDATE"))
        self.assertEqual(len(found), 1, found)
        self.assertIn("SQLite", found[0])

    def test_a_table_that_is_not_locked_to_its_tenant_is_found(self):
        for line, missing in [("ALTER TABLE notes ENABLE", "ENABLE"), ("ALTER TABLE notes FORCE", "FORCE"), ("CREATE POLICY", "no policy")]:
            text = "\n".join(part for part in POSTGRES.splitlines() if not part.startswith(line))
            found = self.found(postgres=text)
            self.assertEqual(len(found), 1, found)
            self.assertIn(missing, found[0])

    def test_a_column_of_one_engine_only_is_found(self):
        self.assertEqual(self.found(sqlite=SQLITE.replace("id TEXT PRIMARY KEY,", "id TEXT PRIMARY KEY, extra TEXT,")),
                         ["migrations: notes.extra is only in sqlite"])


class Server(unittest.TestCase):
    def test_the_temporary_server_is_gone_afterwards(self):
        with TemporaryPostgres() as server:
            self.assertEqual(server.sql("SELECT 1").strip(), "1")
            process, folder = server.process, server.folder
        self.assertIsNotNone(process.returncode)
        self.assertFalse(folder.exists())


if __name__ == "__main__":
    unittest.main()
