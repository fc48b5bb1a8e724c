#include "small_bot.hpp"

namespace promo::analytics::tests {
namespace {

constexpr db::Sql kTenant{"test.tenant",
                          "INSERT INTO tenants (id, name, status, created_at) "
                          "VALUES ($1, 'Acme', 'active', 1)"};
constexpr db::Sql kZone{"test.zone", "UPDATE tenants SET time_zone = $2 WHERE id = $1"};
constexpr db::Sql kUse{"test.use",
                       "INSERT INTO coupon_usage (tenant_id, id, source, chat_id, template_slug, variant, coupon_code, "
                       "success, error_type, device_type, created_at) "
                       "VALUES ($1, $2, $3, $4, $5, 'square', $6, $7, $8, 'unknown', $9)"};
constexpr db::Sql kUser{
    "test.user",
    "INSERT INTO bot_users (tenant_id, telegram_id, chat_id, chat_type, first_name, source, "
    "first_used, last_used) VALUES ($1, 1, $2, CASE WHEN $2 < 0 THEN 'group' ELSE 'private' END, $3, $4, "
    "$5, $5)"};
constexpr db::Sql kStep{"test.step",
                        "INSERT INTO bot_steps (tenant_id, id, telegram_id, chat_id, step, source, created_at) "
                        "VALUES ($1, $2, 1, $3, $4, $5, $6)"};

}  // namespace

SmallBot::SmallBot(promo::tests::FreshDatabase& fresh, std::int64_t batch)
    : database(fresh.database()),
      rollups(database, clock, batch),
      usage(database, clock),
      failures(database, clock),
      people(database, clock) {
    database.transact_as_system("test", [&](db::Tx& tx) { tx.run(kTenant, kAcme); });
}

void SmallBot::set_zone(const std::string& zone) {
    database.transact_as_system("test", [&](db::Tx& tx) { tx.run(kZone, kAcme, zone); });
}

void SmallBot::add(const std::vector<Use>& uses) {
    database.transact(kAcme, [&](db::Tx& tx) {
        for (const auto& use : uses) {
            tx.run(kUse, kAcme, entropy.uuid(use.at), use.source, use.chat, use.template_slug, use.coupon,
                   use.success ? 1 : 0, use.error, use.at);
        }
    });
}

void SmallBot::add_user(std::int64_t chat, const std::string& name, core::Timestamp first_used,
                        const std::optional<std::string>& source) {
    database.transact(kAcme, [&](db::Tx& tx) { tx.run(kUser, kAcme, chat, name, source, first_used); });
}

void SmallBot::add_step(std::int64_t chat, const std::string& step, core::Timestamp when,
                        const std::optional<std::string>& source) {
    database.transact(kAcme, [&](db::Tx& tx) { tx.run(kStep, kAcme, entropy.uuid(when), chat, step, source, when); });
}

void SmallBot::roll_up() {
    REQUIRE(rollups.roll_up([] { return false; }));
}

std::int64_t SmallBot::count(const std::string& table) {
    const auto text = "SELECT count(*) FROM " + table;
    return database.read(kAcme, [&](db::Tx& tx) { return tx.one<std::int64_t>({"test.count", text}); });
}

}  // namespace promo::analytics::tests
