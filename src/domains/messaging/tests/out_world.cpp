#include "out_world.hpp"

namespace promo::messaging::outbox {
namespace {

constexpr db::Sql kTenants{"test.tenants", R"sql(
INSERT INTO tenants (id, name, status, created_at)  -- cross-tenant: the id is the tenant
VALUES ('acme', 'Acme', 'active', 0), ('other', 'Other', 'active', 0)
)sql"};

constexpr db::Sql kRows{"test.rows", R"sql(
SELECT id, idem_key, state, problem, coalesce(error, '') AS error, attempt, tries, refusals, chat_id, arguments, due_at,
       not_after, message_id
FROM outbox  -- cross-tenant: a test
ORDER BY seq, id
)sql"};

}  // namespace

OutWorld::OutWorld(tests::FreshDatabase& fresh_database) : fresh(fresh_database), database(fresh.database()) {
    database.transact_as_system("test", [](db::Tx& tx) { tx.run(kTenants); });
}

std::optional<std::string> OutWorld::put(const Message& message, const core::TenantId& tenant) {
    return database.transact(tenant, [&](db::Tx& tx) { return service.put(tx, tenant, message, clock.now()); });
}

std::vector<std::optional<std::string>> OutWorld::put_all(const std::vector<Message>& messages) {
    return database.transact(kAcme, [&](db::Tx& tx) { return service.put_all(tx, kAcme, messages, clock.now()); });
}

std::vector<Row> OutWorld::rows() {
    return database.read_as_system("test", [](db::Tx& tx) { return tx.all<Row>(kRows); });
}

Row OutWorld::row(const std::string& key) {
    for (auto& row : rows()) {
        if (row.idem_key == key) return row;
    }
    return {};
}

std::map<std::string, int> OutWorld::states() {
    std::map<std::string, int> states;
    for (const auto& row : rows())
        ++states[std::string(core::enum_name(row.state))];
    return states;
}

void OutWorld::run(std::string_view statement) {
    database.transact_as_system("test", [&](db::Tx& tx) { tx.run({"test.statement", statement}); });
}

Message to(std::int64_t chat, const std::string& key, Kind kind) {
    return {
        .telegram_id = kBot, .kind = kind, .key = key, .cause = "test", .call = send_message(chat, Html::text(key))};
}

Message with_picture(std::int64_t chat, const std::string& key, const std::string& recipe) {
    auto message = to(chat, key);
    message.call = send_photo(chat, File{"test", recipe, "picture.jpg", "image/jpeg"}, Html::text(key));
    return message;
}

}  // namespace promo::messaging::outbox
