#include "domains/onboarding/service.hpp"

#include <algorithm>

#include "core/enum_name.hpp"
#include "core/error.hpp"
#include "core/log.hpp"
#include "core/trim.hpp"
#include "domains/onboarding/repo.hpp"
#include "storage/walk.hpp"

namespace promo::onboarding {
namespace {

using connections::BotRole;
using connections::ConnectionView;

// One feed of the platform serves every tenant.
constexpr Vendors kRequired{.stripe = true, .telegram = true, .market_data = false};

std::string required(std::string_view text, std::string_view what, std::string field) {
    std::string value(core::trimmed(text));
    if (value.empty()) {
        throw core::Refusal(core::RefusalCode::invalid, "Enter " + std::string(what) + '.', std::move(field));
    }
    return value;
}

bool is_verified(const ConnectionView& connection, std::string_view channel) {
    return std::ranges::any_of(connection.channels, [&](const connections::ChannelReport& report) {
        return report.channel == channel && report.reachable && report.missing.empty();
    });
}

std::optional<ConnectionView> signal_bot(connections::Service& service, const core::TenantId& tenant) {
    for (auto& connection : service.list(tenant))
        if (connection.bot_role == BotRole::signal_bot) return std::move(connection);
    return std::nullopt;
}

// Where logos were before they were uploads.
std::string logo_folder(const core::TenantId& tenant) {
    return "logos/" + tenant.str() + '/';
}

}  // namespace

Look Service::look(const core::TenantId& tenant) {
    auto state = database_.read(tenant, [&](db::Tx& tx) { return repo::find(tx, tenant); });
    if (!state) {
        state = database_.transact(tenant, [&](db::Tx& tx) { return repo::lock(tx, tenant, clock_.now()); });
    }
    return {std::move(*state), accounts_.stripe_webhook_url(tenant)};
}

BotInfo Service::set_up_bot(const core::TenantId& tenant, const core::Actor& actor, const BotForm& form) {
    connections::NewConnection wanted;
    wanted.role = BotRole::signal_bot;
    const auto before = signal_bot(connections_, tenant);
    // Who comes back to correct a channel has the token at hand no more.
    wanted.token = core::Secret(before ? std::string(core::trimmed(form.bot_token.reveal()))
                                       : required(form.bot_token.reveal(), "the bot's token", "bot_token"));
    wanted.channels.free_channel_id = required(form.free_channel_id, "the FREE channel", "free_channel_id");
    wanted.channels.vip_channel_id = required(form.vip_channel_id, "the VIP channel", "vip_channel_id");
    if (before) {
        wanted.channels.channel_id = before->channel_id;
        wanted.channels.free_channel_link = before->free_channel_link;
    }
    const auto connection = connections_.save(tenant, actor, wanted);
    const BotInfo info{.username = connection.bot_username,
                       .name = connection.bot_name,
                       .free_channel_verified = is_verified(connection, "free"),
                       .vip_channel_verified = is_verified(connection, "vip")};
    database_.transact(tenant, [&](db::Tx& tx) {
        const auto note = [&](Progress& progress) {
            progress.telegram = {.bot_username = info.username,
                                 .bot_name = info.name,
                                 .free_channel_id = connection.free_channel_id.value_or(""),
                                 .vip_channel_id = connection.vip_channel_id.value_or(""),
                                 .verified = info.free_channel_verified && info.vip_channel_verified};
        };
        finish_step(tx, tenant, actor, Step::telegram, note, clock_.now());
    });
    return info;
}

StripeInfo Service::set_up_stripe(const core::TenantId& tenant, const core::Actor& actor, const StripeForm& form) {
    vendor_accounts::StripeKeys keys;
    keys.secret_key = core::Secret(required(form.secret_key.reveal(), "the secret key", "secret_key"));
    keys.publishable_key = required(form.publishable_key, "the publishable key", "publishable_key");
    keys.webhook_secret =
        core::Secret(required(form.webhook_secret.reveal(), "the signing secret of the webhook", "webhook_secret"));
    const auto proven = accounts_.prove(tenant, keys);
    return database_.transact(tenant, [&](db::Tx& tx) {
        const auto now = clock_.now();
        const auto facts = accounts_.store(tx, tenant, actor, proven, now);
        const auto note = [&](Progress& progress) {
            progress.stripe = {.is_live = facts.is_live, .has_webhook = facts.has_webhook_secret, .verified = true};
        };
        finish_step(tx, tenant, actor, Step::stripe, note, now);
        return StripeInfo{facts.is_live, !facts.publishable_key.empty(), facts.has_webhook_secret};
    });
}

void Service::set_up_business(const core::TenantId& tenant, const core::Actor& actor, const BusinessForm& form) {
    tenants::Profile profile;
    profile.name = tenants::checked_name(form.display_name, "display_name");
    profile.support_email = tenants::checked_email(form.support_email, "support_email");
    database_.transact(tenant, [&](db::Tx& tx) {
        const auto now = clock_.now();
        const auto before = tenants_.describe(tx, tenant, actor, profile, now);
        const auto note = [&](Progress& progress) {
            progress.business = {.display_name = *profile.name,
                                 .support_email = *profile.support_email,
                                 .logo_url = {},
                                 .updated = true};
            if (before.logo_key) progress.business->logo_url = objects_.public_url(*before.logo_key);
        };
        finish_step(tx, tenant, actor, Step::business, note, now);
    });
}

std::optional<Step> Service::complete(const core::TenantId& tenant, const core::Actor& actor) {
    const auto now = clock_.now();
    return database_.transact(tenant, [&](db::Tx& tx) {
        auto state = repo::lock(tx, tenant, now);
        const auto missing = first_missing(state);
        if (missing || state.is_complete) return missing;
        onboarding::complete(state);
        state.updated_at = now;
        repo::update(tx, state);
        tenants_.onboarded(tx, tenant, actor, now);
        return missing;
    });
}

std::string Service::set_logo(const core::TenantId& tenant, const core::Actor& actor, std::string_view picture) {
    if (picture.size() > kLargestLogo)
        throw core::Refusal(core::RefusalCode::too_large, "A logo has at most 5 MB. Save it smaller.", "logo");
    const auto logo = uploads_.store(tenant, picture, uploads::Purpose::logo, "logo");
    const auto now = clock_.now();
    const auto before = database_.transact(tenant, [&](db::Tx& tx) {
        std::ignore = uploads_.keep(tx, tenant, logo.id, logo.purpose, "logo", now);
        tenants::Profile profile;
        profile.logo_key = uploads::Service::key(tenant, logo.id);
        auto described = tenants_.describe(tx, tenant, actor, profile, now);
        auto state = repo::lock(tx, tenant, now);
        auto progress = progress_of(state);
        if (progress.business) {
            progress.business->logo_url = logo.url;
            set_progress(state, progress);
            state.updated_at = now;
            repo::update(tx, state);
        }
        return described;
    });
    if (before.logo_key && before.logo_key->starts_with(logo_folder(tenant))) remove_logo(*before.logo_key);
    return logo.url;
}

std::vector<std::string> Service::logos_in_use(db::Tx& tx, const core::TenantId& id) {
    const auto tenant = tenants::Service::find(tx, id);
    if (!tenant || !tenant->logo_key) return {};
    auto upload = uploads::Service::id_at(id, *tenant->logo_key);
    if (!upload) return {};
    return {std::move(*upload)};
}

void Service::remove_logos(const core::TenantId& tenant) {
    storage::remove_all(objects_, logo_folder(tenant));
}

SetupStatus Service::setup_status(const core::TenantId& tenant) {
    const auto bot = signal_bot(connections_, tenant);
    SetupStatus status;
    status.tenant_id = tenant;
    status.required = kRequired;
    status.configured = {.stripe = accounts_.stripe_status(tenant).connected,
                         .telegram = bot && bot->state == connections::BotState::active,
                         .market_data = accounts_.has_market_data(tenant)};
    status.is_complete = status.configured.stripe && status.configured.telegram &&
                         (status.configured.market_data || !kRequired.market_data);
    return status;
}

void Service::finish_step(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, Step step,
                          const std::function<void(Progress&)>& note, core::Timestamp now) {
    auto state = repo::lock(tx, tenant, now);
    auto progress = progress_of(state);
    note(progress);
    set_progress(state, progress);
    finish(state, step);
    state.updated_at = now;
    repo::update(tx, state);
    audit_.record(tx, tenant, actor, {"onboarding.step_finished", std::string(core::enum_name(step))}, now);
}

// Nothing shows it any more: one that cannot be removed is only a file too many.
void Service::remove_logo(const std::string& key) {
    try {
        objects_.remove(key);
    } catch (const storage::StorageError& error) {
        core::log::warn("onboarding.logo_not_removed", {{"key", key}, {"error", error.what()}});
    }
}

}  // namespace promo::onboarding
