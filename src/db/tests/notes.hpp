#pragma once

#include <doctest/doctest.h>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>

#include "db/database.hpp"
#include "support/databases.hpp"

// One table with everything in it, to ask both engines the same questions.
namespace promo::db::notes {

enum class State { open, done, delete_ };
BOOST_DESCRIBE_ENUM(State, open, done, delete_)

struct Note {
    std::string id;
    std::string title;
    std::int64_t size = 0;
    std::optional<double> ratio;
    bool pinned = false;
    std::optional<Blob> data;
    State state = State::open;
    std::optional<std::string> parent;
    core::Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(Note, (), (id, title, size, ratio, pinned, data, state, parent, created_at))

inline constexpr const char* kSqliteTable = R"(
CREATE TABLE notes (
    tenant_id  TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    size       INTEGER NOT NULL CONSTRAINT notes_size CHECK (size >= 0),
    ratio      REAL,
    pinned     INTEGER NOT NULL,
    data       BLOB,
    state      TEXT    NOT NULL,
    parent     TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT notes_parent FOREIGN KEY (tenant_id, parent) REFERENCES notes (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX notes_title ON notes (tenant_id, title);
)";

inline constexpr const char* kPostgresTable = R"(
CREATE TABLE notes (
    tenant_id  text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    title      text             NOT NULL,
    size       bigint           NOT NULL CONSTRAINT notes_size CHECK (size >= 0),
    ratio      double precision,
    pinned     boolean          NOT NULL,
    data       bytea,
    state      text             NOT NULL,
    parent     text COLLATE "C",
    created_at bigint           NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT notes_parent FOREIGN KEY (tenant_id, parent) REFERENCES notes (tenant_id, id)
);
CREATE UNIQUE INDEX notes_title ON notes (tenant_id, title);
SELECT promostack_protect('notes');
)";

inline constexpr Sql kInsert{"notes.insert", R"(
INSERT INTO notes (tenant_id, id, title, size, ratio, pinned, data, state, parent, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
)"};
inline constexpr Sql kGet{"notes.get", R"(
SELECT id, title, size, ratio, pinned, data, state, parent, created_at FROM notes WHERE tenant_id = $1 AND id = $2
)"};
inline constexpr Sql kCount{"notes.count", "SELECT count(*) FROM notes WHERE tenant_id = $1"};
// cross-tenant: what the policies and nothing else let through
inline constexpr Sql kCountAll{"notes.count_all", "SELECT count(*) FROM notes"};
inline constexpr Sql kRename{"notes.rename", "UPDATE notes SET title = $3 WHERE tenant_id = $1 AND id = $2"};

inline const core::TenantId kAnna{"anna"};
inline const core::TenantId kBert{"bert"};

inline void insert(Tx& tx, const core::TenantId& tenant, const Note& note) {
    tx.run(kInsert, tenant, note.id, note.title, note.size, note.ratio, note.pinned, note.data, note.state, note.parent,
           note.created_at);
}

inline Note note(const std::string& id) {
    Note result;
    result.id = id;
    result.title = "title of " + id;
    return result;
}

inline void create_table(tests::FreshDatabase& fresh) {
    fresh.migrate("9999_notes", fresh.engine() == Engine::sqlite ? kSqliteTable : kPostgresTable);
}

inline std::int64_t count(Database& database, const core::TenantId& tenant) {
    return database.read(tenant, [&](Tx& tx) { return tx.one<std::int64_t>(kCount, tenant); });
}

template <class Work>
Failure failure_of(Work&& work) {
    try {
        work();
    } catch (const Error& error) {
        INFO(error.what());
        return error.failure();
    }
    throw std::runtime_error("nothing failed");
}

}  // namespace promo::db::notes
