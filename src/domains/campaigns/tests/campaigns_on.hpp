#pragma once

#include <string>

#include "core/metrics.hpp"
#include "darkroom/darkroom.hpp"
#include "domains/campaigns/handlers.hpp"
#include "http/router.hpp"
#include "rendering/decode.hpp"
#include "storage/folder/folder_store.hpp"
#include "storage/tests/temporary_folder.hpp"
#include "support/databases.hpp"
#include "support/fonts.hpp"

namespace promo::tests {

// Two tenants, the campaigns' services and their routes, without a socket.
struct CampaignsOn {
    explicit CampaignsOn(FreshDatabase& fresh);

    // A campaign of kAcme over some days of its zone.
    std::string made(const std::string& start, const std::string& end, std::vector<campaigns::Platform> platforms = {});
    campaigns::Status status(const std::string& campaign) { return campaigns.published(campaign).view.status; }
    // An upload of kAcme as the darkroom leaves it: a red frame of 8 pixels around nothing.
    std::string frame();
    // What the log of kAcme says was done, latest first.
    std::vector<std::string> actions();
    std::int64_t rows(const std::string& table);

    // As nobody, or as somebody with a role in the tenant.
    http::Response call(http::Verb verb, const std::string& path, const std::string& body = {},
                        const std::optional<http::Role>& role = {}, const core::TenantId& tenant = kAcme);

    static inline const core::TenantId kAcme{"acme"};
    static inline const core::TenantId kOther{"other"};
    static inline const core::Actor kOwner{core::ActorKind::user, "user-1", "owner@acme.example", "", ""};

    // Says who is calling as `call` wants it.
    struct Caller final : http::Gate {
        std::optional<http::Principal> principal;
        std::optional<http::Principal> identify(const http::Request&) override { return principal; }
    };

    db::Database& database;
    core::ManualClock clock{*core::parse_iso8601("2026-03-10T12:00:00Z")};
    core::SeededEntropy entropy{7};
    core::Metrics metrics;
    storage::TemporaryFolder folder;
    storage::FolderStore objects{
        {.path = folder.path(), .public_base_url = "https://promo.example/objects", .link_key = {}}};
    darkroom::Darkroom darkroom{"/nowhere"};
    audit::Service audit{database, entropy};
    tenants::Service tenants{database, clock, entropy, audit};
    uploads::Service uploads{database, clock, metrics, objects, darkroom, {}, {}};

    campaigns::Service campaigns{
        database, clock, entropy, audit, tenants, uploads, {.public_base_url = "https://promo.example"}};
    campaigns::submissions::Service submissions{database, clock, entropy, audit, campaigns};
    campaigns::supporters::Service supporters{database, clock, campaigns, core::Secret("a key of these tests alone")};
    campaigns::posters::Service posters{campaigns, uploads, tests::fonts(), clock};
    Caller caller;
    http::Router router;
};

campaigns::submissions::Typed typed(const std::string& email, const std::string& instagram);

}  // namespace promo::tests
