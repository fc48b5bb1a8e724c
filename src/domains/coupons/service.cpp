#include "domains/coupons/service.hpp"

#include "core/enum_name.hpp"
#include "core/error.hpp"
#include "core/log.hpp"
#include "core/network_prefix.hpp"
#include "db/error.hpp"
#include "domains/coupons/pass.hpp"
#include "domains/coupons/repo.hpp"

namespace promo::coupons {
namespace {

using core::Refusal;
using core::RefusalCode;

constexpr int kFound = 200;
constexpr int kNotFound = 404;
constexpr int kGone = 410;
constexpr int kTooMany = 429;
constexpr int kTheirFault = 500;

Asked from(const funderpro::Answer& answer) {
    switch (answer.finding) {
        case funderpro::Finding::good:
            return {Reason::ok, answer.status};
        case funderpro::Finding::unknown:
            return {Reason::not_found, answer.status};
        case funderpro::Finding::refused:
            return {Reason::unavailable, answer.status};
        case funderpro::Finding::busy:
            break;
    }
    return {Reason::unavailable, answer.status, true};
}

Asked from(const stripe::PromotionAnswer& answer) {
    switch (answer.finding) {
        case stripe::PromotionFinding::good:
            return {Reason::ok, answer.status};
        case stripe::PromotionFinding::unknown:
            return {Reason::not_found, answer.status};
        case stripe::PromotionFinding::used_up:
            return {Reason::expired, answer.status};
        case stripe::PromotionFinding::key_refused:
            return {Reason::not_configured, answer.status};
        case stripe::PromotionFinding::busy:
            break;
    }
    const bool may_pass = answer.status == 0 || answer.status == kTooMany || answer.status >= kTheirFault;
    return {Reason::unavailable, answer.status, may_pass};
}

int status_of(Reason reason) {
    if (reason == Reason::ok) return kFound;
    return reason == Reason::expired ? kGone : kNotFound;
}

}  // namespace

Service::Service(db::Database& database, core::Clock& clock, audit::Service& audit, tenants::Service& tenants,
                 codes::Service& codes, vendor_accounts::Service& vendor_accounts, const funderpro::Api& funderpro,
                 const stripe::Api& stripe, Pause pause, Options options)
    : database_(database),
      clock_(clock),
      audit_(audit),
      tenants_(tenants),
      codes_(codes),
      vendor_accounts_(vendor_accounts),
      funderpro_(funderpro),
      stripe_(stripe),
      pause_(std::move(pause)),
      options_(std::move(options)),
      answers_(clock) {}

Settings Service::settings(const core::TenantId& tenant) {
    return database_.read(tenant, [&](db::Tx& tx) { return repo::find(tx, tenant).value_or(Settings()); });
}

Overview Service::overview(const core::TenantId& tenant) {
    return {settings(tenant), usable_stripe_key(tenant).has_value(), codes_.count(tenant),
            options_.public_base_url + "/coupon/" + tenant.str()};
}

Overview Service::save(const core::TenantId& tenant, const core::Actor& actor, const SettingsChange& change) {
    std::optional<std::string> product;
    if (change.funderpro_product_id) product = checked_product_id(*change.funderpro_product_id);
    if (change.provider == Provider::stripe && !usable_stripe_key(tenant)) {
        throw Refusal(RefusalCode::conflict,
                      "Connect Stripe first: enter the secret key of your Stripe account under Connections.",
                      "provider");
    }
    const auto now = clock_.now();
    database_.transact(tenant, [&](db::Tx& tx) {
        auto settings = repo::find(tx, tenant).value_or(Settings());
        settings.provider = change.provider.value_or(settings.provider);
        settings.funderpro_product_id = product.value_or(settings.funderpro_product_id);
        settings.updated_at = now;
        repo::save(tx, tenant, settings);
        audit_.record(tx, tenant, actor,
                      {"coupon_settings.saved",
                       std::string(core::enum_name(settings.provider)),
                       {{"funderpro_product_id", settings.funderpro_product_id}}},
                      now);
    });
    return overview(tenant);
}

Verdict Service::check(const core::TenantId& tenant, std::string_view typed) {
    auto look = first_look(typed);
    if (!look.valid()) return look;
    const auto chosen = settings(tenant);
    switch (chosen.provider) {
        case Provider::none:
            break;
        case Provider::list:
            return check_on_list(tenant, look.code);
        case Provider::funderpro:
            return check_at_funderpro(tenant, chosen, look.code);
        case Provider::stripe:
            return check_at_stripe(tenant, chosen, look.code);
    }
    return verdict(Reason::ok, std::move(look.code), kFound);
}

void Service::admit_stranger(const std::string& address) {
    const auto wait = strangers_.try_from(core::network_prefix(address), clock_.now());
    if (wait <= core::Duration(0)) return;
    throw Refusal(RefusalCode::rate_limited, "Too many coupons were checked from your network. Wait a minute.")
        .after(std::chrono::ceil<std::chrono::seconds>(wait));
}

Checked Service::check_for_stranger(const core::TenantId& tenant, std::string_view typed) {
    try {
        const auto found = tenants_.find(tenant);
        if (!found || found->status != tenants::TenantStatus::active) {
            throw Refusal(RefusalCode::not_found, "There is no such business. Look at the address of the page.",
                          "tenant");
        }
        Checked checked{check(tenant, typed), {}, {}};
        if (!checked.verdict.valid()) return checked;
        // Whole seconds: that is how it travels.
        checked.pass_until = std::chrono::floor<std::chrono::seconds>(clock_.now() + kPassFor);
        checked.pass = issue_pass(options_.pass_key, tenant, checked.verdict.code, checked.pass_until);
        return checked;
    } catch (const db::Error& error) {
        if (!error.is_outage()) throw;
        core::log::warn("coupons.database_away", {{"tenant", tenant.str()}, {"error", error.what()}});
        throw Refusal(RefusalCode::unavailable, verdict(Reason::unavailable, {}).message)
            .after(std::chrono::seconds(5));
    }
}

Verdict Service::check_on_list(const core::TenantId& tenant, const std::string& code) {
    const auto found = codes_.find(tenant, code);
    const auto reason = found ? codes::reason_at(*found, clock_.now()) : Reason::not_found;
    return verdict(reason, code, status_of(reason));
}

Verdict Service::check_at_funderpro(const core::TenantId& tenant, const Settings& settings, const std::string& code) {
    const auto& own = settings.funderpro_product_id;
    const auto& product = own.empty() ? options_.funderpro_product_id : own;
    if (product.empty()) return verdict(Reason::not_configured, code);
    return ask(tenant, settings, product, code, [&] { return from(funderpro_.look_up(code, product)); });
}

Verdict Service::check_at_stripe(const core::TenantId& tenant, const Settings& settings, const std::string& code) {
    const auto key = usable_stripe_key(tenant);
    if (!key) return verdict(Reason::not_configured, code);
    return ask(tenant, settings, core::to_iso8601(key->since), code,
               [&] { return from(stripe_.look_up_promotion(key->secret, code, clock_.now())); });
}

Verdict Service::ask(const core::TenantId& tenant, const Settings& settings, const std::string& account,
                     const std::string& code, const std::function<Asked()>& question) {
    const auto whom = tenant.str() + ' ' + std::string(core::enum_name(settings.provider));
    const auto version = core::to_iso8601(settings.updated_at.value_or(core::Timestamp()));
    auto found = answers_.get(whom + ' ' + version + ' ' + account + ' ' + code, [&] {
        if (!breaker_.admits(whom, clock_.now())) return verdict(Reason::unavailable, code);
        const auto asked = ask_patiently(question);
        auto answer = verdict(asked.reason, code, asked.status_code);
        if (answer.says_something()) {
            breaker_.succeeded(whom);
        } else {
            breaker_.failed(whom, clock_.now());
            core::log::warn("coupons.not_checked", {{"tenant", tenant.str()},
                                                    {"provider", core::enum_name(settings.provider)},
                                                    {"reason", core::enum_name(asked.reason)},
                                                    {"status", asked.status_code}});
        }
        return answer;
    });
    found.code = code;
    return found;
}

Asked Service::ask_patiently(const std::function<Asked()>& question) {
    auto asked = question();
    for (int attempt = 1; attempt < kAttempts && asked.worth_another; ++attempt) {
        if (!pause_(kBetweenAttempts)) break;
        asked = question();
    }
    return asked;
}

std::optional<vendor_accounts::StripeKey> Service::usable_stripe_key(const core::TenantId& tenant) {
    try {
        return vendor_accounts_.stripe_key(tenant);
    } catch (const Refusal& refusal) {
        // It is stored, and the installation has lost the key that opens it: to the tenant there is none.
        core::log::error("coupons.stripe_key_unreadable", {{"tenant", tenant.str()}, {"why", refusal.message()}});
        return std::nullopt;
    }
}

}  // namespace promo::coupons
