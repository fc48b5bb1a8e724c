#include "app/domains.hpp"

#include "app/data_folder.hpp"
#include "app/objects_farewell.hpp"
#include "app/outbox_events.hpp"
#include "app/update_handlers.hpp"
#include "domains/auth/publishable_key.hpp"

namespace promo::app {
namespace {

net::Send way_out(net::HttpClient& client) {
    return [&client](const net::Request& request) { return client.perform(request); };
}

// The Backend API knows the accounts of one issuer: the one that the publishable key names, else the only one.
std::string account_issuer(const Config& config) {
    const auto named = auth::clerk_frontend_url(config.clerk_publishable_key);
    std::string only;
    for (auto issuer : config.clerk_allowed_issuers) {
        if (issuer.ends_with('/')) issuer.pop_back();
        if (issuer == named || config.clerk_allowed_issuers.size() == 1) only = issuer;
    }
    return only;
}

// Who shows uploads: what nobody here names is removed.
std::vector<uploads::InUse> shown_pictures() {
    return {templates::Service::images_in_use, onboarding::Service::logos_in_use, campaigns::Service::overlays_in_use,
            broadcasts::Service::images_in_use};
}

// Broadcasts are said by the bot that people talk to.
broadcasts::BotOf coupon_bot_of(connections::Service& connections) {
    return [&connections](const core::TenantId& tenant) {
        return connections.credentials(tenant, connections::BotRole::coupon_bot).telegram_id;
    };
}

}  // namespace

Domains::Domains(const Ground& g)
    : fonts(fonts_folder(g.config)),
      renderer(fonts),
      telegram_gateway(way_out(g.client)),
      telegram([this](const net::Request& request) { return telegram_gateway.perform(request); },
               g.config.telegram_api_base_url),
      stripe(way_out(g.client), g.config.stripe_api_base_url),
      funderpro(way_out(g.client), g.config.funderpro_base_url),
      clerk_tokens(way_out(g.client), g.clock, g.metrics,
                   {.issuers = g.config.clerk_allowed_issuers, .parties = g.config.clerk_authorized_parties}),
      clerk_backend(way_out(g.client), g.config.clerk_api_base_url, g.config.clerk_secret_key),
      audit(g.database, g.entropy),
      secrets(g.database, g.clock, g.entropy, {g.config.secret_key, g.config.secret_key_previous}),
      tenants(g.database, g.clock, g.entropy, audit,
              {[this](db::Tx&, const core::TenantId&) { return [this] { views.refresh(); }; },
               [this](db::Tx& tx, const core::TenantId& id) { return connections.take_leave(tx, id); },
               objects_farewell(g.queue, g.clock)}),
      directory(g.database),
      transfer(g.database, g.clock, audit, secrets),
      people(g.database, g.clock, g.entropy, audit),
      invitations(g.database, g.clock, g.entropy, audit),
      darkroom(kThisProgram),
      prepared_pictures(darkroom, g.objects, g.metrics, {.folder = g.config.data_dir / "prepared"}),
      uploads(g.database, g.clock, g.metrics, g.objects, darkroom, shown_pictures(),
              [this](const std::string& id, std::string_view prepared) { prepared_pictures.put(id, prepared); }),
      templates(g.database, g.queue, g.clock, g.entropy, g.objects, audit, uploads),
      pictures(uploads, prepared_pictures, renderer, g.metrics),
      proofs(templates, pictures, tenants, uploads),
      auth(g.database, g.clock, g.entropy,
           {.session_secrets = {g.config.session_secret, g.config.session_secret_previous},
            .admin_password = g.config.admin_password}),
      accounts(clerk_backend, g.clock),
      callers(g.clock, clerk_tokens, accounts, auth, people,
              {.admin_emails = g.config.admin_emails, .account_issuer = account_issuer(g.config)}),
      views(g.database, g.clock, audit, tenants),
      connections(g.database, g.queue, g.clock, g.entropy, g.metrics, secrets, audit, telegram,
                  {.public_base_url = g.config.public_base_url}),
      connection_checks(g.database, g.clock, audit, telegram, connections),
      messaging(
          g.database, g.queue, g.clock, g.metrics,
          [this](std::string_view bot, std::string_view secret) { return connections.webhook_target(bot, secret); },
          update_handlers(connections, coupon_talk, g.clock)),
      outbox(g.entropy),
      outbox_desk(g.database, g.clock, audit, on_ended(*this)),
      vendor_accounts(g.database, g.clock, g.entropy, secrets, audit, stripe,
                      {.public_base_url = g.config.public_base_url}),
      coupon_codes(g.database, g.clock, audit, tenants),
      coupons(g.database, g.clock, audit, tenants, coupon_codes, vendor_accounts, funderpro, stripe,
              [&client = g.client](std::chrono::milliseconds wait) { return client.pause(wait); },
              {.funderpro_product_id = g.config.funderpro_product_id,
               .pass_key = g.config.session_secret,
               .public_base_url = g.config.public_base_url}),
      downloads(g.database, g.clock, g.entropy, g.metrics, g.objects, darkroom, tenants, templates, pictures, coupons,
                {.secrets = {g.config.session_secret, g.config.session_secret_previous},
                 .public_base_url = g.config.public_base_url}),
      picture_batches(g.database, g.queue, g.clock, g.entropy, g.objects, audit, tenants, templates, pictures),
      coupon_usage(g.entropy),
      bot_users(g.entropy, on_unsubscribed(*this)),
      bot_people(g.database, g.clock, audit, bot_users),
      coupon_talk({.database = g.database,
                   .clock = g.clock,
                   .tenants = tenants,
                   .connections = connections,
                   .templates = templates,
                   .pictures = pictures,
                   .coupons = coupons,
                   .usage = coupon_usage,
                   .bot_users = bot_users,
                   .outbox = outbox},
                  g.metrics, {.link_key = g.config.session_secret, .public_base_url = g.config.public_base_url}),
      coupon_bot(g.database, g.clock, audit, connections, templates, coupons, bot_users, outbox,
                 {.secrets = {g.config.session_secret, g.config.session_secret_previous},
                  .telegram_api_base_url = g.config.telegram_api_base_url}),
      broadcast_feeding(g.database, g.queue, g.clock, audit, outbox, templates, tenants,
                        [this](const core::TenantId& tenant, std::int64_t bot) {
                            return connections.token_of(tenant, bot).has_value();
                        }),
      broadcasts(g.database, g.queue, g.clock, g.entropy, audit, tenants, uploads, broadcast_feeding,
                 coupon_bot_of(connections)),
      broadcast_trials(g.database, g.clock, g.entropy, audit, outbox, uploads, broadcasts, broadcast_feeding,
                       coupon_bot_of(connections),
                       [&client = g.client](std::chrono::milliseconds wait) { return client.pause(wait); }),
      campaigns(g.database, g.clock, g.entropy, audit, tenants, uploads, {.public_base_url = g.config.public_base_url}),
      campaign_submissions(g.database, g.clock, g.entropy, audit, campaigns),
      campaign_supporters(g.database, g.clock, campaigns, g.config.session_secret),
      campaign_posters(campaigns, uploads, fonts, g.clock),
      subscriptions(g.database, g.clock, vendor_accounts, audit),
      onboarding(g.database, g.clock, g.objects, audit, tenants, connections, vendor_accounts, uploads),
      usage_rollups(g.database, g.clock),
      analytics(g.database, g.clock),
      usage_failures(g.database, g.clock),
      usage_people(g.database, g.clock) {}

}  // namespace promo::app
