#include "people.hpp"

namespace promo::tests {
namespace {

constexpr db::Sql kTenant{"test.tenant",
                          "INSERT INTO tenants (id, name, status, created_at) VALUES ($1, 'T', 'active', 0)"};
constexpr db::Sql kUsage{"test.usage",
                         "INSERT INTO coupon_usage (tenant_id, id, source, chat_id, template_slug, variant, "
                         "coupon_code, success, device_type, created_at) "
                         "VALUES ($1, $2, 'bot', $3, 'sale', 'square', $4, 1, 'unknown', $5)"};

}  // namespace

People::People(FreshDatabase& fresh) : database(fresh.database()) {
    database.transact_as_system("test", [](db::Tx& tx) {
        tx.run(kTenant, kAcme);
        tx.run(kTenant, kBolt);
    });
}

bool People::see(std::int64_t chat, const std::string& first_name, const core::TenantId& tenant) {
    const bot_users::Seen seen{.telegram_id = kBot,
                               .chat_id = chat,
                               .chat_type = "private",
                               .username = {},
                               .first_name = first_name,
                               .last_name = {},
                               .language = "en",
                               .source = "insta"};
    return database.transact(tenant, [&](db::Tx& tx) { return service.note_seen(tx, tenant, seen, clock.now()); });
}

void People::generate(std::int64_t chat, const std::string& coupon) {
    note([&](db::Tx& tx) {
        service.note_generated(tx, kAcme, kBot, chat, clock.now());
        tx.run(kUsage, kAcme, entropy.uuid(clock.now()), chat, coupon, clock.now());
    });
}

std::optional<bot_users::BotUser> People::find(std::int64_t chat, const core::TenantId& tenant) {
    return database.read(tenant, [&](db::Tx& tx) { return service.find(tx, tenant, kBot, chat); });
}

}  // namespace promo::tests
