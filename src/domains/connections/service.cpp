#include "domains/connections/service.hpp"

#include <algorithm>
#include <mutex>

#include "core/crash_site.hpp"
#include "core/json_write.hpp"
#include "domains/connections/channel_rules.hpp"
#include "domains/connections/job_names.hpp"
#include "domains/connections/repo.hpp"
#include "domains/connections/webhook.hpp"

namespace promo::connections {
namespace {

using core::Refusal;
using core::RefusalCode;

// For the bot of a webhook that nobody has called lately.
constexpr std::chrono::milliseconds kLookupWait{200};
constexpr std::chrono::seconds kComeAgain{1};

Refusal no_connection(BotRole role) {
    return {RefusalCode::not_found,
            "There is no " + std::string(core::enum_name(role)) + " connected. Load the page again."};
}

ConnectionView view_of(const repo::Connection& stored) {
    return {.bot_role = stored.role,
            .bot_username = '@' + stored.username,
            .bot_name = stored.name,
            .bot_id = stored.bot,
            .webhook_url = stored.webhook_url,
            .state = stored.state,
            .channel_id = stored.channel_id,
            .vip_channel_id = stored.vip_channel_id,
            .free_channel_id = stored.free_channel_id,
            .free_channel_link = stored.free_channel_link,
            .channels = core::json::parse<std::vector<ChannelReport>>(stored.channel_reports.text),
            .last_validated_at = stored.last_validated_at,
            .webhook_checked_at = stored.webhook_checked_at,
            .last_error = stored.last_error,
            .updated_at = stored.updated_at};
}

audit::Event event(std::string_view action, BotRole role, std::string_view username, const Channels& channels = {}) {
    audit::Event event{action, std::string(core::enum_name(role)), {{"bot", '@' + std::string(username)}}};
    for (const auto& slot : kChannelSlots) {
        if (const auto& id = channels.*slot.id) event.details.emplace_back(slot.field, *id);
    }
    return event;
}

bool is_chat(const std::optional<std::string>& channel, std::int64_t chat, const std::optional<std::string>& name) {
    if (!channel) return false;
    if (!channel->starts_with('@')) return *channel == std::to_string(chat);
    // A channel that has lost its public name might be any of those we know by name.
    if (!name) return true;
    return std::ranges::equal(channel->substr(1), *name, [](unsigned char left, unsigned char right) {
        return std::tolower(left) == std::tolower(right);
    });
}

}  // namespace

Service::Service(db::Database& database, jobs::Queue& queue, core::Clock& clock, core::Entropy& entropy,
                 core::Metrics& metrics, secrets::Service& secrets, audit::Service& audit,
                 const telegram::Api& telegram, Options options)
    : database_(database),
      queue_(queue),
      clock_(clock),
      audit_(audit),
      cache_hits_(metrics.counter("promostack_connections_cached_total", "Questions for a bot's credentials",
                                  {{"result", "hit"}})),
      cache_misses_(metrics.counter("promostack_connections_cached_total", "Questions for a bot's credentials",
                                    {{"result", "miss"}})),
      channels_(telegram),
      bots_(database, queue, clock, entropy, secrets, telegram, std::move(options.public_base_url)) {}

std::vector<ConnectionView> Service::list(const core::TenantId& tenant) {
    const auto stored = database_.read(tenant, [&](db::Tx& tx) { return repo::list(tx, tenant); });
    std::vector<ConnectionView> views;
    std::ranges::transform(stored, std::back_inserter(views), view_of);
    return views;
}

ConnectionView Service::save(const core::TenantId& tenant, const core::Actor& actor, const NewConnection& connection) {
    auto wanted = connection;
    wanted.channels = checked(wanted.role, wanted.channels);
    wanted.token = given_or_stored(tenant, wanted.role, wanted.token);
    const auto identity = bots_.identify(tenant, wanted.token);
    const auto reports = channels_.examine(wanted.token, identity.id, wanted.role, wanted.channels);
    channels::require_reachable(reports);
    const auto bot = bots_.admit(tenant, wanted.token, identity);
    core::crash_site(core::CrashSite::connections_admitted);
    bots_.register_webhook(tenant, bot);
    core::crash_site(core::CrashSite::connections_registered);
    return connect(tenant, actor, wanted, bot, reports);
}

ConnectionView Service::connect(const core::TenantId& tenant, const core::Actor& actor, const NewConnection& connection,
                                const bots::Admitted& bot, const std::vector<ChannelReport>& reports) {
    const auto stored = database_.transact(tenant, [&](db::Tx& tx) {
        const auto now = clock_.now();
        repo::lock(tx, tenant);
        bots_.activate(tx, tenant, bot, now);
        repo::put(tx, tenant, {connection.role, bot.id, connection.channels, core::json::to_text(reports)}, now);
        bots_.retire_idle(tx, tenant, now);
        announce(tx, tenant, actor,
                 event("connection.saved", connection.role, bot.identity.username, connection.channels), now);
        return repo::find(tx, tenant, connection.role);
    });
    core::crash_site(core::CrashSite::connections_saved);
    forget(tenant);
    return view_of(stored.value());
}

ConnectionView Service::change_channels(const core::TenantId& tenant, const core::Actor& actor, BotRole role,
                                        const Channels& changes) {
    const auto before = database_.read(tenant, [&](db::Tx& tx) { return repo::find(tx, tenant, role); });
    if (!before) throw no_connection(role);
    const auto channels = checked(role, merged(before->channels(), changes));
    const auto credentials = stored_credentials(tenant, role);
    const auto reports = channels_.examine(credentials.token, credentials.telegram_id, role, channels);
    channels::require_reachable(reports);
    const auto stored = database_.transact(tenant, [&](db::Tx& tx) {
        const auto now = clock_.now();
        repo::lock(tx, tenant);
        const auto current = repo::find(tx, tenant, role);
        if (!current || current->bot != before->bot)
            throw Refusal(RefusalCode::conflict, "Somebody changed this connection at the same time. Load it again.");
        repo::put(tx, tenant, {role, current->bot, channels, core::json::to_text(reports)}, now);
        announce(tx, tenant, actor, event("connection.channels_changed", role, current->username, channels), now);
        return repo::find(tx, tenant, role);
    });
    forget(tenant);
    return view_of(stored.value());
}

void Service::remove(const core::TenantId& tenant, const core::Actor& actor, BotRole role) {
    database_.transact(tenant, [&](db::Tx& tx) {
        const auto now = clock_.now();
        repo::lock(tx, tenant);
        const auto stored = repo::find(tx, tenant, role);
        if (!stored) throw no_connection(role);
        repo::remove(tx, tenant, role);
        bots_.retire_idle(tx, tenant, now);
        announce(tx, tenant, actor, event("connection.removed", role, stored->username), now);
    });
    core::crash_site(core::CrashSite::connections_removed);
    forget(tenant);
}

std::function<void()> Service::take_leave(db::Tx& tx, const core::TenantId& tenant) {
    tx.notify(kChangeChannel, tenant.str());
    return [this, tenant, tell_telegram = bots_.farewell_to_all(tx, tenant)] {
        forget(tenant);
        tell_telegram();
    };
}

ConnectionView Service::renew_webhook(const core::TenantId& tenant, const core::Actor& actor, BotRole role) {
    const auto before = database_.read(tenant, [&](db::Tx& tx) { return repo::find(tx, tenant, role); });
    if (!before) throw no_connection(role);
    bots_.renew_secret(tenant, before->bot);
    const auto stored = database_.transact(tenant, [&](db::Tx& tx) {
        announce(tx, tenant, actor, event("connection.webhook_renewed", role, before->username), clock_.now());
        return repo::find(tx, tenant, role);
    });
    forget(tenant);
    if (!stored) throw no_connection(role);
    return view_of(*stored);
}

void Service::announce(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, const audit::Event& event,
                       core::Timestamp now) {
    audit_.record(tx, tenant, actor, event, now);
    tx.notify(kChangeChannel, tenant.str());
}

Credentials Service::credentials(const core::TenantId& tenant, BotRole role) {
    const auto key = tenant.str() + '/' + std::string(core::enum_name(role));
    const auto now = clock_.now();
    if (auto known = credentials_.find(key, now)) {
        cache_hits_.add();
        return std::move(*known);
    }
    cache_misses_.add();
    const auto generation = credentials_.generation();
    auto found = stored_credentials(tenant, role);
    credentials_.keep(key, tenant, found, generation, now);
    return found;
}

Credentials Service::stored_credentials(const core::TenantId& tenant, BotRole role) {
    return database_.read(tenant, [&](db::Tx& tx) {
        const auto stored = repo::find(tx, tenant, role);
        if (!stored) throw bot_not_configured(tenant, role);
        try {
            return Credentials{role,
                               stored->bot,
                               stored->telegram_id,
                               bots_.open_token(tx, tenant, stored->sealed_token),
                               stored->username,
                               stored->channels()};
        } catch (const secrets::Unreadable& unreadable) {
            const bool enough = unreadable.cause() == secrets::Unreadable::Cause::value;
            throw Refusal(RefusalCode::not_configured,
                          enough ? "The stored token of @" + stored->username +
                                       " can no longer be opened. Enter it again under Connections."
                                 : unreadable.message(),
                          "bot_token");
        }
    });
}

std::optional<core::Secret> Service::token_of(const core::TenantId& tenant, std::int64_t telegram_id) {
    const auto key = tenant.str() + '/' + std::to_string(telegram_id);
    const auto now = clock_.now();
    if (auto known = tokens_.find(key, now)) return known;
    const auto generation = tokens_.generation();
    auto token = database_.read(tenant, [&](db::Tx& tx) -> std::optional<core::Secret> {
        const auto stored = repo::find_bot(tx, tenant, telegram_id);
        if (!stored || stored->state != BotState::active) return std::nullopt;
        try {
            return bots_.open_token(tx, tenant, stored->sealed_token);
        } catch (const secrets::Unreadable&) {
            return std::nullopt;
        }
    });
    if (token) tokens_.keep(key, tenant, *token, generation, now);
    return token;
}

std::vector<BotRole> Service::roles_of(const core::TenantId& tenant, const std::string& bot) {
    const auto now = clock_.now();
    if (auto known = roles_.find(bot, now)) return std::move(*known);
    const auto generation = roles_.generation();
    const auto stored = database_.read(tenant, [&](db::Tx& tx) { return repo::roles_of(tx, tenant, bot); });
    std::vector<BotRole> roles;
    std::ranges::transform(stored, std::back_inserter(roles), &repo::Connection::role);
    roles_.keep(bot, tenant, roles, generation, now);
    return roles;
}

core::Secret Service::given_or_stored(const core::TenantId& tenant, BotRole role, const core::Secret& token) {
    if (!token.empty()) return token;
    const auto stored = database_.read(tenant, [&](db::Tx& tx) { return repo::find(tx, tenant, role); });
    if (!stored) throw Refusal(RefusalCode::invalid, "Enter the bot's token. @BotFather gives it.", "bot_token");
    return stored_credentials(tenant, role).token;
}

bool Service::Target::accepts(std::string_view hash, core::Timestamp now) const {
    if (same_hash(hash, secret_hash)) return true;
    return previous_hash && previous_until && now < *previous_until && same_hash(hash, *previous_hash);
}

std::optional<WebhookTarget> Service::webhook_target(std::string_view bot, std::string_view secret) {
    const std::string id(bot);
    const auto hash = secret_hash(secret);
    const auto now = clock_.now();
    const auto from_memory = [&]() -> std::optional<WebhookTarget> {
        const auto known = targets_.find(id, now);
        return known && known->accepts(hash, now) ? std::optional(known->target) : std::nullopt;
    };
    if (auto known = from_memory()) return known;
    // Anybody may ask, about any bot. One looks at a time, so that the database has time for the others.
    const std::unique_lock turn(lookups_, kLookupWait);
    if (!turn) throw Refusal(RefusalCode::overloaded, "Too many updates at once, try again").after(kComeAgain);
    if (auto known = from_memory()) return known;
    // Another process may have renewed the secret a moment ago.
    const auto generation = targets_.generation();
    const auto stored = stored_target(id);
    if (!stored || !stored->accepts(hash, now)) return std::nullopt;
    targets_.keep(id, stored->target.tenant, *stored, generation, now);
    return stored->target;
}

std::optional<Service::Target> Service::stored_target(const std::string& bot) {
    const auto found =
        database_.read_as_system("whose webhook this is", [&](db::Tx& tx) { return repo::find_called_bot(tx, bot); });
    if (!found) return std::nullopt;
    return Target{{found->tenant_id, found->id, found->telegram_id},
                  found->webhook_secret_hash,
                  found->previous_secret_hash,
                  found->previous_secret_until};
}

void Service::forget(const core::TenantId& tenant) {
    credentials_.forget(tenant);
    targets_.forget(tenant);
    tokens_.forget(tenant);
    roles_.forget(tenant);
}

void Service::forget_all() {
    credentials_.forget_all();
    targets_.forget_all();
    tokens_.forget_all();
    roles_.forget_all();
}

void Service::on_chat_member_of_bot(db::Tx& tx, const core::TenantId& tenant, std::string_view bot, std::int64_t chat,
                                    const std::optional<std::string>& chat_name, core::Timestamp now) {
    const auto connections = repo::roles_of(tx, tenant, bot);
    const bool concerned = std::ranges::any_of(connections, [&](const repo::Connection& connection) {
        const auto channels = connection.channels();
        return std::ranges::any_of(
            kChannelSlots, [&](const ChannelSlot& slot) { return is_chat(channels.*slot.id, chat, chat_name); });
    });
    if (!concerned) return;
    queue_.enqueue(tx,
                   {.tenant = tenant,
                    .kind = std::string(kExamineJob),
                    .payload = core::json::to_text(BotPayload{std::string(bot)})},
                   now);
}

void Service::note_token_refused(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id) {
    repo::set_token_refused(tx, tenant, telegram_id,
                            "Telegram no longer accepts this bot's token. Connect it again with the token that "
                            "@BotFather shows.");
}

void Service::examine_channels(const core::TenantId& tenant, std::string_view bot) {
    const auto connections = database_.read(tenant, [&](db::Tx& tx) { return repo::roles_of(tx, tenant, bot); });
    for (const auto& connection : connections) {
        const auto credentials = stored_credentials(tenant, connection.role);
        const auto reports =
            channels_.examine(credentials.token, credentials.telegram_id, connection.role, credentials.channels);
        database_.transact(tenant, [&](db::Tx& tx) {
            repo::set_reports(tx, tenant, connection.role, credentials.bot, core::json::to_text(reports));
        });
    }
}

}  // namespace promo::connections
