#include "domains/tenants/transfer/service.hpp"

#include <algorithm>
#include <set>

#include "core/error.hpp"
#include "core/json_write.hpp"
#include "db/migrate.hpp"
#include "domains/tenants/repo.hpp"
#include "domains/tenants/transfer/repo.hpp"

namespace promo::tenants::transfer {
namespace {

constexpr std::int64_t kPage = 200;
constexpr std::string_view kPeople = "users";
constexpr std::string_view kKeys = "tenant_keys";

std::string newest_schema(db::Engine engine) {
    return db::built_in_migrations(engine).back().name;
}

std::string row_line(std::string_view table, std::string_view row) {
    std::string line;
    core::json::Writer writer(line);
    writer.begin_object();
    writer.key("table");
    writer.text(table);
    writer.key("row");
    writer.raw(row);
    writer.end_object();
    return line + '\n';
}

repo::Columns exported_columns(const repo::Table& table, KeepSecrets keep) {
    repo::Columns columns;
    std::ranges::copy_if(table.columns, std::back_inserter(columns), [&](const auto& column) {
        return column.column_name != "tenant_id" && (keep == KeepSecrets::sealed || !is_secret(column.column_name));
    });
    return columns;
}

// The keys come first, because whoever reads the file has to know whether they open before he meets what they seal.
std::vector<repo::Table> exported_tables(db::Tx& tx, KeepSecrets keep) {
    auto tables = repo::tables(tx);
    std::erase_if(tables, [&](const auto& table) {
        return !is_exported(table.name) || (keep == KeepSecrets::left_out && table.name == kKeys);
    });
    std::ranges::stable_partition(tables, [](const auto& table) { return table.name == kKeys; });
    return tables;
}

// Where rows go while they are read: into their tables, many at a time.
class Reader {
public:
    Reader(db::Tx& tx, secrets::Service& secrets, Imported& imported, bool keys_may_open)
        : tx_(tx), secrets_(secrets), imported_(imported), keys_open_(keys_may_open) {
        for (auto& table : repo::tables(tx))
            tables_.emplace(table.name, std::move(table));
    }

    void add(const Line& line) {
        ++count_;
        if (*line.table != current_) flush();
        current_ = *line.table;
        if (current_ == kPeople) {
            add_person(line.row->text);
            return;
        }
        rows_.push_back(current_ == "members" ? with_known_person(line.row->text) : line.row->text);
        if (rows_.size() == static_cast<std::size_t>(kPage)) flush();
    }

    void finish(std::int64_t expected) {
        flush();
        if (count_ != expected) {
            throw core::Refusal(core::RefusalCode::invalid, "This file is damaged: rows are missing from it.");
        }
    }

private:
    void add_person(std::string_view row) {
        auto person = core::json::parse<Person>(row);
        // A file makes nobody an administrator: whose address it is, only his issuer can say.
        person.email_verified = 0;
        person.email_checked_at.reset();
        people_[person.id] = repo::insert_person(tx_, person);
    }

    std::string with_known_person(std::string_view row) const {
        const auto known = people_.find(text_of(row, "user_id"));
        if (known == people_.end()) throw core::Refusal(core::RefusalCode::invalid, "This file lacks a member's row.");
        return with_text(row, "user_id", known->second);
    }

    void flush() {
        if (rows_.empty()) return;
        const auto rows = std::exchange(rows_, {});
        const auto found = tables_.find(current_);
        if (found == tables_.end() || !is_exported(current_)) {
            throw core::Refusal(core::RefusalCode::invalid, "This file has rows of a table that is not known here: " +
                                                                core::json::excerpt(current_));
        }
        const auto& table = found->second;
        const auto columns = usable_columns(table, rows.front());
        if (!columns) {
            leave_behind(current_);
            return;
        }
        if (current_ == "bots") refuse_known_bots(rows);
        repo::insert(tx_, imported_.tenant, table, *columns, joined(rows));
        imported_.rows[current_] += static_cast<std::int64_t>(rows.size());
        if (current_ == kKeys && !secrets_.readable(tx_, imported_.tenant)) drop_keys();
    }

    // Empty: without its secrets there is nothing to keep of such a row.
    std::optional<repo::Columns> usable_columns(const repo::Table& table, const std::string& row) {
        if (table.name == kKeys && !keys_open_) return std::nullopt;
        const auto lacks_parent = [&](const auto& parent) { return behind_.contains(parent); };
        if (std::ranges::any_of(table.parents, lacks_parent)) return std::nullopt;
        const core::json::Document document(row);
        const auto root = document.root();
        repo::Columns columns;
        for (const auto& column : table.columns) {
            if (column.column_name == "tenant_id") continue;
            const bool there = root.member(column.column_name) && (keys_open_ || !is_sealed(column.column_name));
            if (there) columns.push_back(column);
            if (!there && column.required) return std::nullopt;
            if (!there && is_sealed(column.column_name)) say_behind(column.table_name + " (their keys)");
        }
        return columns;
    }

    void drop_keys() {
        keys_open_ = false;
        repo::erase_rows(tx_, imported_.tenant, std::string(kKeys));
        imported_.rows.erase(std::string(kKeys));
        leave_behind(std::string(kKeys));
    }

    void leave_behind(const std::string& table) {
        behind_.insert(table);
        if (table != kKeys) say_behind(table);
    }

    void say_behind(const std::string& what) {
        auto& behind = imported_.left_behind;
        if (std::ranges::find(behind, what) == behind.end()) behind.push_back(what);
    }

    void refuse_known_bots(const std::vector<std::string>& rows) {
        for (const auto& row : rows) {
            const auto bot = core::json::parse<Bot>(row);
            if (!repo::has_bot(tx_, bot.telegram_id)) continue;
            throw core::Refusal(core::RefusalCode::conflict, "The bot @" + bot.username +
                                                                 " belongs to another tenant here. Remove its "
                                                                 "connections there, then import again.");
        }
    }

    static std::string joined(const std::vector<std::string>& rows) {
        std::string list = "[";
        for (const auto& row : rows) {
            if (list.size() > 1) list += ',';
            list += row;
        }
        return list + ']';
    }

    struct Bot {
        std::int64_t telegram_id = 0;
        std::string username;
        BOOST_DESCRIBE_CLASS(Bot, (), (telegram_id, username), (), ())
    };

    db::Tx& tx_;
    secrets::Service& secrets_;
    Imported& imported_;
    bool keys_open_;
    std::map<std::string, repo::Table> tables_;
    std::map<std::string, std::string> people_;  // by their id in the file
    std::set<std::string> behind_;
    std::string current_;
    std::vector<std::string> rows_;
    std::int64_t count_ = 0;
};

// What is left of a table once nothing opens that was sealed.
struct Remainder {
    repo::Table table;
    repo::Columns sealed;
    bool rows_stay = true;
};

std::vector<Remainder> without_secrets(std::vector<repo::Table> parents_first) {
    std::vector<Remainder> remainders;
    std::set<std::string> gone{std::string(kKeys)};
    for (auto& table : parents_first) {
        repo::Columns sealed;
        std::ranges::copy_if(table.columns, std::back_inserter(sealed),
                             [](const auto& column) { return is_sealed(column.column_name); });
        const bool goes = gone.contains(table.name) || std::ranges::any_of(sealed, &repo::Column::required) ||
                          std::ranges::any_of(table.parents, [&](const auto& parent) { return gone.contains(parent); });
        if (goes) gone.insert(table.name);
        remainders.push_back({std::move(table), std::move(sealed), !goes});
    }
    return remainders;
}

void read_rows(const Service::NextLine& line, Reader& reader) {
    for (;;) {
        const auto text = line();
        if (!text) throw core::Refusal(core::RefusalCode::invalid, "This file is damaged: its end is missing.");
        const auto next = read_line(*text);
        if (next.end) {
            reader.finish(*next.end);
            return;
        }
        reader.add(next);
    }
}

// Whether a picture lies in the tenant's own folder.
bool is_of(const core::TenantId& tenant, const std::string& key) {
    return key.starts_with("logos/" + tenant.str() + '/') || key.starts_with("uploads/" + tenant.str() + '/');
}

}  // namespace

void Service::write(const core::TenantId& tenant, KeepSecrets keep,
                    const std::function<void(std::string_view line)>& line) {
    database_.read(tenant, [&](db::Tx& tx) {
        const auto found = tenants::repo::find(tx, tenant);
        if (!found) throw core::Refusal(core::RefusalCode::not_found, "There is no tenant " + tenant.str() + '.');
        const Header header{.format = std::string(kFormat),
                            .version = kVersion,
                            .schema = newest_schema(tx.engine()),
                            .secrets = keep,
                            .exported_at = clock_.now(),
                            .tenant = *found};
        line(core::json::to_text(header) + '\n');
        std::int64_t rows = 0;
        const auto write_row = [&](std::string_view table, std::string_view row) {
            line(row_line(table, row));
            ++rows;
        };
        for (const auto& person : repo::people(tx, tenant))
            write_row(kPeople, core::json::to_text(person));
        for (const auto& table : exported_tables(tx, keep)) {
            const auto columns = exported_columns(table, keep);
            std::optional<std::string> last;
            for (;;) {
                auto page = repo::page(tx, tenant, table, columns, last, kPage);
                for (const auto& row : page)
                    write_row(table.name, row);
                if (page.size() < static_cast<std::size_t>(kPage)) break;
                last = std::move(page.back());
            }
        }
        line("{\"end\":" + std::to_string(rows) + "}\n");
    });
}

std::string Service::download(const core::TenantId& tenant) {
    std::string text;
    write(tenant, KeepSecrets::left_out, [&](std::string_view line) {
        if (text.size() + line.size() > kDownloadLimit) {
            throw core::Refusal(core::RefusalCode::too_large,
                                "This is too much for one download. Ask whoever runs the installation for an export.");
        }
        text += line;
    });
    return text;
}

Imported Service::read(const NextLine& line, const std::optional<core::TenantId>& as, const core::Actor& actor) {
    const auto header = read_header(line(), newest_schema(database_.engine()));
    auto tenant = header.tenant;
    if (as) tenant.id = checked_id(*as);
    if (tenant.logo_key && !is_of(tenant.id, *tenant.logo_key)) tenant.logo_key.reset();
    const bool keys_may_open = header.secrets == KeepSecrets::sealed && tenant.id == header.tenant.id;
    Imported imported{.tenant = tenant.id, .name = tenant.name, .rows = {}, .left_behind = {}};
    try {
        database_.transact_as_system("import a tenant", [&](db::Tx& tx) {
            if (!repo::insert_tenant(tx, tenant)) {
                throw core::Refusal(core::RefusalCode::conflict, "There is a tenant " + tenant.id.str() +
                                                                     " already. Delete it first, or use another id.");
            }
            Reader reader(tx, secrets_, imported, keys_may_open);
            read_rows(line, reader);
            audit_.record(tx, tenant.id, actor, {"tenant.imported", tenant.id.str(), {{"name", tenant.name}}},
                          clock_.now());
        });
    } catch (const db::Error& error) {
        if (error.failure() != db::Failure::duplicate) throw;
        throw core::Refusal(core::RefusalCode::conflict,
                            "Rows of this file are here already, as rows of another tenant (" + error.constraint() +
                                "). Delete that tenant first.");
    }
    return imported;
}

void Service::forget_secrets(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, core::Timestamp now) {
    if (!tenants::repo::lock(tx, tenant))
        throw core::Refusal(core::RefusalCode::not_found, "There is no tenant " + tenant.str() + '.');
    auto remainders = without_secrets(repo::tables(tx));
    std::ranges::reverse(remainders);  // children first
    for (const auto& [table, sealed, rows_stay] : remainders) {
        if (!rows_stay) {
            repo::erase_rows(tx, tenant, table.name);
        } else if (!sealed.empty()) {
            repo::clear(tx, tenant, table.name, sealed);
        }
    }
    audit_.record(tx, tenant, actor, {"secrets.forgotten", tenant.str()}, now);
}

}  // namespace promo::tenants::transfer
