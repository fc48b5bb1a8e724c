#pragma once

#include <functional>
#include <string>
#include <vector>

#include "domains/coupons/batches/handlers.hpp"
#include "domains/coupons/batches/jobs.hpp"
#include "domains/coupons/downloads/handlers.hpp"
#include "domains/coupons/pass.hpp"
#include "storage/folder/folder_store.hpp"
#include "storage/tests/temporary_folder.hpp"
#include "support/darkroom.hpp"
#include "support/databases.hpp"
#include "support/fonts.hpp"
#include "support/gradient.hpp"
#include "support/requests.hpp"
#include "support/sandbox_wire.hpp"

namespace promo::tests {

// A store that is away when a test wants it to be, and in which something happens right after an object was put.
class EventfulStore final : public storage::ObjectStore {
public:
    explicit EventfulStore(storage::ObjectStore& store) : store_(store) {}

    bool away = false;
    // Called once, by the next put.
    std::function<void()> after_put;

    storage::PutResult put(std::string_view key, std::string_view body, const storage::Put& options) override;
    std::optional<storage::Object> get(std::string_view key) override { return there().get(key); }
    std::optional<storage::ObjectInfo> head(std::string_view key) override { return there().head(key); }
    void remove(std::string_view key) override { there().remove(key); }
    storage::Page list(std::string_view prefix, std::optional<std::string> after, std::size_t limit) override {
        return there().list(prefix, std::move(after), limit);
    }
    std::string public_url(std::string_view key) const override { return store_.public_url(key); }
    std::string signed_url(std::string_view key, core::Timestamp now, std::chrono::seconds valid) const override {
        return store_.signed_url(key, now, valid);
    }
    void check() override { there().check(); }

private:
    storage::ObjectStore& there();

    storage::ObjectStore& store_;
};

// Two tenants with a template `sale` (square and story), and all doors through which its pictures are taken away.
struct PicturesOn {
    explicit PicturesOn(FreshDatabase& fresh);

    // The path with its query, as a stranger with this browser, or as a member of `caller` where the row needs one.
    http::Response get(const std::string& target, const std::string& header = {}, const std::string& value = {});
    http::Response head(const std::string& target);
    http::Response post(const std::string& path, const std::string& json);
    http::Response post_form(const std::string& path, const FormFields& texts, const FormFields& files);
    http::Response send(http::Request request);

    // `code=…&pass=…&until=…` of a coupon that was found good now.
    std::string ticket(const std::string& code, const core::TenantId& tenant = core::TenantId("acme"));
    FormFields ticket_fields(const std::string& code);
    std::string drawn(const std::string& caption, templates::Variant variant = templates::Variant::square,
                      rendering::Format format = rendering::Format::jpg);
    // `source slug variant code error device`, one a row, in order.
    std::vector<std::string> usages(const core::TenantId& tenant = core::TenantId("acme"));
    std::size_t work_jobs(std::size_t limit = 1000);
    std::vector<std::string> keys(const std::string& prefix);
    void suspend(tenants::TenantStatus status = tenants::TenantStatus::suspended);

    FreshDatabase& fresh;
    db::Database& database;
    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{11};
    core::Metrics metrics;
    SandboxWire wire{clock, entropy};
    storage::TemporaryFolder folder;
    storage::FolderStore files{{.path = folder.path() + "/objects",
                                .public_base_url = "https://promo.example/objects",
                                .link_key = core::Secret("a key for links of these tests")}};
    EventfulStore objects{files};
    jobs::Queue queue{entropy};
    audit::Service audit{database, entropy};
    secrets::Service secrets{database, clock, entropy, {core::Secret("a key of these tests alone")}};
    stripe::Api stripe{wire.send(), "http://sandbox/stripe"};
    funderpro::Api funderpro{wire.send(), "http://sandbox/funderpro"};
    uploads::prepared::Service prepared{darkroom(), objects, metrics, {.folder = folder.path() + "/prepared"}};
    uploads::Service uploads{
        database,
        clock,
        metrics,
        objects,
        darkroom(),
        {[](db::Tx& tx, const core::TenantId& tenant) { return templates::Service::images_in_use(tx, tenant); }},
        [this](const std::string& id, std::string_view bytes) { prepared.put(id, bytes); }};
    templates::Service templates{database, queue, clock, entropy, objects, audit, uploads};
    tenants::Service tenants{database, clock, entropy, audit, {[this](db::Tx&, const core::TenantId& tenant) {
                                 return [this, tenant] { batches.remove_all(tenant); };
                             }}};
    rendering::Renderer renderer{fonts()};
    templates::pictures::Service pictures{uploads, prepared, renderer, metrics};
    vendor_accounts::Service accounts{
        database, clock, entropy, secrets, audit, stripe, {.public_base_url = "https://promo.example"}};
    coupons::codes::Service codes{database, clock, audit, tenants};
    core::Secret key{"the secret that signs in these tests"};
    core::Secret key_before{"the secret that signed before"};
    coupons::Service coupons{database,
                             clock,
                             audit,
                             tenants,
                             codes,
                             accounts,
                             funderpro,
                             stripe,
                             [](std::chrono::milliseconds) { return true; },
                             {.funderpro_product_id = {}, .pass_key = key}};
    coupons::downloads::Service downloads{database,
                                          clock,
                                          entropy,
                                          metrics,
                                          objects,
                                          darkroom(),
                                          tenants,
                                          templates,
                                          pictures,
                                          coupons,
                                          {.secrets = {key, key_before}, .public_base_url = "https://promo.example"}};
    // So small that a part holds two of the pictures that are drawn here.
    static constexpr std::size_t kSmallPart = 9'000;
    coupons::batches::Service batches{database, queue,   clock,     entropy,  objects,
                                      audit,    tenants, templates, pictures, kSmallPart};
    http::Router router;
    core::TenantId acme{"acme"};
    core::TenantId bolt{"bolt"};
    core::Actor actor = core::system_actor("test");
    core::TenantId caller = acme;
    std::string browser = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) Mobile/15E148";
    std::string address = "192.0.2.1";
};

std::string body_of(const http::Response& response);

}  // namespace promo::tests
