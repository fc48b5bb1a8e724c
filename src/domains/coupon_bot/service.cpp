#include "domains/coupon_bot/service.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/log.hpp"
#include "domains/coupon_bot/link.hpp"
#include "domains/coupon_bot/repo.hpp"
#include "domains/coupon_bot/texts.hpp"
#include "domains/coupon_bot/transcript.hpp"
#include "domains/tenants/service.hpp"

namespace promo::coupon_bot {
namespace {

using connections::BotRole;
using messaging::outbox::Kind;
using messaging::outbox::State;

constexpr std::string_view kMenuPrefix = "menu:";
constexpr std::string_view kLastScope = "all_group_chats";
constexpr auto kDay = std::chrono::hours(24);

// A vendor on this machine is the sandbox, and its page is at the root of the same address.
std::optional<std::string> page_of_sandbox(const std::string& api) {
    for (const std::string_view host : {"http://127.0.0.1", "http://localhost", "http://[::1]"}) {
        if (!api.starts_with(host)) continue;
        const auto end = api.find('/', host.size());
        return api.substr(0, end) + '/';
    }
    return std::nullopt;
}

}  // namespace

Service::Service(db::Database& database, core::Clock& clock, audit::Service& audit, connections::Service& connections,
                 templates::Service& templates, coupons::Service& coupons, bot_users::Service& bot_users,
                 messaging::outbox::Service& outbox, Options options)
    : database_(database),
      clock_(clock),
      audit_(audit),
      connections_(connections),
      templates_(templates),
      coupons_(coupons),
      bot_users_(bot_users),
      outbox_(outbox),
      options_([&] {
          std::erase_if(options.secrets, [](const core::Secret& secret) { return secret.empty(); });
          return std::move(options);
      }()) {}

std::optional<connections::ConnectionView> Service::bot(const core::TenantId& tenant) {
    for (auto& connection : connections_.list(tenant)) {
        if (connection.bot_role == BotRole::coupon_bot) return std::move(connection);
    }
    return std::nullopt;
}

std::optional<connections::Credentials> Service::credentials(const core::TenantId& tenant) {
    try {
        return connections_.credentials(tenant, BotRole::coupon_bot);
    } catch (const core::Refusal& refusal) {
        if (refusal.code() != core::RefusalCode::not_configured) throw;
        return std::nullopt;
    }
}

Overview Service::overview(const core::TenantId& tenant) {
    Overview overview;
    overview.bot = bot(tenant);
    overview.checks_coupons = coupons_.settings(tenant).provider != coupons::Provider::none;
    overview.templates_shown =
        std::ranges::count_if(templates_.list(tenant), [](const auto& each) { return each.telegram_enabled; });
    overview.try_url = page_of_sandbox(options_.telegram_api_base_url);
    const auto known = credentials(tenant);
    const auto since = clock_.now() - kDay;
    database_.read(tenant, [&](db::Tx& tx) {
        const auto row = repo::find(tx, tenant);
        overview.settings = row;
        overview.pictures_24h = repo::count_pictures(tx, tenant, since);
        if (!known) return;
        const auto numbers = repo::numbers(tx, tenant, known->telegram_id, since);
        overview.users = numbers.users;
        overview.active_24h = numbers.active_24h;
        overview.blocked = numbers.blocked;
        const auto menu = read_menu(row.menu, row.menu_error);
        if (menu.version == menu_version(known->telegram_id)) overview.menu = menu;
    });
    return overview;
}

Settings Service::save(const core::TenantId& tenant, const core::Actor& actor, const SettingsChange& change) {
    std::optional<std::string> greeting;
    std::optional<std::string> checkout_url;
    if (change.greeting) greeting = checked_greeting(*change.greeting);
    if (change.checkout_url) checkout_url = checked_checkout_url(*change.checkout_url);
    const auto now = clock_.now();
    return database_.transact(tenant, [&](db::Tx& tx) -> Settings {
        auto row = repo::find(tx, tenant);
        if (greeting) row.greeting = *greeting;
        if (checkout_url) row.checkout_url = *checkout_url;
        repo::save(tx, tenant, row, now);
        audit_.record(tx, tenant, actor, {"coupon_bot.changed", "settings", {{"checkout_url", row.checkout_url}}}, now);
        return row;
    });
}

Lines Service::lines(const core::TenantId& tenant, std::optional<core::Timestamp> before, std::int64_t limit) {
    const auto known = credentials(tenant);
    if (!known) return {};
    const auto until = before.value_or(clock_.now() + std::chrono::hours(1));
    Lines result;
    database_.read(tenant, [&](db::Tx& tx) {
        for (auto& heard : repo::heard(tx, tenant, known->telegram_id, until, 2 * limit)) {
            result.lines.push_back({heard.at,
                                    false,
                                    heard.chat_id,
                                    std::move(heard.chat_name),
                                    heard_text(heard.kind, heard.body),
                                    {},
                                    {}});
        }
        for (auto& sent : repo::sent(tx, tenant, known->telegram_id, until, 2 * limit)) {
            result.lines.push_back({sent.at, true, sent.chat_id, std::move(sent.chat_name),
                                    said_text(sent.method, sent.arguments), sent.state, sent.id});
        }
    });
    std::ranges::stable_sort(result.lines, std::ranges::greater{}, &Line::at);
    auto end = static_cast<std::size_t>(limit);
    while (end < result.lines.size() && result.lines[end].at == result.lines[end - 1].at)
        ++end;
    if (end < result.lines.size()) {
        result.lines.resize(end);
        result.next = result.lines.back().at;
    }
    return result;
}

void Service::put_menu(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, core::Timestamp now) {
    const auto version = menu_version(telegram_id);
    // The moment makes it another message than the last time.
    const auto prefix = std::string(kMenuPrefix) + version + ':' + std::to_string(now.time_since_epoch().count()) + ':';
    std::vector<messaging::outbox::Message> messages;
    for (const auto scope : {std::string_view("default"), std::string_view("all_private_chats"), kLastScope}) {
        const auto commands = scope == "all_private_chats" ? texts::commands() : texts::group_commands();
        messages.push_back({.telegram_id = telegram_id,
                            .kind = Kind::menu,
                            .key = prefix + std::string(scope),
                            .cause = "menu",
                            .call = messaging::set_my_commands(commands, scope, ""),
                            .stream = "menu"});
    }
    std::ignore = outbox_.put_all(tx, tenant, messages, now);
    auto row = repo::find(tx, tenant);
    row.menu = to_text({MenuState::waiting, version});
    row.menu_error.reset();
    repo::save(tx, tenant, row, now);
}

void Service::register_menu(const core::TenantId& tenant, const core::Actor& actor) {
    const auto known = connections_.credentials(tenant, BotRole::coupon_bot);
    const auto now = clock_.now();
    database_.transact(tenant, [&](db::Tx& tx) {
        put_menu(tx, tenant, known.telegram_id, now);
        audit_.record(tx, tenant, actor, {"coupon_bot.menu_registered", '@' + known.username}, now);
    });
}

void Service::register_menus() {
    const auto tenants = database_.read_as_system("whose bots lack their commands",
                                                  [](db::Tx& tx) { return tenants::Service::active(tx); });
    for (const auto& tenant : tenants) {
        const auto known = credentials(tenant.id);
        if (!known) continue;
        database_.transact(tenant.id, [&](db::Tx& tx) {
            const auto menu = read_menu(repo::find(tx, tenant.id).menu, {});
            if (menu.version == menu_version(known->telegram_id)) return;
            put_menu(tx, tenant.id, known->telegram_id, clock_.now());
        });
    }
}

std::vector<core::TenantId> Service::without_menu(db::Tx& tx) {
    return repo::with_menu(tx, core::enum_name(MenuState::failed));
}

void Service::note_ended(db::Tx& tx, std::span<const messaging::outbox::Ended> ended) {
    for (const auto& each : ended) {
        if (each.kind != Kind::menu) continue;
        auto row = repo::find(tx, each.tenant_id);
        auto menu = read_menu(row.menu, row.menu_error);
        const bool is_current = !menu.version.empty() && each.key.starts_with(std::string(kMenuPrefix) + menu.version);
        if (!is_current) continue;
        if (each.state != State::sent) {
            menu.state = MenuState::failed;
            row.menu_error = each.error.empty() ? "Telegram did not take the commands." : each.error;
        } else if (each.key.ends_with(kLastScope) && menu.state == MenuState::waiting) {
            menu.state = MenuState::registered;
        }
        row.menu = to_text(menu);
        repo::save(tx, each.tenant_id, row, each.at);
    }
}

std::optional<std::string> Service::follow(std::string_view token) {
    auto link = read_token(options_.secrets, token);
    if (!link) return std::nullopt;
    const auto now = clock_.now();
    const auto chat = link->tenant.str() + '/' + std::to_string(link->chat_id);
    if (counted_.try_from(chat, now) > core::Duration(0)) return std::move(link->address);
    try {
        database_.transact(
            link->tenant,
            [&](db::Tx& tx) {
                const auto user = bot_users_.find(tx, link->tenant, link->telegram_id, link->chat_id);
                if (!user) return;
                bot_users_.note_step(tx, link->tenant, link->telegram_id, link->chat_id, link->step, user->source, now);
            },
            db::Durability::relaxed);
    } catch (const db::Error& error) {
        // Whoever follows a link gets there, whether or not it can be counted.
        core::log::warn("coupon_bot.uncounted", {{"tenant", link->tenant}, {"error", error.what()}});
    }
    return std::move(link->address);
}

}  // namespace promo::coupon_bot
