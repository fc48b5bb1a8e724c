#include "full_tenant.hpp"

#include "domains/tenants/transfer/repo.hpp"

namespace promo::tests {
namespace {

// `$1` is the tenant, `$2` a text and `$3` a number that nobody else uses.
constexpr std::string_view kStatements[] = {
    "INSERT INTO users (id, issuer, subject, email, email_verified, current_tenant_id, created_at, last_seen_at) "
    "VALUES ('person-' || $2, 'https://issuer', 'subject-' || $2, 'p' || $2 || '@example.com', 1, $1, $3, $3)",
    "INSERT INTO members (tenant_id, user_id, role, created_at) VALUES ($1, 'person-' || $2, 'owner', $3)",
    "INSERT INTO invitations (tenant_id, id, token_hash, role, created_by, created_at, expires_at) "
    "VALUES ($1, 'invitation-' || $2, 'hash-' || $2, 'member', 'person', $3, $3)",
    "INSERT INTO audit_log (tenant_id, id, at, actor_kind, actor_id, actor_name, action, subject, details) "
    "VALUES ($1, 'entry-' || $2, $3, 'system', 'test', 'test', 'thing.done', 'Ünïcode \"quoted\"', '{}')",
    "INSERT INTO onboarding (tenant_id, current_step, telegram_completed, stripe_completed, business_completed, "
    "is_complete, progress, created_at, updated_at) VALUES ($1, 2, 1, 0, 0, 0, '{\"name\":\"' || $2 || '\"}', $3, $3)",
    "INSERT INTO stripe_events (tenant_id, id, type, created_at, received_at, body, state) "
    "VALUES ($1, 'event-' || $2, 'charge.succeeded', $3, $3, '{}', 'done')",
    "INSERT INTO inbound_updates (tenant_id, telegram_id, update_id, bot, chat_id, kind, body, state, received_at) "
    "VALUES ($1, $3, $3, 'bot-' || $2, 5, 'message', '{}', 'done', $3)",
    "INSERT INTO uploads (tenant_id, id, purpose, state, width, height, bytes, created_at, kept_at) "
    "VALUES ($1, 'upload-' || $2, 'background', 'stored', 1, 1, 1, $3, $3)",
    "INSERT INTO templates (tenant_id, id, number, slug, name, telegram_enabled, position, revision, meta, created_at, "
    "updated_at) VALUES ($1, 'template-' || $2, 7, 'sale', 'Sale', 1, 1, 1, '{\"name\":\"Sale\"}', $3, $3)",
    "INSERT INTO jobs (id, tenant_id, kind, payload, state, ready, priority, run_at, max_attempts, created_at) "
    "VALUES ('job-' || $2, $1, 'test', '{}', 'done', 0, 1, $3, 1, $3)",
    "INSERT INTO coupon_settings (tenant_id, provider, funderpro_product_id, updated_at) "
    "VALUES ($1, 'list', '10k-' || $2, $3)",
    "INSERT INTO coupon_codes (tenant_id, code, valid_from, created_at) VALUES ($1, 'CODE-' || $2, $3, $3)",
    "INSERT INTO coupon_usage (tenant_id, id, source, template_slug, variant, coupon_code, success, device_type, "
    "created_at) VALUES ($1, 'usage-' || $2, 'web', 'sale', 'square', 'CODE', 1, 'mobile', $3)",
    "INSERT INTO picture_batches (tenant_id, id, template_slug, variants, format, with_logo, state, captions, total, "
    "done, failed, parts, problems, created_by, created_at) VALUES ($1, 'batch-' || $2, 'sale', '[]', 'jpg', 1, "
    "'done', "
    "'[]', 0, 0, 0, '[]', '[]', 'test', $3)",
    "INSERT INTO campaigns (tenant_id, id, title, description, prize, platforms, starts_at, ends_at, revision, "
    "created_at, updated_at) VALUES ($1, 'campaign-' || $2, 'Title', '', '', '[]', 1, 2, 1, $3, $3)",
    "INSERT INTO submissions (tenant_id, id, campaign_id, email, email_key, created_at) "
    "VALUES ($1, 'entry-' || $2, 'campaign-' || $2, 'a@b.example', 'a@b.example', $3)",
    "INSERT INTO campaign_supporters (tenant_id, campaign_id, visitor, created_at) "
    "VALUES ($1, 'campaign-' || $2, 'visitor-' || $2, $3)",
    "INSERT INTO outbox (tenant_id, id, telegram_id, chat_id, stream, seq, kind, idem_key, cause, method, arguments, "
    "priority, due_at, not_after, state, created_at, done_at) VALUES ($1, 'message-' || $2, $3, 5, 'chat', $3, "
    "'reply', "
    "'key-' || $2, 'update:1', 'sendMessage', '{}', 20, $3, $3, 'failed', $3, $3)",
    "INSERT INTO outbox_attempts (tenant_id, outbox_id, attempt, node, ended_at, outcome, status, took_ms, words) "
    "VALUES ($1, 'message-' || $2, 1, 'node', $3, 'refused', 400, 12, 'Bad Request')",
    "INSERT INTO outbox_lanes (tenant_id, telegram_id, epoch, lease_until, rate, owner) "
    "VALUES ($1, $3, 1, $3, 25, 'node-' || $2)",
    "INSERT INTO outbox_gates (tenant_id, telegram_id, chat_id, not_before) SELECT $1, $3, 0, $3 WHERE $2 <> ''",
    "INSERT INTO telegram_files (tenant_id, telegram_id, file_key, file_id, used_at) "
    "VALUES ($1, $3, 'key', 'file-' || $2, $3)",
    "INSERT INTO messaging_settings (tenant_id, broadcast_per_second, paid_broadcast, updated_at) "
    "SELECT $1, 20, 0, $3 WHERE $2 <> ''",
    "INSERT INTO bot_users (tenant_id, telegram_id, chat_id, chat_type, first_name, first_used, last_used) "
    "VALUES ($1, $3, $3, 'private', 'Person ' || $2, $3, $3)",
    "INSERT INTO bot_steps (tenant_id, id, telegram_id, chat_id, step, created_at) "
    "VALUES ($1, 'step-' || $2, $3, $3, 'start', $3)",
    "INSERT INTO coupon_bot_settings (tenant_id, greeting, checkout_url, menu, updated_at) "
    "VALUES ($1, 'Hello ' || $2, '', '', $3)",
    "INSERT INTO broadcast_settings (tenant_id, people_a_day, updated_at) SELECT $1, 5000, $3 WHERE $2 <> ''",
    "INSERT INTO broadcasts (tenant_id, id, telegram_id, name, content, audience, timing, state, total, sent, failed, "
    "blocked, unknown, expired, skipped, retracted, revision, created_by, created_at, updated_at) VALUES ($1, "
    "'broadcast-' || $2, $3, 'Sale', '{}', '{}', '{}', 'finished', 1, 1, 0, 0, 0, 0, 0, 0, 1, 'test', $3, $3)",
    "INSERT INTO broadcast_recipients (tenant_id, broadcast_id, chat_id, state, due_at, round) "
    "VALUES ($1, 'broadcast-' || $2, $3, 'sent', $3, 1)",
    "INSERT INTO analytics_progress (tenant_id, time_zone, counted_from, counted_until, spans_due) "
    "VALUES ($1, 'Zone/' || $2, 1, $3, 2)",
    "INSERT INTO usage_days (tenant_id, day, starts_at, bot_uses, web_uses, bot_successes, web_successes) "
    "SELECT $1, 20000, $3, 4, 3, 2, 1 WHERE $2 <> ''",
    "INSERT INTO usage_hours (tenant_id, day, hour, bot_uses, web_uses, bot_successes, web_successes) "
    "SELECT $1, 20000, 7, $3, 3, 2, 1 WHERE $2 <> ''",
    "INSERT INTO usage_templates (tenant_id, day, template_slug, bot_uses, web_uses) "
    "VALUES ($1, 20000, 'sale-' || $2, $3, 1)",
    "INSERT INTO usage_errors (tenant_id, day, template_slug, error_type, bot_failures, web_failures) "
    "VALUES ($1, 20000, 'sale', 'error-' || $2, $3, 1)",
    "INSERT INTO usage_failed_codes (tenant_id, template_slug, coupon_code, day, bot_failures, web_failures) "
    "VALUES ($1, 'sale', 'CODE-' || $2, 20000, $3, 1)",
    "INSERT INTO usage_visits (tenant_id, step, previous_day, day, chats) SELECT $1, 'start', 20000, 20001, $3 "
    "WHERE $2 <> ''",
    "INSERT INTO usage_steps (tenant_id, day, step, source, steps) VALUES ($1, 20000, 'start', 'link-' || $2, $3)",
    "INSERT INTO usage_coupons (tenant_id, template_slug, day, coupon_code, bot_uses, web_uses, people, last_people, "
    "first_use) VALUES ($1, 'sale', 20000, 'CODE-' || $2, $3, 1, 1, 1, '0000000000000001 5')",
    "INSERT INTO usage_coupon_spans (tenant_id, template_slug, first_day, coupon_code, bot_uses, web_uses, people, "
    "first_use) VALUES ($1, 'sale', 20000, 'CODE-' || $2, $3, 1, 1, '0000000000000001 5')",
    "INSERT INTO usage_spans (tenant_id, template_slug, first_day, starts_at) VALUES ($1, 'sale-' || $2, 20000, $3)",
    "INSERT INTO usage_cohorts (tenant_id, days, counted_until, people, returned) SELECT $1, 7, $3, 2, 1 "
    "WHERE $2 <> ''",
    "INSERT INTO schedule_runs (tenant_id, schedule, slot, due_at, state, slots, epoch, created_at) "
    "VALUES ($1, 'daily', 'slot-' || $2, $3, 'ran', 1, 1, $3)",
};

// Here `$4` is what is sealed.
constexpr std::string_view kSealed[] = {
    "INSERT INTO bots (tenant_id, id, telegram_id, username, name, state, sealed_token, sealed_webhook_secret, "
    "webhook_secret_hash, webhook_url, created_at, updated_at) VALUES ($1, 'bot-' || $2, $3, 'bot_' || $2, 'Bot', "
    "'active', $4, $4, 'hash', 'https://example.com/' || $2, $3, $3)",
    "INSERT INTO connections (tenant_id, role, bot, channel_id, channel_reports, created_at, updated_at) "
    "SELECT tenant_id, 'signal_bot', id, '-1001', '[]', $3, $3 FROM bots "
    "WHERE tenant_id = $1 AND id = 'bot-' || $2 AND sealed_token = $4",
    "INSERT INTO vendor_accounts (tenant_id, vendor, id, sealed_keys, facts, created_at, updated_at) "
    "VALUES ($1, 'stripe', 'account-' || $2, $4, '{}', $3, $3)",
};

// PostgreSQL learns the types of the parameters from this head, SQLite needs none.
std::string typed(db::Engine engine, std::string_view statement) {
    std::string text(statement);
    if (engine == db::Engine::sqlite) return text;
    for (const auto& [plain, cast] : {std::pair{"$2", "CAST($2 AS text)"}, std::pair{"$3", "CAST($3 AS bigint)"}}) {
        for (auto at = text.find(plain); at != std::string::npos; at = text.find(plain, at + 16))
            text.replace(at, 2, cast);
    }
    return text;
}

}  // namespace

void fill_tenant(db::Database& database, secrets::Service& secrets, const core::TenantId& tenant, int number) {
    const auto name = std::to_string(number);
    const std::int64_t unique = 7'000'000'000 + number;
    database.transact_as_system("test", [&](db::Tx& tx) {
        for (const auto statement : kStatements) {
            const auto text = typed(tx.engine(), statement);
            tx.run({"test.fill", text}, tenant, name, unique);
        }
        const auto sealed = secrets.seal(tx, tenant, "bot.token", core::Secret(std::string(kBotToken)));
        for (const auto statement : kSealed)
            tx.run({"test.fill_sealed", typed(tx.engine(), statement)}, tenant, name, unique, sealed);
    });
}

std::map<std::string, std::int64_t> count_rows(db::Database& database, const core::TenantId& tenant) {
    return database.read_as_system("test", [&](db::Tx& tx) {
        std::map<std::string, std::int64_t> counts;
        counts["tenants"] = tx.one<std::int64_t>({"test.count", "SELECT count(*) FROM tenants WHERE id = $1"}, tenant);
        for (const auto& table : tenants::transfer::repo::tables(tx)) {
            const auto text = "SELECT count(*) FROM " + table.name + " WHERE tenant_id = $1";
            counts[table.name] = tx.one<std::int64_t>({"test.count", text}, tenant);
        }
        return counts;
    });
}

}  // namespace promo::tests
