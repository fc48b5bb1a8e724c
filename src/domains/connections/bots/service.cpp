#include "domains/connections/bots/service.hpp"

#include <algorithm>

#include "core/crash_site.hpp"
#include "core/json_write.hpp"
#include "core/log.hpp"
#include "domains/connections/channels/service.hpp"
#include "domains/connections/job_names.hpp"
#include "domains/connections/repo.hpp"
#include "domains/connections/webhook.hpp"

namespace promo::connections::bots {
namespace {

using core::Refusal;
using core::RefusalCode;
using telegram::Problem;

constexpr std::string_view kTokenPurpose = "bot.token";
constexpr std::string_view kSecretPurpose = "bot.webhook_secret";
constexpr std::size_t kSecretBytes = 32;
constexpr std::chrono::hours kUnfinishedRenewal{24};

// Telegram answers 429 to a caller who shows it more than 20 tokens in a minute, or 600 in an hour, that it has not
// seen lately.
constexpr std::size_t kFewBots = 500;
constexpr std::chrono::milliseconds kPaceOfFew{3'500};
constexpr std::chrono::milliseconds kPaceOfMany{6'500};
constexpr std::int64_t kPage = 1'000;

// The longer Telegram has been away, the less often it is asked.
core::Duration farewell_wait(core::Duration age) {
    return std::clamp<core::Duration>(age / 2, std::chrono::seconds(5), std::chrono::hours(1));
}

}  // namespace

Service::Service(db::Database& database, jobs::Queue& queue, core::Clock& clock, core::Entropy& entropy,
                 secrets::Service& secrets, const telegram::Api& telegram, std::string public_base_url)
    : database_(database),
      queue_(queue),
      clock_(clock),
      entropy_(entropy),
      secrets_(secrets),
      telegram_(telegram),
      public_base_url_(std::move(public_base_url)) {}

telegram::Bot Service::identify(const core::TenantId& tenant, const core::Secret& token) {
    if (!telegram::looks_like_token(token.reveal())) {
        throw Refusal(RefusalCode::invalid,
                      "That is not a bot's token. Copy all of it from @BotFather: a number, a colon and a long word.",
                      "bot_token");
    }
    const auto bot = telegram_.on_behalf_of(tenant.str()).get_me(token);
    if (!bot) throw channels::refusal_of(bot.fault(), "bot_token");
    return *bot;
}

core::Secret Service::open_token(db::Tx& tx, const core::TenantId& tenant, std::string_view sealed) {
    return secrets_.open(tx, tenant, kTokenPurpose, sealed);
}

Admitted Service::admit(const core::TenantId& tenant, const core::Secret& token, const telegram::Bot& identity) {
    const auto now = clock_.now();
    const Admitted fresh{entropy_.uuid(now), BotState::pending, token, core::Secret(entropy_.token(kSecretBytes)),
                         identity};
    return database_.transact(tenant, [&](db::Tx& tx) {
        repo::lock(tx, tenant);
        auto admitted = fresh;
        repo::Bot bot{.tenant_id = tenant,
                      .id = fresh.id,
                      .telegram_id = identity.id,
                      .username = identity.username,
                      .name = identity.name,
                      .sealed_token = secrets_.seal(tx, tenant, kTokenPurpose, token),
                      .sealed_webhook_secret = secrets_.seal(tx, tenant, kSecretPurpose, fresh.webhook_secret),
                      .webhook_secret_hash = secret_hash(fresh.webhook_secret.reveal()),
                      .previous_secret_hash = {},
                      .previous_secret_until = {},
                      .webhook_url = webhook_address(public_base_url_, fresh.id),
                      .updated_at = now};
        if (!repo::insert_bot(tx, bot)) {
            const auto known = repo::find_bot(tx, tenant, identity.id);
            if (!known) {
                throw Refusal(RefusalCode::conflict,
                              "This bot is already in use here by another business. Remove it there first, or create a "
                              "new bot with @BotFather.",
                              "bot_token");
            }
            admitted.id = bot.id = known->id;
            admitted.was = known->state;
            admitted.webhook_secret = secrets_.open(tx, tenant, kSecretPurpose, known->sealed_webhook_secret);
            if (known->state == BotState::active) return admitted;
            repo::set_pending(tx, bot, now);
        }
        enqueue(tx, tenant, kSettleJob, admitted.id, now + kSettleAfter, now);
        return admitted;
    });
}

void Service::register_webhook(const core::TenantId& tenant, const Admitted& bot) {
    if (bot.was == BotState::active) {
        const auto info = telegram_.get_webhook_info(bot.token);
        if (!info) throw channels::refusal_of(info.fault(), "bot_token");
        if (!problem_of(bot.id, *info)) return;
    }
    const auto answer = telegram_.set_webhook(bot.token, wanted(bot.id, bot.webhook_secret));
    if (answer) return;
    core::log::warn("connections.webhook_refused",
                    {{"tenant", tenant}, {"bot", bot.identity.id}, {"reason", answer.fault().description}});
    if (bot.was != BotState::active) put_out(tenant, bot, answer.fault());
    if (answer.fault().problem == Problem::bad_request) {
        throw Refusal(RefusalCode::unprocessable,
                      "Telegram does not accept this server's address for the bot's updates: " +
                          answer.fault().description + ". Check PUBLIC_BASE_URL.");
    }
    throw channels::refusal_of(answer.fault(), "bot_token");
}

void Service::put_out(const core::TenantId& tenant, const Admitted& bot, const telegram::Fault& fault) {
    const auto now = clock_.now();
    database_.transact(tenant, [&](db::Tx& tx) {
        // Telegram may have a webhook of ours now, or still.
        const bool may_be_registered = fault.problem == Problem::unknown || bot.was == BotState::leaving;
        if (!may_be_registered) {
            repo::delete_pending(tx, tenant, bot.id);
        } else if (repo::set_leaving(tx, tenant, bot.id, now)) {
            enqueue(tx, tenant, kFarewellJob, bot.id, now, now);
        }
    });
}

void Service::activate(db::Tx& tx, const core::TenantId& tenant, const Admitted& bot, core::Timestamp now) {
    const repo::Bot active{.tenant_id = tenant,
                           .id = bot.id,
                           .telegram_id = bot.identity.id,
                           .username = bot.identity.username,
                           .name = bot.identity.name,
                           .sealed_token = secrets_.seal(tx, tenant, kTokenPurpose, bot.token),
                           .sealed_webhook_secret = {},
                           .webhook_secret_hash = {},
                           .previous_secret_hash = {},
                           .previous_secret_until = {},
                           .webhook_url = webhook_address(public_base_url_, bot.id),
                           .updated_at = now};
    if (!repo::activate(tx, active, now)) {
        throw Refusal(RefusalCode::conflict, "Somebody removed this bot at the same time. Save it again.");
    }
}

void Service::retire_idle(db::Tx& tx, const core::TenantId& tenant, core::Timestamp now) {
    for (const auto& bot : repo::retire_idle(tx, tenant, now))
        enqueue(tx, tenant, kFarewellJob, bot, now, now);
}

void Service::renew_secret(const core::TenantId& tenant, std::string_view bot) {
    const auto now = clock_.now();
    const core::Secret fresh(entropy_.token(kSecretBytes));
    const auto opened = database_.transact(tenant, [&](db::Tx& tx) {
        repo::lock(tx, tenant);
        auto found = repo::find_bot(tx, tenant, bot);
        if (!found || found->state != BotState::active)
            throw Refusal(RefusalCode::conflict, "Somebody removed this bot at the same time. Load the page again.");
        auto token = open_token(tx, tenant, found->sealed_token);
        // Telegram still has the secret before this one: it must go on counting, so there is no room for a third.
        const bool unfinished = found->previous_secret_until && *found->previous_secret_until > now + kOldSecretFor;
        if (unfinished)
            return std::pair{token, secrets_.open(tx, tenant, kSecretPurpose, found->sealed_webhook_secret)};
        found->sealed_webhook_secret = secrets_.seal(tx, tenant, kSecretPurpose, fresh);
        found->webhook_secret_hash = secret_hash(fresh.reveal());
        repo::set_secret(tx, *found, now + kUnfinishedRenewal, now);
        enqueue(tx, tenant, kSetWebhookJob, bot, now + kSettleAfter, now);
        return std::pair{token, fresh};
    });
    core::crash_site(core::CrashSite::connections_renewed);
    if (const auto fault = set_webhook(tenant, bot, opened.first, opened.second))
        throw channels::refusal_of(*fault, "bot_token");
}

telegram::Webhook Service::wanted(std::string_view bot, const core::Secret& secret) const {
    return {webhook_address(public_base_url_, bot), secret, wanted_updates()};
}

std::optional<std::string> Service::problem_of(std::string_view bot, const telegram::WebhookInfo& info) const {
    if (info.url.empty()) return "Telegram delivers nothing: it knows no webhook. Renew the webhook.";
    if (info.url != webhook_address(public_base_url_, bot))
        return "Telegram delivers this bot's updates to another address. Renew the webhook.";
    if (!are_wanted(info.allowed_updates)) return "Telegram delivers only some updates. Renew the webhook.";
    return std::nullopt;
}

Service::Inspection Service::inspect(std::int64_t limit) {
    const auto bots = database_.read_as_system("doctor", [&](db::Tx& tx) { return repo::active_bots(tx, {}, limit); });
    Inspection inspection{bots.size()};
    for (const auto& bot : bots) {
        const auto opened = open(bot.tenant_id, bot.id);
        if (!opened) continue;
        const auto info = telegram_.get_webhook_info(opened->token);
        const auto problem = info ? problem_of(bot.id, *info) : telegram::advice_on(info.fault());
        if (problem) inspection.troubles.push_back({bot.tenant_id, bot.id, *problem});
    }
    return inspection;
}

std::optional<telegram::Fault> Service::set_webhook(const core::TenantId& tenant, std::string_view bot,
                                                    const core::Secret& token, const core::Secret& secret) {
    const auto answer = telegram_.set_webhook(token, wanted(bot, secret));
    if (!answer) return answer.fault();
    core::crash_site(core::CrashSite::connections_told);
    const auto now = clock_.now();
    database_.transact(tenant, [&](db::Tx& tx) {
        repo::note_webhook(tx, tenant, bot, {webhook_address(public_base_url_, bot), {}, now + kOldSecretFor}, now);
    });
    return std::nullopt;
}

std::optional<Service::Opened> Service::open(const core::TenantId& tenant, std::string_view bot) {
    return database_.read(tenant, [&](db::Tx& tx) -> std::optional<Opened> {
        const auto found = repo::find_bot(tx, tenant, bot);
        return found ? std::optional(open(tx, *found)) : std::nullopt;
    });
}

Service::Opened Service::open(db::Tx& tx, const repo::Bot& bot) {
    Opened opened{bot.state, bot.webhook_url, {}, {}};
    try {
        opened.webhook_secret = secrets_.open(tx, bot.tenant_id, kSecretPurpose, bot.sealed_webhook_secret);
        opened.token = open_token(tx, bot.tenant_id, bot.sealed_token);
    } catch (const secrets::Unreadable& unreadable) {
        // Without a token it is treated as one whose token was revoked.
        core::log::warn("connections.unreadable", {{"tenant", bot.tenant_id}, {"problem", unreadable.what()}});
    }
    return opened;
}

void Service::request_sweep(db::Tx& tx, core::Timestamp now) {
    if (repo::active_bots(tx, {}, 1).empty()) return;
    queue_.enqueue(tx, {.kind = std::string(kSweepJob), .dedupe_key = "sweep"}, now);
}

void Service::sweep() {
    const auto now = clock_.now();
    std::vector<repo::BotOfTenant> bots;
    for (std::string after; true; after = bots.back().id) {
        const auto page = database_.read_as_system("sweep of webhooks",
                                                   [&](db::Tx& tx) { return repo::active_bots(tx, after, kPage); });
        bots.insert(bots.end(), page.begin(), page.end());
        if (static_cast<std::int64_t>(page.size()) < kPage) break;
    }
    const auto pace = bots.size() > kFewBots ? kPaceOfMany : kPaceOfFew;
    for (std::size_t first = 0; first < bots.size(); first += jobs::kMaxEnqueue) {
        std::vector<jobs::NewJob> checks;
        for (auto i = first; i < std::min(bots.size(), first + jobs::kMaxEnqueue); ++i) {
            checks.push_back({.tenant = bots[i].tenant_id,
                              .kind = std::string(kCheckWebhookJob),
                              .payload = core::json::to_text(BotPayload{bots[i].id}),
                              .run_at = now + pace * static_cast<std::int64_t>(i),
                              .dedupe_key = bots[i].id});
        }
        database_.transact_as_system("sweep of webhooks", [&](db::Tx& tx) { queue_.enqueue_all(tx, checks, now); });
    }
}

jobs::Outcome Service::check_webhook(const core::TenantId& tenant, std::string_view bot, Register when) {
    constexpr std::chrono::seconds kUntilSettled{30};
    const auto opened = open(tenant, bot);
    if (!opened || opened->state == BotState::leaving) return jobs::Outcome::done();
    if (opened->state == BotState::pending) return jobs::Outcome::snooze(clock_.now() + kUntilSettled);
    if (when == Register::when_it_differs) {
        const auto info = telegram_.get_webhook_info(opened->token);
        if (!info) return outcome_of(tenant, bot, info.fault());
        if (!problem_of(bot, *info)) {
            const auto now = clock_.now();
            database_.transact(tenant, [&](db::Tx& tx) { repo::note_webhook(tx, tenant, bot, {info->url}, now); });
            return jobs::Outcome::done();
        }
    }
    const auto fault = set_webhook(tenant, bot, opened->token, opened->webhook_secret);
    return fault ? outcome_of(tenant, bot, *fault) : jobs::Outcome::done();
}

jobs::Outcome Service::outcome_of(const core::TenantId& tenant, std::string_view bot, const telegram::Fault& fault) {
    const auto now = clock_.now();
    constexpr std::chrono::seconds kPatience{30};
    if (fault.problem == Problem::rate_limited)
        return jobs::Outcome::snooze(now + fault.retry_after.value_or(kPatience));
    database_.transact(tenant, [&](db::Tx& tx) {
        repo::note_webhook(tx, tenant, bot, {webhook_address(public_base_url_, bot), telegram::advice_on(fault)}, now);
    });
    // What Telegram refuses stays refused until a person changes it; the page shows why.
    return channels::is_passing(fault) ? jobs::Outcome::retry(fault.description) : jobs::Outcome::done();
}

jobs::Outcome Service::settle(const core::TenantId& tenant, std::string_view bot) {
    const auto now = clock_.now();
    return database_.transact(tenant, [&](db::Tx& tx) {
        repo::lock(tx, tenant);
        const auto found = repo::find_bot(tx, tenant, bot);
        if (!found || found->state != BotState::pending) return jobs::Outcome::done();
        // Somebody is saving it once more.
        if (found->updated_at + kSettleAfter > now) return jobs::Outcome::snooze(found->updated_at + kSettleAfter);
        repo::set_leaving(tx, tenant, bot, now);
        enqueue(tx, tenant, kFarewellJob, bot, now, now);
        return jobs::Outcome::done();
    });
}

jobs::Outcome Service::farewell(const core::TenantId& tenant, std::string_view bot, core::Timestamp since) {
    const auto opened = open(tenant, bot);
    if (!opened || opened->state != BotState::leaving) return jobs::Outcome::done();
    const auto now = clock_.now();
    core::crash_site(core::CrashSite::connections_farewell);
    const auto fault = delete_webhook(*opened);
    if (fault && channels::is_passing(*fault) && now < since + kFarewellFor) {
        const auto wait =
            std::max<core::Duration>(farewell_wait(now - since), fault->retry_after.value_or(std::chrono::seconds(0)));
        return jobs::Outcome::snooze(now + wait);
    }
    if (fault) core::log::warn("connections.farewell_given_up", {{"tenant", tenant}, {"reason", fault->description}});
    core::crash_site(core::CrashSite::connections_forgotten);
    return database_.transact(tenant, [&](db::Tx& tx) {
        // Saved again meanwhile: what was just deleted has to be registered once more.
        if (!repo::delete_leaving(tx, tenant, bot) && repo::find_bot(tx, tenant, bot))
            enqueue(tx, tenant, kSetWebhookJob, bot, now, now);
        return jobs::Outcome::done();
    });
}

std::function<void()> Service::farewell_to_all(db::Tx& tx, const core::TenantId& tenant) {
    std::vector<Opened> leaving;
    for (const auto& bot : repo::bots(tx, tenant, kPage))
        leaving.push_back(open(tx, bot));
    return [this, tenant, leaving = std::move(leaving)] {
        const auto until = clock_.now() + kFarewellToAll;
        for (const auto& bot : leaving) {
            if (clock_.now() >= until) return;
            if (const auto fault = delete_webhook(bot))
                core::log::warn("connections.farewell_given_up", {{"tenant", tenant}, {"reason", fault->description}});
        }
    };
}

std::optional<telegram::Fault> Service::delete_webhook(const Opened& bot) {
    // Its owner may have taken it elsewhere: that webhook is none of ours.
    const auto info = telegram_.get_webhook_info(bot.token);
    if (!info) return info.fault();
    if (info->url != bot.webhook_url) return std::nullopt;
    const auto answer = telegram_.delete_webhook(bot.token);
    return answer ? std::nullopt : std::optional(answer.fault());
}

void Service::enqueue(db::Tx& tx, const core::TenantId& tenant, std::string_view kind, std::string_view bot,
                      core::Timestamp run_at, core::Timestamp now) {
    queue_.enqueue(tx,
                   {.tenant = tenant,
                    .kind = std::string(kind),
                    .payload = core::json::to_text(BotPayload{std::string(bot)}),
                    .run_at = run_at},
                   now);
}

}  // namespace promo::connections::bots
