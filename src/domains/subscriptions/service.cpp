#include "domains/subscriptions/service.hpp"

#include "core/crash_site.hpp"
#include "core/enum_name.hpp"
#include "core/error.hpp"
#include "core/log.hpp"
#include "domains/subscriptions/repo.hpp"
#include "integrations/stripe/api.hpp"

namespace promo::subscriptions {

void Service::receive_stripe_event(const std::string& webhook_id, std::optional<std::string_view> signature,
                                   std::string_view body) {
    const auto webhook = accounts_.stripe_webhook(webhook_id);
    if (!webhook) throw core::Refusal(core::RefusalCode::unauthorized, "No account has this address.");
    if (webhook->secret.empty()) {
        throw core::Refusal(core::RefusalCode::not_configured,
                            "Enter the signing secret of this webhook first, in the setup.");
    }
    const auto now = clock_.now();
    if (const auto problem = stripe::check_signature(body, signature, {&webhook->secret, 1}, now)) {
        core::log::warn("stripe.signature_refused",
                        {{"tenant", webhook->tenant}, {"problem", core::enum_name(*problem)}});
        throw core::Refusal(core::RefusalCode::invalid,
                            "The Stripe-Signature is " + std::string(core::enum_name(*problem)) +
                                ". Compare the signing secret with the one in Stripe's dashboard.");
    }
    const auto event = parse_stripe_event(webhook->tenant, body, now);
    const auto named = tenant_named_by(event);
    core::crash_site(core::CrashSite::subscriptions_received);
    database_.transact(webhook->tenant, [&](db::Tx& tx) {
        if (!repo::insert(tx, event) || !named || *named == webhook->tenant.str()) return;
        audit_.record(tx, webhook->tenant, core::system_actor("stripe"),
                      {"stripe_event.named_another_tenant", event.id, {{"type", event.type}}}, now);
    });
    core::crash_site(core::CrashSite::subscriptions_stored);
}

}  // namespace promo::subscriptions
