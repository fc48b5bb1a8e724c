#pragma once

#include <functional>
#include <string>
#include <vector>

#include "domains/templates/forms/handlers.hpp"
#include "domains/templates/handlers.hpp"
#include "domains/templates/jobs.hpp"
#include "domains/templates/meta.hpp"
#include "domains/templates/pictures/service.hpp"
#include "domains/templates/proofs/service.hpp"
#include "domains/templates/service.hpp"
#include "domains/tenants/service.hpp"
#include "storage/folder/folder_store.hpp"
#include "storage/tests/temporary_folder.hpp"
#include "support/darkroom.hpp"
#include "support/databases.hpp"
#include "support/fonts.hpp"
#include "support/refused.hpp"
#include "support/requests.hpp"

namespace promo::tests {

// A store that is away when a test wants it to be, and in which somebody else is quick where a test says so.
class MovingStore final : public storage::ObjectStore {
public:
    explicit MovingStore(storage::ObjectStore& store) : store_(store) {}

    bool away = false;
    // What is stored here under keys with the ending of the last call below, in order.
    std::vector<std::string> stored;
    // Happens once, before the next write or read of a key with this ending.
    enum class Before { write, read };
    void before_next(Before when, std::string ending, std::function<void()> happens) {
        when_ = when;
        ending_ = std::move(ending);
        happens_ = std::move(happens);
        stored.clear();
    }

    storage::PutResult put(std::string_view key, std::string_view body, const storage::Put& options) override;
    std::optional<storage::Object> get(std::string_view key) override;
    std::optional<storage::ObjectInfo> head(std::string_view key) override;
    void remove(std::string_view key) override;
    storage::Page list(std::string_view prefix, std::optional<std::string> after, std::size_t limit) override;
    std::string public_url(std::string_view key) const override { return store_.public_url(key); }
    std::string signed_url(std::string_view key, core::Timestamp now, std::chrono::seconds valid) const override {
        return store_.signed_url(key, now, valid);
    }
    void check() override { store_.check(); }

private:
    void meet(Before what, std::string_view key);

    storage::ObjectStore& store_;
    Before when_ = Before::write;
    std::string ending_ = "nothing";
    std::function<void()> happens_;
};

// Tenants with templates, their store, and everything that draws.
struct TemplatesOn {
    explicit TemplatesOn(FreshDatabase& fresh);

    // An uploaded background, as its id.
    std::string image(int shade = 90, rendering::Size size = {96, 96});
    // A template with a square of its own.
    templates::Template made(const std::string& slug, const std::string& name = "Sale");
    templates::Draft drafted(const std::string& name, const std::string& image_id);

    // Routes without a socket, as an admin of `acme`, or as somebody else.
    http::Response get(const std::string& path);
    http::Response send(http::Verb verb, const std::string& path, const std::string& body);
    http::Response post(const std::string& path, const std::string& body) { return send(http::Verb::post, path, body); }
    http::Response post_form(const std::string& path, const FormFields& texts, const FormFields& files);
    http::Response answer(http::Request request);

    std::optional<std::string> document(const std::string& slug);
    std::string index();
    // What the database says, as it should be published.
    std::string index_wanted();
    std::vector<std::string> keys(const std::string& prefix = "templates/");
    std::size_t work_jobs();
    std::vector<std::string> actions();
    http::Routes all_routes();

    FreshDatabase& fresh;
    db::Database& database;
    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{11};
    core::Metrics metrics;
    storage::TemporaryFolder folder;
    storage::FolderStore files{
        {.path = folder.path() + "/objects", .public_base_url = "https://promo.example/objects", .link_key = {}}};
    MovingStore objects{files};
    audit::Service audit{database, entropy};
    jobs::Queue queue{entropy};
    uploads::prepared::Service prepared{darkroom(), objects, metrics, {.folder = folder.path() + "/prepared"}};
    uploads::Service uploads{
        database,
        clock,
        metrics,
        objects,
        darkroom(),
        {[](db::Tx& tx, const core::TenantId& tenant) { return templates::Service::images_in_use(tx, tenant); }},
        [this](const std::string& id, std::string_view bytes) { prepared.put(id, bytes); }};
    templates::Service service{database, queue, clock, entropy, objects, audit, uploads};
    tenants::Service tenants{database, clock, entropy, audit, {[this](db::Tx&, const core::TenantId& tenant) {
                                 return [this, tenant] { service.remove_published(tenant); };
                             }}};
    rendering::Renderer renderer{fonts()};
    templates::pictures::Service pictures{uploads, prepared, renderer, metrics};
    templates::proofs::Service proofs{service, pictures, tenants, uploads};
    http::Router router{all_routes()};
    core::TenantId acme{"acme"};
    core::TenantId bolt{"bolt"};
    core::Actor actor = core::system_actor("test");
    core::TenantId caller = acme;
    http::Role role = http::Role::admin;
};

// A PNG of a gradient: no two shades or sizes give the same.
std::string png(int shade, rendering::Size size = {96, 96});

}  // namespace promo::tests
