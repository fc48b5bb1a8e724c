#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "core/json_write.hpp"
#include "sandbox/telegram/method.hpp"
#include "sandbox/telegram/updates.hpp"

namespace promo::sandbox::telegram {

namespace {

constexpr std::int64_t kMostPerCall = 100;
constexpr std::int64_t kDefaultConnections = 40;

struct GetUpdates {
    std::optional<std::int64_t> offset;
    std::optional<std::int64_t> limit;
    std::optional<std::int64_t> timeout;
    std::optional<std::vector<std::string>> allowed_updates;
};
BOOST_DESCRIBE_STRUCT(GetUpdates, (), (offset, limit, timeout, allowed_updates))

struct SetWebhook {
    std::string url;
    std::optional<std::string> ip_address;
    std::optional<std::int64_t> max_connections;
    std::optional<std::vector<std::string>> allowed_updates;
    std::optional<bool> drop_pending_updates;
    std::optional<std::string> secret_token;
};
BOOST_DESCRIBE_STRUCT(SetWebhook, (),
                      (url, ip_address, max_connections, allowed_updates, drop_pending_updates, secret_token))

struct DeleteWebhook {
    std::optional<bool> drop_pending_updates;
};
BOOST_DESCRIBE_STRUCT(DeleteWebhook, (), (drop_pending_updates))

// An empty list means the default set, as an absent one does the first time.
void set_allowed(Call& call, const std::optional<std::vector<std::string>>& types) {
    if (!types) return;
    for (const auto& type : *types) {
        if (!is_update_type(type)) call.violate("allowed_updates: '" + type + "' is no type of update");
    }
    if (types->empty()) {
        call.bot.allowed_updates.reset();
    } else {
        call.bot.allowed_updates = types;
    }
}

std::string get_updates(Call& call) {
    const auto given = call.read<GetUpdates>();
    auto& bot = call.bot;
    if (!bot.webhook.url.empty()) {
        throw ApiError(409,
                       "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
                       "webhook first");
    }
    set_allowed(call, given.allowed_updates);
    drop_expired(call.state, bot);
    auto offset = given.offset.value_or(0);
    if (offset < 0) {
        auto first = bot.pending.end();
        for (; offset < 0 && first != bot.pending.begin(); ++offset)
            --first;
        offset = first == bot.pending.end() ? 0 : first->first;
    }
    while (!bot.pending.empty() && bot.pending.begin()->first < offset)
        confirm(bot, bot.pending.begin()->first);
    const auto limit = std::clamp<std::int64_t>(given.limit.value_or(kMostPerCall), 1, kMostPerCall);
    std::vector<core::json::Raw> updates;
    for (const auto& [number, update] : bot.pending) {
        if (static_cast<std::int64_t>(updates.size()) == limit) break;
        updates.push_back({update.json});
    }
    return result_of(updates);
}

bool is_loopback(std::string_view host) {
    return host == "localhost" || host == "::1" || host == "[::1]" || host.starts_with("127.") ||
           host.ends_with(".localhost");
}

// Telegram wants HTTPS on one of four ports; on this machine anything goes, because that is what a sandbox is for.
void check_url(const std::string& text) {
    const auto parsed = boost::urls::parse_uri(text);
    if (!parsed || parsed->host().empty()) throw bad_request("bad webhook: URL host is empty");
    if (parsed->scheme() != "https" && parsed->scheme() != "http")
        throw bad_request("bad webhook: Unsupported URL protocol");
    if (is_loopback(parsed->host())) return;
    if (parsed->scheme() != "https") throw bad_request("bad webhook: An HTTPS URL must be provided for webhook");
    const auto port = parsed->has_port() ? parsed->port_number() : 443;
    if (port != 443 && port != 80 && port != 88 && port != 8443)
        throw bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
}

void check_secret(const std::string& secret) {
    const bool good = std::ranges::all_of(secret, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
    if (secret.size() > 256 || !good) throw bad_request("secret token contains unallowed characters");
}

void replace_webhook(Bot& bot, Webhook next) {
    next.generation = bot.webhook.generation + 1;
    bot.webhook = std::move(next);
    for (auto& [id, queue] : bot.queues) {
        queue.in_flight = false;
        queue.failures = 0;
        queue.not_before = {};
    }
}

std::string remove_webhook(Call& call, bool drop) {
    call.description = call.bot.webhook.url.empty() ? "Webhook is already deleted" : "Webhook was deleted";
    if (drop) drop_all(call.bot);
    replace_webhook(call.bot, {});
    return yes();
}

std::string set_webhook(Call& call) {
    const auto given = call.read<SetWebhook>();
    const bool drop = given.drop_pending_updates.value_or(false);
    if (given.url.empty()) return remove_webhook(call, drop);
    check_url(given.url);
    check_secret(given.secret_token.value_or(""));
    set_allowed(call, given.allowed_updates);
    if (drop) drop_all(call.bot);
    Webhook webhook;
    webhook.url = given.url;
    webhook.secret = given.secret_token.value_or("");
    webhook.ip = given.ip_address.value_or("");
    constexpr std::int64_t kMostConnections = 100;
    webhook.max_connections =
        std::clamp<std::int64_t>(given.max_connections.value_or(kDefaultConnections), 1, kMostConnections);
    call.state.queued = true;
    call.description = call.bot.webhook.url == webhook.url ? "Webhook is already set" : "Webhook was set";
    replace_webhook(call.bot, std::move(webhook));
    return yes();
}

std::string delete_webhook(Call& call) {
    return remove_webhook(call, call.read<DeleteWebhook>().drop_pending_updates.value_or(false));
}

std::string get_webhook_info(Call& call) {
    const auto& webhook = call.bot.webhook;
    drop_expired(call.state, call.bot);
    WebhookInfo info;
    info.url = webhook.url;
    info.pending_update_count = static_cast<std::int64_t>(call.bot.pending.size());
    info.allowed_updates = call.bot.allowed_updates;
    if (webhook.url.empty()) return result_of(info);
    info.max_connections = webhook.max_connections;
    if (!webhook.ip.empty()) info.ip_address = webhook.ip;
    if (webhook.last_error_at) {
        const auto since_epoch = webhook.last_error_at->time_since_epoch();
        info.last_error_date = std::chrono::duration_cast<std::chrono::seconds>(since_epoch).count();
        info.last_error_message = webhook.last_error;
    }
    return result_of(info);
}

}  // namespace

Methods update_methods() {
    return {
        {"getUpdates", get_updates},
        {"setWebhook", set_webhook},
        {"deleteWebhook", delete_webhook},
        {"getWebhookInfo", get_webhook_info},
    };
}

}  // namespace promo::sandbox::telegram
