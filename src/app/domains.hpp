#pragma once

#include "app/config.hpp"
#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/metrics.hpp"
#include "darkroom/darkroom.hpp"
#include "db/database.hpp"
#include "domains/analytics/failures/service.hpp"
#include "domains/analytics/people/service.hpp"
#include "domains/analytics/rollups/service.hpp"
#include "domains/analytics/service.hpp"
#include "domains/audit/service.hpp"
#include "domains/auth/accounts/service.hpp"
#include "domains/auth/callers/service.hpp"
#include "domains/auth/service.hpp"
#include "domains/auth/views/service.hpp"
#include "domains/bot_users/directory/service.hpp"
#include "domains/bot_users/service.hpp"
#include "domains/broadcasts/feeding/service.hpp"
#include "domains/broadcasts/service.hpp"
#include "domains/broadcasts/trials/service.hpp"
#include "domains/campaigns/posters/service.hpp"
#include "domains/campaigns/service.hpp"
#include "domains/campaigns/submissions/service.hpp"
#include "domains/campaigns/supporters/service.hpp"
#include "domains/connections/checks/service.hpp"
#include "domains/connections/service.hpp"
#include "domains/coupon_bot/service.hpp"
#include "domains/coupon_bot/talk/service.hpp"
#include "domains/coupons/batches/service.hpp"
#include "domains/coupons/codes/service.hpp"
#include "domains/coupons/downloads/service.hpp"
#include "domains/coupons/service.hpp"
#include "domains/coupons/usage/service.hpp"
#include "domains/messaging/outbox/desk/service.hpp"
#include "domains/messaging/outbox/service.hpp"
#include "domains/messaging/service.hpp"
#include "domains/onboarding/service.hpp"
#include "domains/secrets/service.hpp"
#include "domains/subscriptions/service.hpp"
#include "domains/templates/pictures/service.hpp"
#include "domains/templates/proofs/service.hpp"
#include "domains/templates/service.hpp"
#include "domains/tenants/directory/service.hpp"
#include "domains/tenants/invitations/service.hpp"
#include "domains/tenants/people/service.hpp"
#include "domains/tenants/service.hpp"
#include "domains/tenants/transfer/service.hpp"
#include "domains/uploads/prepared/service.hpp"
#include "domains/uploads/service.hpp"
#include "domains/vendor_accounts/service.hpp"
#include "integrations/clerk/api.hpp"
#include "integrations/funderpro/api.hpp"
#include "integrations/stripe/api.hpp"
#include "integrations/telegram/api.hpp"
#include "integrations/telegram/gateway/api.hpp"
#include "jobs/queue.hpp"
#include "net/http_client.hpp"
#include "rendering/renderer.hpp"
#include "storage/object_store.hpp"

namespace promo::app {

// The file that runs, also when another one was installed in its place meanwhile: what the darkroom runs.
inline constexpr auto kThisProgram = "/proc/self/exe";

// What the domains stand on. It outlives them.
struct Ground {
    const Config& config;
    core::Clock& clock;
    core::Entropy& entropy;
    core::Metrics& metrics;
    db::Database& database;
    net::HttpClient& client;
    storage::ObjectStore& objects;
    jobs::Queue& queue;
};

// Every domain and every vendor, wired to each other: the same in the server and in a command. Built top to bottom, so
// each may hold references to those above it. Building touches nothing outside the process.
struct Domains {
    explicit Domains(const Ground& ground);

    const rendering::Fonts fonts;
    rendering::Renderer renderer;

    telegram::Gateway telegram_gateway;
    const telegram::Api telegram;
    const stripe::Api stripe;
    const funderpro::Api funderpro;
    clerk::Tokens clerk_tokens;
    clerk::Backend clerk_backend;

    audit::Service audit;
    secrets::Service secrets;
    tenants::Service tenants;
    tenants::directory::Service directory;
    tenants::transfer::Service transfer;
    tenants::people::Service people;
    tenants::invitations::Service invitations;

    const darkroom::Darkroom darkroom;
    uploads::prepared::Service prepared_pictures;
    uploads::Service uploads;
    templates::Service templates;
    templates::pictures::Service pictures;
    templates::proofs::Service proofs;

    auth::Service auth;
    auth::accounts::Service accounts;
    auth::callers::Service callers;
    auth::views::Service views;

    connections::Service connections;
    connections::checks::Service connection_checks;
    messaging::Service messaging;
    messaging::outbox::Service outbox;
    messaging::outbox::desk::Service outbox_desk;
    vendor_accounts::Service vendor_accounts;
    coupons::codes::Service coupon_codes;
    coupons::Service coupons;
    coupons::downloads::Service downloads;
    coupons::batches::Service picture_batches;
    coupons::usage::Service coupon_usage;
    bot_users::Service bot_users;
    bot_users::directory::Service bot_people;
    coupon_bot::talk::Service coupon_talk;
    coupon_bot::Service coupon_bot;
    broadcasts::feeding::Service broadcast_feeding;
    broadcasts::Service broadcasts;
    broadcasts::trials::Service broadcast_trials;
    campaigns::Service campaigns;
    campaigns::submissions::Service campaign_submissions;
    campaigns::supporters::Service campaign_supporters;
    campaigns::posters::Service campaign_posters;
    subscriptions::Service subscriptions;
    onboarding::Service onboarding;
    analytics::rollups::Service usage_rollups;
    analytics::Service analytics;
    analytics::failures::Service usage_failures;
    analytics::people::Service usage_people;
};

}  // namespace promo::app
